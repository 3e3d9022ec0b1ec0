/** Threads of Nour with the city, act by act, for tests that give the time. */
import { procedureOf } from '../../policy/thread/procedure.ts';
import type { ThreadMember } from '../../policy/thread/standing.ts';
import { readThread, type Thread, type ThreadOpening } from '../../policy/thread.ts';
import { anAnswerTo, aThread } from '../support/a-thread.ts';
import { aMailbox, cityId, someDigest, someId } from '../support/builders.ts';

export const askedMs = Date.parse('2026-11-24T18:20:00Z');
export const dayMs = 86_400_000;

export const publicContest = procedureOf({ kind: 'contest', reason: 'fact-wrong' }, { role: 'city' });

/** What a later act adds to its head. */
type Body = { readonly act: Exclude<Thread['act'], 'open'> } & Record<string, unknown>;

const openerActs: readonly string[] = ['reply', 'classify', 'withdraw'];

/** Times in days after the opening. */
export function thread(
  opening: Partial<ThreadOpening>,
  ...acts: [days: number, body: Body][]
): ThreadMember[] {
  const first = readThread(aThread(opening));
  const members: ThreadMember[] = [{ record: first, atMs: askedMs }];
  for (const [days, body] of acts) members.push({ record: act(body, days), atMs: askedMs + days * dayMs });
  return members;
}

export function act(body: Body, days = 0): Thread {
  const common = {
    v: 1,
    type: 'thread',
    id: someId(`act ${days}`),
    thread: someId('thread'),
    previous: someDigest('before'),
  };
  const at = new Date(askedMs + days * dayMs).toISOString().replace('.000', '');
  const side = openerActs.includes(body.act)
    ? { by: aMailbox, key: someDigest('pairwise key of Nour') }
    : { by: cityId };
  return readThread({ ...common, at, ...side, ...body });
}

export const answer = (changes: Record<string, unknown> = {}): Body => {
  const { outcome, reason, nextStep, sealedDigest, public: told } = anAnswerTo();
  return { act: 'answer', outcome, reason, nextStep, sealedDigest, public: told, ...changes };
};

export const reply: Body = { act: 'reply', sealedDigest: someDigest('reply') };
export const clarify: Body = { act: 'clarify', reason: 'detail', sealedDigest: someDigest('question back') };
