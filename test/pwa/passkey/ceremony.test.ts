import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { askPasskey, findPasskey, makePasskey, takeSecret } from '../../../pwa/wallet/passkey/ceremony.ts';
import { prfSalt } from '../../../pwa/wallet/passkey/salt.ts';
import { supportsPasskey } from '../../../pwa/wallet/passkey/support.ts';

const secret = new Uint8Array(32).fill(7);

interface Asked {
  publicKey: {
    challenge: ArrayBuffer;
    allowCredentials?: unknown;
    extensions: { prf: { eval: { first: Uint8Array } } };
  };
  signal: AbortSignal;
}
let asked: Asked[] = [];
let answer: (options: Asked) => Promise<unknown>;

const credential = (prf: unknown) => ({
  id: 'Y3JlZGVudGlhbA',
  rawId: new Uint8Array([1]).buffer,
  type: 'public-key',
  response: {
    attestationObject: new ArrayBuffer(1),
    clientDataJSON: new ArrayBuffer(1),
    authenticatorData: new ArrayBuffer(1),
    signature: new ArrayBuffer(1),
  },
  getClientExtensionResults: () => ({ prf }),
});

beforeEach(() => {
  asked = [];
  answer = async () => credential({ enabled: true, results: { first: secret.slice().buffer } });
  const ceremony = async (options: Asked) => {
    asked.push(options);
    return answer(options);
  };
  vi.stubGlobal('location', new URL('http://localhost:8787/'));
  vi.stubGlobal('navigator', { credentials: { create: ceremony, get: ceremony } });
  vi.stubGlobal('PublicKeyCredential', class {});
  vi.stubGlobal('isSecureContext', true);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a ceremony', () => {
  it('gives the secret and the credential, and nothing that could be sent', async () => {
    const made = await makePasskey();
    expect(made).toEqual({ credential: 'Y3JlZGVudGlhbA', secret });
    expect(Object.keys(await askPasskey(['Y3JlZGVudGlhbA'])).sort()).toEqual(['credential', 'secret']);
  });

  it('that answers the relay gives the secret apart from what is sent', async () => {
    const challenge = Buffer.alloc(32, 9).toString('base64url');
    const found = await findPasskey(challenge);
    expect(found.secret).toEqual(secret);
    expect(found.credential).toBe('Y3JlZGVudGlhbA');
    expect(Object.keys(found.assertion).sort()).toEqual(['authenticatorData', 'clientData', 'signature']);
    expect(JSON.stringify(found.assertion)).not.toMatch(/prf|xtension/);
    const [first] = asked;
    expect(Buffer.from(first?.publicKey.challenge ?? new ArrayBuffer(0)).toString('base64url')).toBe(
      challenge,
    );
    expect(first?.publicKey.extensions.prf.eval.first).toEqual(prfSalt);
    expect(first?.publicKey.allowCredentials).toBeUndefined();
  });

  it('uses a challenge of its own each time, and the one salt of all wallets', async () => {
    await makePasskey();
    await askPasskey([]);
    const [first, second] = asked.map(({ publicKey }) => Buffer.from(publicKey.challenge).toString('hex'));
    expect(first).not.toBe(second);
    for (const { publicKey } of asked) expect(publicKey.extensions.prf.eval.first).toEqual(prfSalt);
  });

  it('leaves nothing of the secret in what the browser answered', () => {
    const first = secret.slice();
    const results = { prf: { enabled: true, results: { first: first.buffer } } };
    expect(takeSecret(results).secret).toEqual(secret);
    expect(JSON.stringify(results)).toBe('{}');
    expect(first).toEqual(new Uint8Array(32));
  });

  it('reads the secret also where a browser gives it as text or as a view', () => {
    const text = Buffer.from(secret).toString('base64url');
    expect(takeSecret({ prf: { results: { first: text as unknown as ArrayBuffer } } }).secret).toEqual(
      fromBase64url(text),
    );
    expect(takeSecret({ prf: { results: { first: secret.slice() } } }).secret).toEqual(secret);
  });

  it('tells an authenticator that gives its secret later from one that has none', async () => {
    answer = async () => credential({ enabled: true });
    expect((await makePasskey()).secret).toBeNull();
    answer = async () => credential({ enabled: false });
    await expect(makePasskey()).rejects.toMatchObject({ code: 'passkey-no-secret' });
    answer = async () => credential(undefined);
    await expect(makePasskey()).rejects.toMatchObject({ code: 'passkey-no-secret' });
  });

  it('ends by itself when no authenticator ever answers', async () => {
    vi.useFakeTimers();
    answer = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const making = makePasskey();
    making.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(91_001);
    await expect(making).rejects.toMatchObject({ code: 'passkey-refused' });
  });

  it('that the person closes is a no, not a fault of the device', async () => {
    answer = () => Promise.reject(new DOMException('closed', 'NotAllowedError'));
    await expect(askPasskey([])).rejects.toMatchObject({ code: 'passkey-refused' });
  });
});

describe('support', () => {
  const capabilities = (found: Record<string, boolean>) =>
    vi.stubGlobal(
      'PublicKeyCredential',
      Object.assign(() => undefined, {
        getClientCapabilities: async () => found,
        isUserVerifyingPlatformAuthenticatorAvailable: async () => false,
      }),
    );

  it('is said only where a passkey on this device can be expected to give a secret', async () => {
    capabilities({ userVerifyingPlatformAuthenticator: true, 'extension:prf': true });
    expect(await supportsPasskey()).toBe(true);
    capabilities({ userVerifyingPlatformAuthenticator: true, 'extension:prf': false });
    expect(await supportsPasskey()).toBe(false);
    capabilities({ userVerifyingPlatformAuthenticator: false, 'extension:prf': true });
    expect(await supportsPasskey()).toBe(false);
  });

  it('is not there on a page that is no secure context', async () => {
    capabilities({ userVerifyingPlatformAuthenticator: true, 'extension:prf': true });
    vi.stubGlobal('isSecureContext', false);
    expect(await supportsPasskey()).toBe(false);
  });
});
