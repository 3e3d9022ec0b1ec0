import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';

/** A link to help that this vault does not hold. */
export function Lost() {
  return (
    <main id="page">
      <Title>{say('no-page.title')}</Title>
      <p class="lead">{say('no-page.lead')}</p>
      <a class="button" href="/proches" data-act="relatives">
        {say('relatives.back')}
      </a>
    </main>
  );
}
