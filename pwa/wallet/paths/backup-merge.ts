// What another device of this vault has written, taken in row by row. Unknown here: taken. Known here: of an agreement the
// end beats the living, and the longer sequence the shorter; of the wallet's keys the younger generation. All else stays as
// it is here: what was dropped on the other device comes back with its next change only.

import type { Change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import type { ContentRow } from './backup-content.ts';

export async function mergeRows(rows: Change, theirs: readonly ContentRow[]): Promise<void> {
  for (const { kind, name, body } of theirs) {
    const mine = await rows.get(kind, name);
    if (mine === undefined) rows.put(kind, name, body as never);
    else if (kind === 'grant') rows.put('grant', name, furtherGrant(mine as KeptGrant, body as KeptGrant));
    else if (kind === 'keys') rows.put('keys', name, youngerKeys(mine as KeptKeys, body as KeptKeys));
  }
}

const isOver = ({ status }: KeptGrant): boolean => status === 'ended' || status === 'stopping';

function furtherGrant(mine: KeptGrant, theirs: KeptGrant): KeptGrant {
  if (isOver(mine) !== isOver(theirs)) {
    const ended = isOver(mine) ? mine : theirs;
    const { seq, last, lastLookAt } = mine.seq >= theirs.seq ? mine : theirs;
    return { ...ended, seq, last, lastLookAt };
  }
  return theirs.seq > mine.seq ? theirs : mine;
}

function youngerKeys(mine: KeptKeys, theirs: KeptKeys): KeptKeys {
  const younger = theirs.generation > mine.generation ? theirs : mine;
  const passkeys = new Map(
    [...(mine.passkeys ?? []), ...(theirs.passkeys ?? [])].map((passkey) => [passkey.credential, passkey]),
  );
  // Of this very paper: what was rehearsed before a loss says nothing of the one that came after.
  const rehearsed = [mine, theirs].find(
    ({ kitPlace, rehearsedAt: at }) => at !== null && kitPlace === younger.kitPlace,
  );
  const { rehearsedAt, rehearsedOn = null } = rehearsed ?? younger;
  const kitCode = rehearsedAt === null ? younger.kitCode : null;
  return { ...younger, passkeys: [...passkeys.values()], rehearsedAt, rehearsedOn, kitCode };
}
