// Leaving an experiment, or coming back: envelope n+1 with the very values of envelope n and one more word inside. Scope
// and period stand in the signed grant and are not touched; a fact that has changed meanwhile does not slip out with it.

import { readySodium } from '../../../crypto/sodium.ts';
import { change } from '../vault/hold.ts';
import { outbox } from '../vault/open.ts';
import { keepNext, requireSealable } from './next-envelope.ts';
import { sendEnvelopes } from './send-envelope.ts';
import { here, type Surroundings } from './surroundings.ts';

/** sent: the party reads it from now on · queued: sealed and kept, waits for the network. */
export type Told = 'sent' | 'queued';

/** One tap. */
export async function leaveExperiments(grantId: string, around: Surroundings = here): Promise<Told> {
  return tell(grantId, 'left', around);
}

export async function joinExperiments(grantId: string, around: Surroundings = here): Promise<Told> {
  return tell(grantId, undefined, around);
}

async function tell(grantId: string, experiment: 'left' | undefined, around: Surroundings): Promise<Told> {
  await readySodium();
  await change(async (rows) => {
    const { kept, last } = await requireSealable(rows, grantId, around);
    if (last.experiment === experiment) return;
    await keepNext(rows, kept, last, { values: last.facts, experiment }, around);
  });
  await sendEnvelopes(around);
  return outbox.value.some(({ kind, grant }) => kind === 'envelope' && grant === grantId) ? 'queued' : 'sent';
}
