// The issuer's count of this year beside the phone's own. It counts by account, so the two are one only where this vault is
// the account's only one; a difference is shown and never smoothed over.

import { readBudget } from './account.ts';
import { odometer } from './budget.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Compared {
  readonly isSame: boolean;
  readonly hereMillionths: number;
  readonly thereMillionths: number;
}

/** Waits for the silence that calls for the account keep. */
export async function compareBudget(around: Surroundings = here): Promise<Compared> {
  const { year, spent, destroyedMillionths } = await readBudget(around);
  const thereMillionths = spent.reduce(
    (sum, { costMillionths }) => sum + costMillionths,
    destroyedMillionths,
  );
  const hereMillionths = odometer(around, year, 'paid').spentMillionths;
  return { isSame: hereMillionths === thereMillionths, hereMillionths, thereMillionths };
}
