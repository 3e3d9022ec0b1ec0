// The one call that does not wait for the screens. What was asked for ahead is handed over once, and only for the very
// same handle and claim; whoever comes without it asks for itself.

import { type Call, callJson, hereReach } from './call.ts';

/** The first wallet that opens a handle claims it; the same claim may open it again. */
export const openCall = (handle: string, claim: string): Call => ({
  method: 'POST',
  path: '/request',
  body: JSON.stringify({ handle, claim }),
});

let asked: { readonly body: Call['body']; readonly answer: Promise<unknown> } | undefined;

export function askAhead(handle: string, claim: string): void {
  const call = openCall(handle, claim);
  const answer = callJson(hereReach(), call);
  // Told to whoever takes it.
  answer.catch(() => undefined);
  asked = { body: call.body, answer };
}

export function takeAhead({ body }: Call): Promise<unknown> | undefined {
  const found = asked?.body === body ? asked?.answer : undefined;
  asked = undefined;
  return found;
}
