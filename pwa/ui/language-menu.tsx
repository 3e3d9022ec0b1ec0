import { useRef } from 'preact/hooks';
import { type Language, language, say, speakLanguage } from '../words/lookup.ts';

/** Each in its own name and its own letters: who cannot read the page finds hers. */
const names: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English', ar: 'العربية' };

export const languages = Object.entries(names) as readonly (readonly [Language, string])[];

/** « FR » is seen at the head of the page, the names of all languages after a touch. */
export function LanguageMenu({ onChoose }: { onChoose: (next: Language) => void }) {
  const menu = useRef<HTMLDivElement>(null);
  const now = language.value;
  return (
    <>
      <button type="button" class="button link" data-act="language" popovertarget="languages">
        <span aria-hidden="true">{now === 'ar' ? 'ع' : now.toUpperCase()}</span>
        <span class="unseen">{say('app.language')}</span>
      </button>
      <div ref={menu} id="languages" class="menu" popover="auto">
        {languages.map(([lang, name]) => (
          <button
            key={lang}
            type="button"
            class="button quiet"
            data-act={`language-${lang}`}
            lang={lang}
            dir={lang === 'ar' ? 'rtl' : 'ltr'}
            aria-current={lang === now || undefined}
            onClick={() => {
              menu.current?.hidePopover();
              void speakLanguage(lang);
              onChoose(lang);
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </>
  );
}
