// An answer that the resident has given beforehand, by a rule marked as automatic. It goes the same way as one given by
// hand, and the history says that the wallet gave it.

import type { ShownLang } from '../../../policy/view.ts';
import { lockState } from '../vault/open.ts';
import type { Ask } from './ask.ts';
import { sayYes, viewOf } from './grant.ts';
import { aloneAnswer, offeredPeriods } from './propose.ts';
import { type SentRefusal, sayNo } from './refuse.ts';
import type { SentGrant } from './send.ts';
import { here, type Surroundings } from './surroundings.ts';

export type AloneAnswer =
  | { readonly answer: 'none' }
  | { readonly answer: 'yes'; readonly sent: SentGrant }
  | { readonly answer: 'no'; readonly sent: SentRefusal };

/** Called when a request is ready. Only with an open vault: a locked one has no rules and keeps no history. */
export async function answerAlone(
  ask: Ask,
  lang: ShownLang,
  around: Surroundings = here,
): Promise<AloneAnswer> {
  if (lockState.value !== 'open') return { answer: 'none' };
  const alone = aloneAnswer(ask);
  if (alone === 'no') return { answer: 'no', sent: await sayNo(ask, around, true) };
  const [period] = offeredPeriods(ask);
  if (alone !== 'yes' || period === undefined) return { answer: 'none' };
  const facts = ask.detail.facts.map(({ key, precision }) => ({ key, precision }));
  const choice = { facts, period, lang };
  return { answer: 'yes', sent: await sayYes(ask, choice, viewOf(ask, choice), around, true) };
}
