import { type PassphraseCost, secretFromPassphrase } from '../../../crypto/passphrase.ts';

interface Question {
  readonly passphrase: string;
  readonly salt: Uint8Array;
  readonly cost: PassphraseCost;
}

export type DeriveAnswer = { readonly secret: Uint8Array } | { readonly code: string };

globalThis.onmessage = async ({ data }: MessageEvent<Question>) => {
  try {
    postMessage({ secret: await secretFromPassphrase(data.passphrase, data.salt, data.cost) });
  } catch (cause) {
    postMessage({ code: codeOf(cause) });
  }
};

/** Never the message: it could repeat what was typed. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'derive-failed';
}
