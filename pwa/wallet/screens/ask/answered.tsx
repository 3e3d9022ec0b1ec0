import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import type { Refused } from './ask.tsx';

export function Answered({ refused }: { refused: Refused }) {
  const { name, alternative, redirect, isSent } = refused;
  return (
    <main id="page">
      <Title>{say('request.refused')}</Title>
      <p class="lead" role="status" data-said="refused">
        {isSent ? say('request.refused.lead', { name }) : say('request.refused.queued')}
      </p>
      <div class="card">
        <p class="soft small">{say('request.refused.other')}</p>
        <p>
          <b>{alternative}</b>
        </p>
      </div>
      {redirect !== null && (
        <a class="button" href={redirect} data-out data-act="back-to-service">
          {say('request.back', { name })}
        </a>
      )}
      <a class="button quiet" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}
