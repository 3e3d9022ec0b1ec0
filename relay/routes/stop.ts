import { randomId } from '../../crypto/random.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { minuteText } from '../../policy/instant.ts';
import { joinRecord } from '../../policy/record.ts';
import { maxStopSecrets, routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireObject } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { wholeMinute } from '../middleware/time.ts';

const secretForm = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/**
 * The paper card, from any browser: every live grant whose stop hash one of these secrets makes ends. Secrets that fit
 * nothing are no error, so the answer tells only how many; the same again answers the same.
 */
export async function stop(house: House, request: Request): Promise<Response> {
  const { secrets, ...rest } = requireObject(await readJson(request, { bytes: routes.stop.limitBytes }));
  if (!Array.isArray(secrets) || secrets.length === 0 || Object.keys(rest).length > 0) {
    throw new DoorFault('body-invalid', '`secrets`: expected a list, and nothing else');
  }
  if (secrets.length > maxStopSecrets)
    throw new DoorFault('body-oversize', `expected at most ${maxStopSecrets} secrets`);
  if (!secrets.every((secret) => typeof secret === 'string' && secretForm.test(secret))) {
    throw new DoorFault('body-invalid', '`secrets`: expected 32 bytes each, as base64url');
  }
  const atMs = wholeMinute(house.now());
  const ended = await house.store.stopGrants({
    secrets: [...new Set(secrets as string[])],
    record: ({ grant, secret }) => stopRecord(grant, secret, atMs),
    atMs,
  });
  return answerJson({ ended });
}

/** Written by the relay: the card has no key, and the secret in place of a signature proves it. */
function stopRecord(grant: string, secret: string, atMs: number): { id: string; text: string } {
  const id = randomId();
  const body = { v: 1, type: 'revocation', id, at: minuteText(atMs), by: 'stop', grant };
  return { id, text: joinRecord(canonicalText(body), { kind: 'stop', value: secret }) };
}
