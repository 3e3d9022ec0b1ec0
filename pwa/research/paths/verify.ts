// The signatures, looked at in the reader's own browser. Ed25519 is the browser's (WebCrypto): libsodium would be 230 kB for
// three checks. Where a browser has none it is said, and never taken for a yes. The page itself comes from the relay: who
// doubts it checks the package with `npm run verify`.

import { fromBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordLabel, type SplitRecord } from '../../../policy/record.ts';
import { type SignatureToCheck, shapeGaps, signaturesToCheck } from '../../../policy/release/verify.ts';
import type { Release } from '../../../policy/release.ts';
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

const partiesOf = ({ versions }: KnownParty) => versions.map(({ party }) => party);

const ofVersions = ({ versions }: KnownParty) =>
  versions.map(({ party, split }) => ofRecord(split, [fromBase64url(party.identityKey)]));

/** Is each version of the party the word of its identity key, and the record the word of one of its keys of that time? */
export async function checkRecord(split: SplitRecord, by: KnownParty, at: string): Promise<Checked> {
  return worst(await Promise.all([...ofVersions(by), ofRecord(split, recordKeys(by, at))]));
}

/** Both aggregators signed one statement, about this study, with a number for each bucket: leader first, then helper. */
export async function checkRelease(
  known: KnownStudy,
  release: Release,
  parties: { readonly by: KnownParty; readonly leader: KnownParty; readonly helper: KnownParty },
): Promise<ReleaseChecks> {
  const gaps = shapeGaps(release, known);
  const isOther = gaps.includes('study') || gaps.includes('cells');
  const records = { leader: partiesOf(parties.leader), helper: partiesOf(parties.helper) };
  const of = async ({ role, label, text, signature, keys }: SignatureToCheck): Promise<Checked> => {
    if (isOther || gaps.includes(role)) return 'fails';
    const signed = verifies(label, text, fromBase64url(signature), keys.map(fromBase64url));
    return worst(await Promise.all([...ofVersions(parties[role]), signed]));
  };
  const roles = signaturesToCheck(release, records).map(async (asked) => [asked.role, await of(asked)]);
  const study = await checkRecord(known.split, parties.by, known.study.at);
  return { study, ...(Object.fromEntries(await Promise.all(roles)) as Omit<ReleaseChecks, 'study'>) };
}

export function worst(all: readonly Checked[]): Checked {
  if (all.includes('fails')) return 'fails';
  return all.includes('unknown') ? 'unknown' : 'holds';
}
