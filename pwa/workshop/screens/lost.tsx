import { Title } from '../../ui/frame.tsx';
import { say } from '../../words/lookup.ts';

export function Lost() {
  return (
    <main id="page">
      <Title>{say('workshop.lost')}</Title>
      <p class="lead">{say('workshop.lost.lead')}</p>
      <a class="button fit" href="/" data-act="prepare">
        {say('workshop.prepare')}
      </a>
    </main>
  );
}
