// RFC 9421 for the calls of parties. Own reader, because it stands in the path of every access and because it admits
// exactly one form: one signature, the components in the order asked for, each parameter once. The signature base is
// what the access record keeps, so that anyone can verify the party's word later without the request.

import { hash } from 'node:crypto';
import { ProofFault } from './fault.ts';
import { verifyBytes } from './verify.ts';

/** What an access call covers, in this order. A single `evaluation` may leave the last away. */
export const accessComponents = ['@method', '@target-uri', 'content-digest', 'evaluations-root'] as const;
export const bodyComponents = ['@method', '@target-uri', 'content-digest'] as const;
export const plainComponents = ['@method', '@target-uri'] as const;

/** A party's `created` is accepted this far from the relay's clock (protocol §1). */
export const createdToleranceSeconds = 60;

export interface HttpSignature {
  /** Inner list and parameters as they were sent: the value of `@signature-params`. */
  params: string;
  /** The covered components, quoted and parted by one space, as sent. */
  covered: string;
  createdSeconds: number;
  nonce: string;
  keyId: string;
  signature: Buffer;
}

export interface SignedCall {
  method: string;
  targetUri: string;
  contentDigest?: string | null;
  evaluationsRoot?: string | null;
}

const labelForm = /^[a-z*][a-z0-9_\-.*]{0,63}$/;
const signatureForm = /^[A-Za-z0-9+/]{86}==$/;
const digitsForm = /^\d{1,12}$/;
const quotedForm = /^"[\x20\x21\x23-\x5b\x5d-\x7e]{1,128}"$/;
const nonceForm = /^[A-Za-z0-9_-]{16,64}$/;
const maxCoveredChars = 256;
const maxParamsChars = 1024;

/** Reads the two headers; trust nothing in it before verifyHttpSignature. */
export function readHttpSignature(
  signatureInput: string | null | undefined,
  signature: string | null | undefined,
): HttpSignature {
  if (!signatureInput || !signature) {
    throw new ProofFault('signature-missing', 'expected the headers `Signature-Input` and `Signature`');
  }
  const equals = signatureInput.indexOf('=');
  const label = signatureInput.slice(0, equals);
  const params = signatureInput.slice(equals + 1);
  const close = params.indexOf(')');
  if (
    !labelForm.test(label) ||
    !signature.startsWith(`${label}=:`) ||
    !signature.endsWith(':') ||
    params.length > maxParamsChars ||
    params[0] !== '(' ||
    close < 0 ||
    close > maxCoveredChars ||
    params.indexOf('(', 1) >= 0 ||
    params.indexOf(')', close + 1) >= 0
  ) {
    throw new ProofFault('signature-invalid', 'expected one signature with one label in both headers');
  }
  const encoded = signature.slice(label.length + 2, -1);
  if (!signatureForm.test(encoded)) {
    throw new ProofFault('signature-invalid', 'expected an Ed25519 signature of 64 bytes');
  }
  return {
    params,
    covered: params.slice(0, close + 1),
    ...readParameters(params.slice(close + 1)),
    signature: Buffer.from(encoded, 'base64'),
  };
}

function readParameters(text: string): { createdSeconds: number; nonce: string; keyId: string } {
  let created: string | undefined;
  let nonce: string | undefined;
  let keyid: string | undefined;
  let alg: string | undefined;
  // A semicolon inside a quoted value cuts it into pieces that have no form.
  const [before, ...parameters] = text.split(';');
  if (before !== '') throw new ProofFault('signature-invalid', 'expected parameters behind the components');
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, equals);
    const value = parameter.slice(equals + 1);
    const isQuoted = quotedForm.test(value);
    if (name === 'created' && created === undefined && digitsForm.test(value)) created = value;
    else if (name === 'nonce' && nonce === undefined && isQuoted) nonce = value.slice(1, -1);
    else if (name === 'keyid' && keyid === undefined && isQuoted) keyid = value.slice(1, -1);
    else if (name === 'alg' && alg === undefined && value === '"ed25519"') alg = value;
    else {
      throw new ProofFault(
        'signature-invalid',
        'expected created, nonce, keyid and alg="ed25519", each at most once',
      );
    }
  }
  if (created === undefined || keyid === undefined || nonce === undefined || !nonceForm.test(nonce)) {
    throw new ProofFault(
      'signature-invalid',
      'expected created, a nonce of 16 to 64 base64url characters and keyid',
    );
  }
  return { createdSeconds: Number(created), nonce, keyId: keyid };
}

/** The text that was signed (RFC 9421 §2.5), for exactly these components in this order. */
export function signatureBase(call: SignedCall, components: readonly string[], params: string): string {
  let base = '';
  for (const name of components) base += `"${name}": ${componentValue(call, name)}\n`;
  return `${base}"@signature-params": ${params}`;
}

function componentValue(call: SignedCall, name: string): string {
  let value: string | null | undefined;
  if (name === '@method') value = call.method;
  else if (name === '@target-uri') value = call.targetUri;
  else if (name === 'content-digest') value = call.contentDigest;
  else if (name === 'evaluations-root') value = call.evaluationsRoot;
  if (value === undefined || value === null || value === '') {
    throw new ProofFault('signature-invalid', `expected the component \`${name}\``);
  }
  // A line break in a header would forge another component.
  if (/[^\x20-\x7e]/.test(value))
    throw new ProofFault('signature-invalid', `component \`${name}\` is not plain text`);
  return value;
}

const quotedLists = new Map<readonly string[], string>();

function quotedList(components: readonly string[]): string {
  const known = quotedLists.get(components);
  if (known !== undefined) return known;
  const made = `(${components.map((name) => `"${name}"`).join(' ')})`;
  quotedLists.set(components, made);
  return made;
}

export function isCovering(signature: HttpSignature, components: readonly string[]): boolean {
  return signature.covered === quotedList(components);
}

/** Gives the signature base, the evidence to keep. Throws when anything does not fit. */
export function verifyHttpSignature(
  call: SignedCall,
  signature: HttpSignature,
  components: readonly string[],
  publicKey: string,
  nowMs: number,
): string {
  if (!isCovering(signature, components)) {
    throw new ProofFault(
      'signature-invalid',
      `covers \`${signature.covered}\`, expected \`${quotedList(components)}\``,
    );
  }
  if (Math.abs(nowMs / 1000 - signature.createdSeconds) > createdToleranceSeconds) {
    throw new ProofFault('time-stale', `created more than ${createdToleranceSeconds} s from now`);
  }
  const base = signatureBase(call, components, signature.params);
  if (!verifyBytes(Buffer.from(base), signature.signature, publicKey)) {
    throw new ProofFault('signature-invalid', 'the signature does not fit its key');
  }
  return base;
}

/** RFC 9530, sha-256 alone. Compared as text: there is one way to write 32 bytes. */
export function verifyContentDigest(header: string | null | undefined, body: Uint8Array | string): void {
  if (!header) throw new ProofFault('digest-invalid', 'expected the header `Content-Digest`');
  if (header !== `sha-256=:${hash('sha256', body, 'base64')}:`) {
    throw new ProofFault('digest-invalid', 'the content digest is not the SHA-256 of the body');
  }
}
