// The signatures, looked at in the reader's own browser. Ed25519 is the browser's (WebCrypto): libsodium would be 230 kB for
// three checks. Where a browser has none it is said, and never taken for a yes. The page itself comes from the relay: who
// doubts it checks the package with `npm run verify`.

import { fromBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordLabel, type SplitRecord } from '../../../policy/record.ts';
import { releaseText } from '../../../policy/release/verify.ts';
import { type Release, releaseStatementLabel } from '../../../policy/release.ts';
import { type KnownParty, recordKeys } from './party.ts';
import type { KnownStudy } from './study.ts';

/** `unknown`: this browser cannot tell. */
export type Checked = 'holds' | 'fails' | 'unknown';

export interface ReleaseChecks {
  /** The question as it was asked before anybody answered, by the researchers' key. */
  readonly study: Checked;
  readonly leader: Checked;
  readonly helper: Checked;
}

const algorithm = 'Ed25519';

async function verifies(
  label: string,
  text: string,
  signature: Uint8Array<ArrayBuffer>,
  keys: readonly Uint8Array<ArrayBuffer>[],
): Promise<Checked> {
  const bytes = toUtf8(`${label}\n${text}`);
  let canTell = true;
  for (const key of keys) {
    try {
      const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['verify']);
      if (await crypto.subtle.verify(algorithm, imported, signature, bytes)) return 'holds';
    } catch (cause) {
      // An older browser says so by this name; a key that is none fails.
      if (cause instanceof DOMException && cause.name === 'NotSupportedError') canTell = false;
    }
  }
  return canTell ? 'fails' : 'unknown';
}

const ofRecord = ({ type, v, line1, proof }: SplitRecord, keys: readonly Uint8Array<ArrayBuffer>[]) =>
  verifies(recordLabel(type, v), line1, fromBase64url(proof.value), keys);

const ofVersions = ({ versions }: KnownParty) =>
  versions.map(({ party, split }) => ofRecord(split, [fromBase64url(party.identityKey)]));

/** Is each version of the party the word of its identity key, and the record the word of one of its keys of that time? */
export async function checkRecord(split: SplitRecord, by: KnownParty, at: string): Promise<Checked> {
  return worst(await Promise.all([...ofVersions(by), ofRecord(split, recordKeys(by, at))]));
}

/** Both aggregators signed one statement, about this study, with a number for each bucket: leader first, then helper. */
export async function checkRelease(
  known: KnownStudy,
  { statement, signatures, at }: Release,
  parties: { readonly by: KnownParty; readonly leader: KnownParty; readonly helper: KnownParty },
): Promise<ReleaseChecks> {
  const { study, split, digest } = known;
  const buckets = statement.outcome === 'too-few' ? 0 : study.vdaf.length;
  const text = releaseText(statement);
  const of = async (role: 'leader' | 'helper', place: number): Promise<Checked> => {
    const found = signatures[place];
    if (
      found?.party !== study[role].party ||
      statement.study !== digest ||
      statement.cells.length !== buckets
    )
      return 'fails';
    const keys = recordKeys(parties[role], at);
    const signed = verifies(releaseStatementLabel, text, fromBase64url(found.signature), keys);
    return worst(await Promise.all([...ofVersions(parties[role]), signed]));
  };
  const [asked, leader, helper] = await Promise.all([
    checkRecord(split, parties.by, study.at),
    of('leader', 0),
    of('helper', 1),
  ]);
  return { study: asked, leader, helper };
}

export function worst(all: readonly Checked[]): Checked {
  if (all.includes('fails')) return 'fails';
  return all.includes('unknown') ? 'unknown' : 'holds';
}
