import type { ThreadAnswer, ThreadOpening } from '../../policy/thread.ts';
import { aMailbox, cityId, someBytes, someDigest, someId } from './builders.ts';

/** Nour contests the price that went into her calculation. */
export function aThread(changes: Partial<ThreadOpening> = {}): ThreadOpening {
  return {
    v: 1,
    type: 'thread',
    id: someId('thread'),
    at: '2026-11-24T18:20:00Z',
    by: aMailbox,
    key: someDigest('pairwise key of Nour'),
    thread: someId('thread'),
    previous: null,
    act: 'open',
    kind: 'contest',
    party: cityId,
    declaration: someDigest('declaration record'),
    grant: someId('grant'),
    target: { what: 'input', digest: someDigest('calculation record'), name: 'bike-price' },
    reason: 'fact-wrong',
    boxKey: someBytes('box key of Nour', 1216),
    sealedDigest: someDigest('sealed text of the thread'),
    ...changes,
  };
}

export function anAnswerTo(changes: Partial<ThreadAnswer> = {}): ThreadAnswer {
  return {
    v: 1,
    type: 'thread',
    id: someId('answer of the city'),
    at: '2026-12-02T09:14:31Z',
    by: cityId,
    thread: someId('thread'),
    previous: someDigest('opening record'),
    act: 'answer',
    outcome: 'upheld',
    reason: 'fact-corrected',
    nextStep: 'none-needed',
    sealedDigest: someDigest('sealed answer'),
    public: null,
    ...changes,
  };
}
