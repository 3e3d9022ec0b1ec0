// What a thread is about must be there: a record of this very mailbox, a name of this very declaration. Everything here
// is asked with the key of the mailbox, so a no tells nobody anything about another.

import { namesIn } from '../../policy/thread/name.ts';
import type { ThreadOpening } from '../../policy/thread.ts';
import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { textDigest } from '../proof/hash.ts';

const pageLength = 200;
/** Openings by mailbox, the refused ones too: each may walk through a whole sequence, and none shuts the door for others. */
const byMailbox = { perSecond: 1 / 600, burst: 40 };

export async function requireTarget(house: House, opening: ThreadOpening): Promise<void> {
  requireDeclared(house, opening);
  const { grant, by, party, target, kind } = opening;
  if (grant === null) return;
  const kept = await house.store.readGrant(by, grant);
  // One that nobody confirmed never was, for the party.
  const history = await house.store.readHistory(by, grant, 0, 1);
  if (kept === undefined || kept.party !== party || history === undefined)
    throw new DoorFault('grant-unknown', 'expected a grant of this mailbox to this party');
  house.limits.take(`thread by ${by}`, byMailbox);
  const isOver = kept.state.status === 'ended' || house.now() >= kept.state.untilMs;
  // As long as it lives the right to erasure is asked for, which is another kind.
  if (kind === 'deletion' && !isOver) throw new DoorFault('act-misplaced', 'expected a grant that has ended');
  if (target.digest !== null && !(await isRecord(house, by, grant, target.digest)))
    throw new DoorFault('target-unknown', 'expected the digest of a record under this grant');
}

function requireDeclared(house: House, { declaration, party, target }: ThreadOpening): void {
  if (declaration === null) return;
  const known = house.directory.declaration(declaration);
  if (known?.declaration.by !== party)
    throw new DoorFault('declaration-unknown', 'expected the digest of a declaration of this party');
  if (target.name !== null && !namesIn(known.declaration).includes(target.name))
    throw new DoorFault('target-unknown', 'expected a name that stands in the declaration');
}

/** Signed records are found by digest; readings have no row of their own and are walked through. */
async function isRecord(house: House, mailbox: string, grant: string, digest: string): Promise<boolean> {
  if (await house.store.hasRecord(mailbox, grant, digest)) return true;
  for (let after = 0; ; ) {
    const history = await house.store.readHistory(mailbox, grant, after, pageLength);
    if (history === undefined) return false;
    if (history.records.some((record) => record.kind === 'access' && textDigest(record.text) === digest))
      return true;
    if (!history.more) return false;
    after = history.records.at(-1)?.seq ?? after + pageLength;
  }
}
