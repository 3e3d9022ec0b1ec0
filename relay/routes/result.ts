import { toBase64url } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { readCalculation } from '../../policy/calculation.ts';
import { takesResult } from '../../policy/history.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { readSealed } from '../middleware/sealed.ts';
import { partySkewMs, readSigned, requireRecent, requireSignature } from '../middleware/signed.ts';

const results = { perSecond: 100, burst: 1000 };

/** A party deposits what it computed: the signed record for the log, the content sealed to the resident. */
export async function depositResult(house: House, request: Request): Promise<Response> {
  const {
    calculation: text,
    sealed,
    sealedTo,
    ...rest
  } = requireObject(await readJson(request, { bytes: routes.keepResult.limitBytes }));
  if (typeof sealed !== 'string' || Object.keys(rest).length > 0) {
    throw new DoorFault('body-invalid', 'expected calculation, sealed, sealedTo and nothing else');
  }
  if (sealedTo !== undefined && typeof sealedTo !== 'string')
    throw new DoorFault('body-invalid', '`sealedTo`: expected the digest of a key');
  const split = readSigned(text, 'calculation');
  const calculation = readCalculation(split.body);
  const nowMs = house.now();
  requireRecent(calculation.at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const party = house.directory.requireOpen(calculation.by);
  const keys = house.directory.keysNow(party, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  house.limits.take(`result ${party.id}`, results);
  const bytes = readSealed(sealed, 'vav/seal/1');
  if (toBase64url(sha256(bytes)) !== calculation.sealedDigest) {
    throw new DoorFault('digest-invalid', 'expected `sealedDigest` to be the SHA-256 of the sealed bytes');
  }
  const grant = await house.store.readGrant(calculation.mailbox, calculation.grant);
  // For a party without this grant there is no grant: it must not learn which mailboxes exist.
  if (grant === undefined || grant.party !== party.id || !takesResult(grant.state, nowMs)) {
    throw new DoorFault('grant-unknown', 'expected a grant that this party has read in the last 90 days');
  }
  const kept = await house.store.keepCalculation({
    mailbox: calculation.mailbox,
    grant: calculation.grant,
    text: text as string,
    id: calculation.id,
    sealed: bytes,
    sealedTo,
    atMs: nowMs,
  });
  return answerJson({ receipt: await house.store.receiptOf(kept) }, { status: 201 });
}
