import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import { askState, readAsk } from '../../paths/ask.ts';
import { place } from '../../router.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Answered } from './answered.tsx';
import { AskRequest } from './request.tsx';

/** What became of the request on this page, after a no. A yes has a page of its own. */
export interface Refused {
  readonly name: string;
  readonly alternative: string;
  readonly redirect: string | null;
  readonly isSent: boolean;
}

export const refused = signal<Refused | null>(null);

let readHash: string | null = null;

/** Begins as soon as the address is known, before anything is drawn. */
export function readPlace(hash: string): void {
  if (hash === '' || hash === readHash) return;
  readHash = hash;
  refused.value = null;
  // What fails is told by `askState`.
  readAsk(hash).catch(() => undefined);
}

export function AskScreen() {
  const { hash } = place.value;
  useEffect(() => readPlace(hash), [hash]);
  const state = askState.value;
  if (refused.value !== null) return <Answered refused={refused.value} />;
  if (state.step === 'shown' || state.step === 'ready')
    return <AskRequest key={state.ask.round} ask={state.ask} isReady={state.step === 'ready'} />;
  if (state.step === 'failed')
    return (
      <main id="page">
        <Title>{say('request.title')}</Title>
        <FaultNote error={state.error} />
        <a class="button" href="/" data-act="home">
          {say('receipt.home')}
        </a>
      </main>
    );
  if (hash === '')
    return (
      <main id="page">
        <Title>{say('request.none')}</Title>
        <p class="lead">{say('request.none.lead')}</p>
        <a class="button" href="/" data-act="home">
          {say('receipt.home')}
        </a>
      </main>
    );
  return (
    <main id="page" aria-busy="true">
      <p class="lead" role="status">
        {say('request.reading')}
      </p>
      <div class="bar">
        <i />
      </div>
      <div class="ghost tall" />
    </main>
  );
}
