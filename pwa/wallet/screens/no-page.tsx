import { Title } from '../../ui/frame.tsx';
import { say, type Word } from '../../words/lookup.ts';

interface Back {
  readonly href: string;
  readonly act: string;
  readonly word: Word;
}

const toHome: Back = { href: '/', act: 'home', word: 'receipt.home' };

/** A path that leads nowhere, or to something that this vault does not hold. */
export function NoPage({ back = toHome }: { readonly back?: Back }) {
  return (
    <main id="page">
      <Title>{say('no-page.title')}</Title>
      <p class="lead">{say('no-page.lead')}</p>
      <a class="button" href={back.href} data-act={back.act}>
        {say(back.word)}
      </a>
    </main>
  );
}
