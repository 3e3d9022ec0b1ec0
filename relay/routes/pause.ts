import { instantMs } from '../../policy/instant.ts';
import { readPause } from '../../policy/pause.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireRecordSigner } from '../middleware/mailbox-signer.ts';
import { readSigned, requireRecent, walletSkewMs } from '../middleware/signed.ts';
import { wholeMinute } from '../middleware/time.ts';

/**
 * The resident stops a grant for a while, or lets it go on. The party is told `not-now`, by the same bytes as for every
 * other reason, and finds no record of it anywhere. It may have waited on a phone without network, like a revocation.
 */
export async function pause(house: House, request: Request): Promise<Response> {
  const { pause: text, ...rest } = requireObject(
    await readJson(request, { bytes: routes.keepPause.limitBytes }),
  );
  if (Object.keys(rest).length > 0) throw new DoorFault('body-invalid', 'expected `pause` and nothing else');
  const split = readSigned(text, 'pause');
  const { by, key, grant, at, id, act, n, until } = readPause(split.body);
  await requireRecordSigner(house, split, { by, key });
  const nowMs = house.now();
  const kept = await house.store.readGrant(by, grant);
  if (kept === undefined) throw new DoorFault('grant-unknown', 'expected a grant of this mailbox');
  const pastMs = nowMs - kept.state.fromMs + walletSkewMs;
  requireRecent(at, nowMs, { pastMs, futureMs: walletSkewMs });
  const atMs = wholeMinute(nowMs);
  const done = await house.store.keepPause({
    mailbox: by,
    grant,
    id,
    text: text as string,
    act,
    n,
    atMs,
    untilMs: until === undefined ? undefined : instantMs(until),
  });
  return answerJson(
    { status: done.state.status, receipt: await house.store.receiptOf(done.kept) },
    { status: 201 },
  );
}
