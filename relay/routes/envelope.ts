import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { parseJson, readText, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requireMailboxSigner } from '../middleware/mailbox-signer.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { readEnvelope } from '../middleware/sealed.ts';
import { wholeMinute } from '../middleware/time.ts';
import { bytesDigest } from '../proof/hash.ts';
import { plainComponents } from '../proof/http-signature.ts';

/** A shared fact changed: the wallet seals the next envelope. The relay keeps the newest only. */
export async function keepEnvelope(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.keepEnvelope.limitBytes });
  const { grant, epoch, n, envelope, ...rest } = requireObject(parseJson(text));
  if (typeof grant !== 'string' || !isCount(epoch) || !isCount(n) || Object.keys(rest).length > 0) {
    throw new DoorFault('body-invalid', 'expected grant, epoch, n, envelope and nothing else');
  }
  const { mailbox, key } = await requireMailboxSigner(house, request, routes.keepEnvelope.path, text);
  const bytes = readEnvelope(envelope);
  await house.store.keepEnvelope({
    mailbox,
    grant,
    epoch,
    n,
    envelope: bytes,
    key,
    atMs: wholeMinute(house.now()),
  });
  return answerJson({ n, digest: bytesDigest(bytes) }, { status: 201 });
}

/** The envelopes that one access record offered, once more: for an answer that was lost on its way. */
export async function readEnvelopes(house: House, request: Request, record: string): Promise<Response> {
  const { party } = await requirePartyCall(house, request, undefined, () => plainComponents);
  const releases = await house.store.readReleased(party.id, record, house.now());
  if (releases === undefined)
    throw new DoorFault('record-unknown', 'expected an access of the last ten minutes');
  const envelopes = await Promise.all(
    releases.map(async ({ position, mailbox, grant, envelope }) => {
      const kept = await house.store.readGrant(mailbox, grant);
      const sealed = Buffer.from(envelope).toString('base64url');
      return { position, mailbox, grant, epoch: kept?.state.epoch, n: kept?.envelope?.n, envelope: sealed };
    }),
  );
  return answerJson({ record, envelopes });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
