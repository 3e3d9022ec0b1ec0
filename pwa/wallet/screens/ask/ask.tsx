import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { language, say } from '../../../words/lookup.ts';
import { type Ask, askState, readAsk } from '../../paths/ask.ts';
import { address, go } from '../../router.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Answered, refused, refusedBy } from './answered.tsx';
import { AskRequest } from './request.tsx';

let readHash: string | null = null;

/** Begins as soon as the address is known, before anything is drawn. */
export function readPlace(hash: string): void {
  if (hash === '' || hash === readHash) return;
  readHash = hash;
  refused.value = null;
  // What fails is told by `askState`.
  readAsk(hash)
    .then(answerByRule)
    .catch(() => undefined);
}

/** Settles when there is a request to show, or a fault to tell. */
export const isDrawable = (): Promise<void> =>
  new Promise((settle) => {
    const dispose = effect(() => {
      if (askState.value.step === 'reading') return;
      settle();
      // Not inside its own first run, where it has no name yet.
      queueMicrotask(() => dispose());
    });
  });

/** Only where the resident has said so beforehand; what was answered is shown as if by hand. */
async function answerByRule(ask: Ask): Promise<void> {
  if (lockState.value !== 'open') return;
  const { answerAlone } = await import('../../paths/alone.ts');
  const alone = await answerAlone(ask, language.value);
  if (alone.answer === 'no') refused.value = refusedBy(ask, alone.sent);
  if (alone.answer === 'yes') go(`/recu/${alone.sent.grantId}`, { replace: true });
}

export function AskScreen() {
  const { hash } = address.value;
  useEffect(() => readPlace(hash), [hash]);
  const state = askState.value;
  if (refused.value !== null) return <Answered no={refused.value} />;
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
