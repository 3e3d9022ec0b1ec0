import type { ComponentChildren } from 'preact';
import { say, type Word } from '../words/lookup.ts';
import { LanguageButton, Top } from './frame.tsx';
import { HelpAnchor } from './help-link.tsx';

export interface NavLink {
  readonly path: string;
  readonly word: Word;
}

/** What stands around each page beside the wallet's: the pages as links above, who helps below. */
export function WideFrame({
  name,
  foot,
  links,
  path,
  help,
  children,
}: {
  /** Of the links, for who hears them. */
  readonly name: Word;
  readonly foot: Word;
  readonly links: readonly NavLink[];
  /** Of the page that is shown. */
  readonly path: string;
  /** Undefined until it is known which relay this is. */
  readonly help: string | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <>
      <a class="skip" href="#page" data-out>
        {say('skip')}
      </a>
      <Top>
        <LanguageButton isShort />
        <nav class="links" aria-label={say(name)}>
          {links.map((link) => (
            <a
              key={link.path}
              href={link.path}
              data-act={`go-${link.word.split('.').at(-1)}`}
              aria-current={link.path === path ? 'page' : undefined}
            >
              {say(link.word)}
            </a>
          ))}
        </nav>
      </Top>
      {children}
      <footer class="foot">
        <p class="soft small">{say(foot)}</p>
        {help && <HelpAnchor href={help} />}
      </footer>
    </>
  );
}

/** Until the page has come. */
export const Coming = () => (
  <main id="page" aria-busy="true">
    <div class="ghost" />
    <div class="ghost" />
  </main>
);
