import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { language, say, speakLanguage } from '../words/lookup.ts';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';

export function LanguageButton({
  onChoose,
  isShort = false,
}: {
  onChoose?: (next: 'fr' | 'en') => void;
  /** Beside other buttons: « EN » is seen, « English » is read out. */
  isShort?: boolean;
}) {
  const other = language.value === 'fr' ? 'en' : 'fr';
  return (
    <button
      type="button"
      class="button link"
      data-act="language"
      lang={other}
      onClick={() => {
        void speakLanguage(other);
        onChoose?.(other);
      }}
    >
      {isShort && <span aria-hidden="true">{other.toUpperCase()}</span>}
      <span class={isShort ? 'unseen' : undefined}>{say('app.other-language')}</span>
    </button>
  );
}

/** The head of a page: the mark at home, the way back elsewhere. */
export function Top({
  where,
  onBack,
  children,
}: {
  where?: string | undefined;
  onBack?: () => void;
  children?: ComponentChildren;
}) {
  return (
    <header class="top">
      {onBack && (
        <button type="button" class="back" data-act="back" aria-label={say('back')} onClick={onBack}>
          <Icon name="back" size={26} />
        </button>
      )}
      {where === undefined ? (
        <a class="name" href="/" data-act="home">
          <Mark /> {say('app.name')}
        </a>
      ) : (
        <span class="where">{where}</span>
      )}
      {children}
    </header>
  );
}

/** One short sentence at the top of every screen. It takes the focus on arrival, so that readers begin there. */
export function Title({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  // With the drawing and not after it: on a slow phone somebody may type already, and would lose what is typed.
  useLayoutEffect(() => {
    // Not at the first load: there the page itself has just been announced.
    if (document.activeElement !== document.body || performance.now() > 3000)
      title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  );
}
