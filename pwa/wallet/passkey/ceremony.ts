// A passkey that unlocks, and nothing else: made and used with a local challenge, never sent anywhere. What comes out
// is a credential id and the PRF secret; the browser's own answer object, which would carry the secret into any JSON
// made of it, is emptied here and never leaves this file.

import {
  type AuthenticationExtensionsClientInputs,
  type AuthenticationExtensionsClientOutputs,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { PasskeyFault } from './fault.ts';
import { prfSalt } from './salt.ts';

/** Browsers wait without end for an authenticator that is not there. */
const ceremonyMs = 90_000;
const name = 'Vis-à-vis';

export interface Ceremony {
  /** base64url */
  readonly credential: string;
  /** 32 bytes; null when this authenticator gives it only at the next ceremony. */
  readonly secret: Uint8Array | null;
  /** SubjectPublicKeyInfo, base64url: of one just made, where the browser can write it so. */
  readonly publicKey?: string;
}

/** A ceremony that answers a challenge of the relay, and gives the secret of the vault at once. */
export interface FoundPasskey extends Ceremony {
  readonly assertion: {
    readonly clientData: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

// Never `prf: {}`: some browsers then answer that there is no PRF at all.
const extensions = (): AuthenticationExtensionsClientInputs => ({ prf: { eval: { first: prfSalt } } });

export async function makePasskey(): Promise<Ceremony> {
  const made = await withinTime(() =>
    startRegistration({
      optionsJSON: {
        challenge: toBase64url(randomBytes(32)),
        rp: { id: globalThis.location.hostname, name },
        user: { id: toBase64url(randomBytes(32)), name, displayName: name },
        pubKeyCredParams: [
          { type: 'public-key', alg: -8 },
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        attestation: 'none',
        timeout: ceremonyMs,
        extensions: extensions(),
      },
    }),
  );
  const { secret, isEnabled } = takeSecret(made.clientExtensionResults);
  if (secret === null && !isEnabled) throw new PasskeyFault('passkey-no-secret', 'authenticator has no PRF');
  const { publicKey } = made.response;
  return { credential: made.id, secret, ...(publicKey === undefined ? {} : { publicKey }) };
}

export async function askPasskey(credentials: readonly string[]): Promise<Ceremony> {
  const given = await withinTime(() =>
    startAuthentication({
      optionsJSON: {
        challenge: toBase64url(randomBytes(32)),
        rpId: globalThis.location.hostname,
        allowCredentials: credentials.map((id) => ({ id, type: 'public-key' })),
        userVerification: 'required',
        timeout: ceremonyMs,
        extensions: extensions(),
      },
    }),
  );
  return { credential: given.id, secret: takeSecret(given.clientExtensionResults).secret };
}

/**
 * On a device that knows nothing yet: any passkey of this site that the person has. What it answers goes to the relay, so
 * the parts are copied one by one, and the secret is taken out before.
 */
export async function findPasskey(challenge: string): Promise<FoundPasskey> {
  const given = await withinTime(() =>
    startAuthentication({
      optionsJSON: {
        challenge,
        rpId: globalThis.location.hostname,
        userVerification: 'required',
        timeout: ceremonyMs,
        extensions: extensions(),
      },
    }),
  );
  const { secret } = takeSecret(given.clientExtensionResults);
  const { clientDataJSON: clientData, authenticatorData, signature } = given.response;
  return { credential: given.id, secret, assertion: { clientData, authenticatorData, signature } };
}

/** Copies the secret out and leaves nothing behind that could be serialised or logged. */
export function takeSecret(results: AuthenticationExtensionsClientOutputs): {
  secret: Uint8Array | null;
  isEnabled: boolean;
} {
  const { prf } = results;
  const isEnabled = prf?.enabled === true;
  const found = bytesOf(prf?.results?.first);
  const secret = found === null ? null : found.slice();
  found?.fill(0);
  bytesOf(prf?.results?.second)?.fill(0);
  delete results.prf;
  if (secret !== null && secret.length !== 32)
    throw new PasskeyFault('passkey-no-secret', 'PRF gave no 32 bytes');
  return { secret, isEnabled };
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return typeof value === 'string' ? fromBase64url(value) : null;
}

async function withinTime<T>(ceremony: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => WebAuthnAbortService.cancelCeremony(), ceremonyMs + 1000);
  try {
    return await ceremony();
  } catch (cause) {
    throw new PasskeyFault(isAbsent(cause) ? 'passkey-absent' : 'passkey-refused', 'ceremony did not end', {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

function isAbsent(cause: unknown): boolean {
  const name_ = cause instanceof Error ? cause.name : '';
  return name_ === 'NotSupportedError' || name_ === 'SecurityError' || name_ === 'ConstraintError';
}
