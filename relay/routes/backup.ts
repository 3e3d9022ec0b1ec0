// The sealed backup of a wallet. No account, no cookie, no mailbox on any of these calls: who may write is a key of the
// wallet's root, and who may read knows the place that a paper kit names, or holds a passkey that was registered for it.

import { fromBase64url } from '../../crypto/encode.ts';
import { backupBits, stampBits } from '../../crypto/stamp.ts';
import {
  backupEraseLabel,
  backupErasureText,
  backupLabel,
  backupWriteText,
  maxBackupBytes,
  maxSlotsLength,
  readBackupErasure,
  readBackupWrite,
} from '../../policy/backup.ts';
import { labelIn } from '../../policy/realm.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readJson, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import type { Rate } from '../middleware/limits.ts';
import { requireRecent, walletSkewMs } from '../middleware/signed.ts';
import { fastSha256, textDigest } from '../proof/hash.ts';
import { verifyAssertion } from '../proof/passkey.ts';
import { verifySigned } from '../proof/verify.ts';
import type { BackupStore, KeptBackup } from '../store/backup-contract.ts';

const digestLength = 43;
const signatureLength = 86;
/** A write with eight passkeys. */
const textLength = 24 * 1024;
/** Of all wallets together: who would fill the disk needs a day for it, and is seen. */
const firstWrites: Rate = { perSecond: 1, burst: 200 };
const sealedLength = Math.ceil((maxBackupBytes * 4) / 3);

/** `stamp`: needed for the first write, and not looked at afterwards. */
export async function keepBackup(house: House, request: Request): Promise<Response> {
  const body = requireTexts(await readJson(request, { bytes: routes.keepBackup.limitBytes }), {
    write: textLength,
    signature: signatureLength,
    sealed: sealedLength,
    slots: maxSlotsLength,
    stamp: 11,
  });
  const store = requireBackups(house);
  const write = readBackupWrite(parseJson(body.write));
  requireOwn(house, backupLabel, body, backupWriteText(write), write.key);
  requireRecent(write.at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  const sealed = fromBase64url(body.sealed);
  const isWhole =
    Buffer.from(fastSha256(sealed)).toString('base64url') === write.sealed &&
    textDigest(body.slots) === write.slots;
  if (!isWhole) throw new DoorFault('digest-invalid', 'expected the bytes and the list that the write names');
  parseJson(body.slots);
  const digest = textDigest(body.write);
  if (!(await store.has(write.backup))) await requireRoom(house, store, digest, body.stamp);
  const outcome = await store.write({ ...write, digest, slots: body.slots, sealed, atMs: house.now() });
  if (outcome !== 'kept') throw refusal(outcome);
  return answerJson({ version: write.version });
}

export async function readBackup(house: House, request: Request): Promise<Response> {
  const { place } = requireTexts(await readJson(request, { bytes: routes.readBackup.limitBytes }), {
    place: digestLength,
  });
  return answerBackup(await requireBackups(house).read(place));
}

export function askPasskey(house: House): Response {
  return answerJson({ challenge: house.challenges.make(house.now()) });
}

/** What finds nothing and what does not verify are one answer. */
export async function readByPasskey(house: House, request: Request): Promise<Response> {
  const { challenge, ...assertion } = requireTexts(
    await readJson(request, { bytes: routes.readBackupByPasskey.limitBytes }),
    { challenge: digestLength, credential: 1364, clientData: 4096, authenticatorData: 4096, signature: 1024 },
  );
  const store = requireBackups(house);
  if (!house.challenges.isFresh(challenge, house.now()))
    throw new DoorFault('time-stale', 'expected a challenge of the last five minutes');
  for (const { backup, publicKey } of await store.passkeys(assertion.credential)) {
    if (!(await verifyAssertion(assertion, publicKey, { challenge, origin: house.origin }))) continue;
    house.challenges.use(challenge, house.now());
    return answerBackup(await store.readNamed(backup));
  }
  return answerBackup(undefined);
}

/** Twice is once. */
export async function eraseBackup(house: House, request: Request): Promise<Response> {
  const body = requireTexts(await readJson(request, { bytes: routes.eraseBackup.limitBytes }), {
    write: textLength,
    signature: signatureLength,
  });
  const erasure = readBackupErasure(parseJson(body.write));
  requireOwn(house, backupEraseLabel, body, backupErasureText(erasure), erasure.key);
  requireRecent(erasure.at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  const outcome = await requireBackups(house).erase(erasure.backup, erasure.version, erasure.key);
  if (outcome === 'behind' || outcome === 'other-key') throw refusal(outcome);
  return answerJson({});
}

/** A first write takes room for two years. Those that are kept go on whatever happens. */
async function requireRoom(house: House, store: BackupStore, digest: string, stamp: string): Promise<void> {
  if (stampBits(digest, stamp, fastSha256) < backupBits)
    throw new DoorFault('stamp-short', `expected a stamp of ${backupBits} bits for the first write`);
  house.limits.take('first write of a backup', firstWrites);
  if ((await store.count()) >= house.maxBackups)
    throw new DoorFault('rate-exceeded', `expected fewer than ${house.maxBackups} backups`, {
      retryAfterS: 3600,
    });
}

/** One text of a write, signed by the key that it names. Whether that key may write here is looked at with the row. */
function requireOwn(
  house: House,
  label: string,
  { write, signature }: { write: string; signature: string },
  canonical: string,
  key: string,
): void {
  if (write !== canonical) throw new DoorFault('body-invalid', '`write`: expected canonical JSON');
  if (!verifySigned(labelIn(house.realm, label), write, signature, key))
    throw new DoorFault('signature-invalid', 'expected a signature of this write by its key');
}

function refusal(no: 'behind' | 'other-key' | 'place-taken'): DoorFault {
  if (no === 'behind')
    return new DoorFault('backup-behind', 'expected the version after the one that is kept');
  if (no === 'other-key')
    return new DoorFault('signature-invalid', 'expected the key that the kept version names as the next one');
  return new DoorFault('record-conflict', 'expected a place at which no other backup is found');
}

function answerBackup(kept: KeptBackup | undefined): Response {
  if (kept === undefined)
    throw new DoorFault('backup-unknown', 'expected a place or a passkey that is known');
  const { backup, version, slots, sealed } = kept;
  return answerJson({ backup, version, slots, sealed: Buffer.from(sealed).toString('base64url') });
}

function requireBackups({ backups }: House): BackupStore {
  if (backups === undefined) throw new DoorFault('backup-unknown', 'this relay keeps no backups');
  return backups;
}
