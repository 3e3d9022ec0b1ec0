import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { maxMessages } from '../meeting/meetings.ts';
import { readJson, requireObject, requireTexts } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';

const handleForm = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const messageForm = /^[A-Za-z0-9_-]+$/;

/** The relay sees sealed bytes under a name that means nothing elsewhere, and forgets both. */
export async function putMessage(house: House, request: Request): Promise<Response> {
  const { limitBytes } = routes.putMessage;
  const { n, ...rest } = requireObject(await readJson(request, { bytes: limitBytes }));
  const { handle, message } = requireTexts(rest, { handle: 22, message: limitBytes });
  if (!messageForm.test(message)) throw new DoorFault('body-invalid', '`message`: expected base64url');
  house.meetings.put(requireHandle(handle), requireNumber(n), message, house.now());
  return answerJson({});
}

export async function takeMessage(house: House, request: Request): Promise<Response> {
  const { n, ...rest } = requireObject(await readJson(request, { bytes: routes.takeMessage.limitBytes }));
  const { handle } = requireTexts(rest, { handle: 22 });
  return answerJson({ message: house.meetings.take(requireHandle(handle), requireNumber(n), house.now()) });
}

function requireHandle(handle: string): string {
  if (!handleForm.test(handle)) throw new DoorFault('body-invalid', '`handle`: expected 16 bytes');
  return handle;
}

function requireNumber(n: unknown): number {
  if (typeof n === 'number' && Number.isInteger(n) && n >= 0 && n < maxMessages) return n;
  throw new DoorFault('body-invalid', `\`n\`: expected a whole number from 0 to ${maxMessages - 1}`);
}
