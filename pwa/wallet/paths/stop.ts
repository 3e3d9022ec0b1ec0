// Without the phone: the paper card ends every agreement, from any browser. No vault, no keys, no cookie; the code
// stands behind `#` and only secrets made from it are sent. Sent together they show the relay that these ended mailboxes
// were one person's: the page says so before.

import { toBase64url } from '../../../crypto/encode.ts';
import { readStopCode, stopSecret } from '../../../crypto/stop-card.ts';
import { maxStopSecrets } from '../../../policy/routes.ts';
import { readParties } from '../link/party.ts';
import { postStop } from '../link/stop.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';

/** A wallet changes its generation rarely; sixteen are more than a paper card will see. */
export const cardGenerations = 16;

/** Keys may be replaced more often than the card can tell apart: the last ones share their secret. */
export const stopGeneration = (generation: number): number => Math.min(generation, cardGenerations - 1);

/** What stands behind `#` in the link, or what was typed from paper. A kit's code is refused. */
export function readCard(text: string): Uint8Array {
  return readStopCode(decoded(text.replace(/^#/, '')));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How many agreements this card has ended, now or before. May be called again: it then gives the same number. */
export async function stopByCard(stopSeed: Uint8Array, around: Surroundings = here): Promise<number> {
  const parties = await readParties(around.reach);
  const made = parties.flatMap(({ id }) =>
    Array.from({ length: cardGenerations }, (_, generation) =>
      toBase64url(stopSecret(stopSeed, id, generation)),
    ),
  );
  // In the order of the directory the place of a secret would tell its party before it is spent.
  const secrets = shuffled(made, around);
  let ended = 0;
  for (let from = 0; from < secrets.length; from += maxStopSecrets) {
    ended += await postStop(around.reach, secrets.slice(from, from + maxStopSecrets));
  }
  return ended;
}
