import { say } from '../words/lookup.ts';

/** The last thing of each page of each entry, always there (WCAG 2.2, 3.2.6): who helps, and how without a phone. */
export const HelpLink = ({ href = '/aide' }: { href?: string }) => (
  <footer class="help">
    <HelpAnchor href={href} />
  </footer>
);

/** Where the foot of the page says more than that. */
export const HelpAnchor = ({ href }: { href: string }) => (
  <a class="button link" href={href} data-act="help">
    {say('help.link')}
  </a>
);
