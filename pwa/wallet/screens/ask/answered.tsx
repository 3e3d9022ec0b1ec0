import { signal } from '@preact/signals';
import { Title } from '../../../ui/frame.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { Ask } from '../../paths/ask.ts';

/** What became of the request on this page, after a no. A yes has a page of its own. */
export interface Refused {
  readonly name: string;
  readonly alternative: string;
  readonly redirect: string | null;
  readonly isSent: boolean;
}

export const refused = signal<Refused | null>(null);

export function refusedBy(
  ask: Ask,
  sent: { readonly redirect: string | null; readonly isSent: boolean },
): Refused {
  return {
    name: inLanguage(ask.party.name),
    alternative: inLanguage(ask.declaration.refusal.alternative),
    redirect: sent.redirect,
    isSent: sent.isSent,
  };
}

export function Answered({ no }: { no: Refused }) {
  const { name, alternative, redirect, isSent } = no;
  return (
    <main id="page">
      <Title>{say('request.refused')}</Title>
      <p class="lead" role="status" data-said="refused">
        {isSent ? say('request.refused.lead', { name }) : say('request.refused.queued')}
      </p>
      <div class="card">
        <p class="soft">{say('request.refused.other')}</p>
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
