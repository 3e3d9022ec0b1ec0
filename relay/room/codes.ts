// Authorization codes (RFC 6749 §4.1): 60 seconds, one use, bound to the party, the request and its PKCE challenge. In
// memory: a code that a restart forgot is asked for again by a new request.

import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import { DoorFault } from '../middleware/fault.ts';
import type { PushedRequest } from './pushed.ts';
import type { RoomYes } from './rooms.ts';

interface Code {
  readonly asked: PushedRequest;
  readonly yes: RoomYes;
  readonly expiresMs: number;
  isUsed: boolean;
}

const codeSeconds = 60;
const maxCodes = 10_000;

export class Codes {
  readonly #codes = new Map<string, Code>();

  make(asked: PushedRequest, yes: RoomYes, nowMs: number): string {
    this.#forgetExpired(nowMs);
    if (this.#codes.size >= maxCodes) {
      throw new DoorFault('rate-exceeded', 'too many codes wait', { retryAfterS: codeSeconds });
    }
    const code = toBase64url(randomBytes(32));
    this.#codes.set(code, { asked, yes, expiresMs: nowMs + codeSeconds * 1000, isUsed: false });
    return code;
  }

  /** One use, whatever follows: a code that was shown with a wrong verifier was seen by somebody else. */
  take(code: string, nowMs: number): Code {
    this.#forgetExpired(nowMs);
    const found = this.#codes.get(code);
    if (found === undefined) throw new DoorFault('code-expired', 'unknown or expired code');
    if (found.isUsed) throw new DoorFault('code-used', 'expected a code that was not shown before');
    found.isUsed = true;
    return found;
  }

  /** The store could not answer: the code was not used up. */
  giveBack(code: string): void {
    const found = this.#codes.get(code);
    if (found !== undefined) found.isUsed = false;
  }

  #forgetExpired(nowMs: number): void {
    for (const [code, { expiresMs }] of this.#codes) {
      if (expiresMs > nowMs) return;
      this.#codes.delete(code);
    }
  }
}
