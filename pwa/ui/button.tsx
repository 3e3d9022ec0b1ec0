import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  /** Stable name of the act, for journeys: the words may change, this may not. */
  readonly act: string;
  readonly look?: 'full' | 'stop' | 'gentle' | 'quiet' | 'link';
  readonly icon?: IconName;
  readonly busy?: boolean;
  readonly off?: boolean;
  readonly type?: 'button' | 'submit';
  /** What is acted on, when the words alone do not say it: « Arrêter » of which card. */
  readonly about?: string;
  readonly onPress?: () => unknown;
  readonly children: ComponentChildren;
}

/** Shows by itself that it is at work while the act runs, and lets no second press through meanwhile. */
export function Button({
  act,
  look,
  icon,
  busy,
  off,
  type = 'button',
  about,
  onPress,
  children,
}: ButtonProps) {
  const [isRunning, setRunning] = useState(false);
  const isBusy = busy === true || isRunning;
  async function press() {
    if (isBusy || off || onPress === undefined) return;
    const outcome = onPress();
    if (!(outcome instanceof Promise)) return;
    setRunning(true);
    try {
      await outcome;
    } finally {
      setRunning(false);
    }
  }
  return (
    <button
      type={type}
      class={`button ${look ?? ''}`}
      data-act={act}
      aria-busy={isBusy || undefined}
      aria-disabled={off || undefined}
      onClick={type === 'submit' ? undefined : () => void press()}
    >
      {icon && <Icon name={icon} size={20} />}
      <span>
        {children}
        {about && <span class="unseen"> · {about}</span>}
      </span>
    </button>
  );
}
