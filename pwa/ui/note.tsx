import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

const icons: Record<'calm' | 'yes' | 'stop' | 'wait', IconName> = {
  calm: 'key',
  yes: 'check',
  stop: 'warn',
  wait: 'clock',
};

/** A sentence that matters now. Its colour never speaks alone: a sign stands beside it. */
export function Note({
  tone,
  icon,
  announce,
  children,
}: {
  tone: keyof typeof icons;
  icon?: IconName;
  announce?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class={`note ${tone}`} role={announce ? (tone === 'stop' ? 'alert' : 'status') : undefined}>
      <Icon name={icon ?? icons[tone]} size={20} />
      <div class="grow">{children}</div>
    </div>
  );
}
