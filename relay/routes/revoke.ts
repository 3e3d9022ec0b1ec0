import { minuteText } from '../../policy/instant.ts';
import { fitsProof, readRevocation } from '../../policy/revocation.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireKeyOf } from '../middleware/mailbox-signer.ts';
import { endByHelper } from '../middleware/mandate.ts';
import { readSigned, requireRecent, requireSignature, walletSkewMs } from '../middleware/signed.ts';
import { wholeMinute } from '../middleware/time.ts';
import type { GrantEnd } from '../store/contract.ts';

/**
 * The resident ends a grant: in force when this answers, everywhere. The same again answers the same. A revocation may
 * be old, because it waits on a phone without network; it may not be older than the grant it ends.
 */
export async function revoke(house: House, request: Request): Promise<Response> {
  const { revocation: text, ...rest } = requireObject(
    await readJson(request, { bytes: routes.revoke.limitBytes }),
  );
  if (Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected `revocation` and nothing else');
  const split = readSigned(text, 'revocation');
  const revocation = readRevocation(split.body);
  const { by, key, grant, mandate } = revocation;
  if (key === undefined || !fitsProof(revocation, split.proof)) {
    throw new DoorFault('signature-invalid', 'expected a mailbox to sign; a stop secret goes to /stop');
  }
  if (mandate === undefined) {
    requireSignature(split, [key], house.realm);
    await requireKeyOf(house, by, key);
  }
  const nowMs = house.now();
  const kept = await house.store.readGrant(by, grant);
  if (kept === undefined) throw new DoorFault('grant-unknown', 'expected a grant of this mailbox');
  const pastMs = nowMs - kept.state.fromMs + walletSkewMs;
  requireRecent(revocation.at, nowMs, { pastMs, futureMs: walletSkewMs });
  const end: GrantEnd = {
    mailbox: by,
    grant,
    id: revocation.id,
    text: text as string,
    reason: 'grant-withdrawn',
    atMs: wholeMinute(nowMs),
  };
  const ended =
    mandate === undefined
      ? await house.store.endGrant(end)
      : await endByHelper(house, split, { ...revocation, key, mandate }, end);
  const receipt = ended.kept === undefined ? undefined : await house.store.receiptOf(ended.kept);
  return answerJson({ status: 'ended', reason: ended.reason, at: minuteText(ended.atMs), receipt });
}
