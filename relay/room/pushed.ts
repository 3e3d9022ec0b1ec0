// Requests that a party pushed (RFC 9126) and that nobody opened yet. Memory only: a restart asks the party to push
// again, and nothing on disk says who was about to be asked what.

import { toBase64url } from '../../crypto/encode.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Request as AskRequest } from '../../policy/request.ts';
import { DoorFault } from '../middleware/fault.ts';

export interface PushedRequest {
  readonly uri: string;
  readonly jws: string;
  readonly request: AskRequest;
  readonly requestDigest: string;
  readonly expiresMs: number;
}

export const pushedSeconds = 90;
const maxPushed = 10_000;
const maxPushedPerParty = 1_000;
const uriPrefix = 'urn:ietf:params:oauth:request_uri:';

export class PushedRequests {
  readonly #waiting = new Map<string, PushedRequest>();
  readonly #perParty = new Map<string, number>();

  push(asked: Pick<PushedRequest, 'jws' | 'request' | 'requestDigest'>, nowMs: number): PushedRequest {
    this.#forgetExpired(nowMs);
    const party = asked.request.client_id;
    const held = this.#perParty.get(party) ?? 0;
    if (this.#waiting.size >= maxPushed || held >= maxPushedPerParty) {
      throw new DoorFault('rate-exceeded', 'too many requests wait to be opened', {
        retryAfterS: pushedSeconds,
      });
    }
    const uri = uriPrefix + toBase64url(randomBytes(32));
    const pushed: PushedRequest = { ...asked, uri, expiresMs: nowMs + pushedSeconds * 1000 };
    this.#waiting.set(uri, pushed);
    this.#perParty.set(party, held + 1);
    return pushed;
  }

  /** One use: what was taken is gone, even when the caller then fails. */
  take(uri: string, clientId: string, nowMs: number): PushedRequest {
    this.#forgetExpired(nowMs);
    const pushed = this.#waiting.get(uri);
    if (pushed === undefined || pushed.request.client_id !== clientId) {
      throw new DoorFault('request-expired', 'unknown, used or expired request_uri');
    }
    this.#forget(pushed);
    return pushed;
  }

  #forget(pushed: PushedRequest): void {
    const party = pushed.request.client_id;
    const held = (this.#perParty.get(party) ?? 1) - 1;
    if (held > 0) this.#perParty.set(party, held);
    else this.#perParty.delete(party);
    this.#waiting.delete(pushed.uri);
  }

  /** All live equally long, so the first in are the first out. */
  #forgetExpired(nowMs: number): void {
    for (const pushed of this.#waiting.values()) {
      if (pushed.expiresMs > nowMs) return;
      this.#forget(pushed);
    }
  }
}
