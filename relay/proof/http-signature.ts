// RFC 9421 for the calls of parties. Own reader, because it stands in the path of every access and because it admits
// exactly one form: one signature, the components in the order asked for, each parameter once. The signature base is
// what the access record keeps, so that anyone can verify the party's word later without the request.

import { isAscii } from 'node:buffer';
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

// Characters by class, looked up in a table: a regular expression for each piece cost a tenth of the signature.
const labelChar = 1;
const digit = 2;
const quotedChar = 4;
const nonceChar = 8;
const classes = new Uint8Array(128);
for (let code = 0x20; code < 0x7f; code += 1) {
  const char = String.fromCharCode(code);
  if (/[a-z0-9_\-.*]/.test(char)) classes[code] = labelChar;
  if (/\d/.test(char)) classes[code] = (classes[code] as number) | digit;
  if (char !== '"' && char !== '\\') classes[code] = (classes[code] as number) | quotedChar;
  if (/[A-Za-z0-9_-]/.test(char)) classes[code] = (classes[code] as number) | nonceChar;
}

function isAll(text: string, wanted: number, min: number, max: number): boolean {
  if (text.length < min || text.length > max) return false;
  for (let at = 0; at < text.length; at += 1) {
    if (((classes[text.charCodeAt(at)] ?? 0) & wanted) === 0) return false;
  }
  return true;
}

/** The text between two quotes; undefined when it is not that. */
function unquoted(value: string): string | undefined {
  if (value[0] !== '"' || value.length < 3 || value[value.length - 1] !== '"') return undefined;
  const text = value.slice(1, -1);
  return isAll(text, quotedChar, 1, 128) ? text : undefined;
}

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
    !isAll(label, labelChar, 1, 64) ||
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
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 64 || bytes.toString('base64') !== encoded) {
    throw new ProofFault('signature-invalid', 'expected an Ed25519 signature of 64 bytes');
  }
  return {
    params,
    covered: params.slice(0, close + 1),
    ...readParameters(params.slice(close + 1)),
    signature: bytes,
  };
}

function readParameters(text: string): { createdSeconds: number; nonce: string; keyId: string } {
  let created: string | undefined;
  let nonce: string | undefined;
  let keyId: string | undefined;
  let alg: string | undefined;
  // A semicolon inside a quoted value cuts it into pieces that have no form.
  const [before, ...parameters] = text.split(';');
  if (before !== '') throw new ProofFault('signature-invalid', 'expected parameters behind the components');
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, equals);
    const value = parameter.slice(equals + 1);
    if (name === 'created' && created === undefined && isAll(value, digit, 1, 12)) created = value;
    else if (name === 'nonce' && nonce === undefined) nonce = unquoted(value) ?? '';
    else if (name === 'keyid' && keyId === undefined) keyId = unquoted(value) ?? '';
    else if (name === 'alg' && alg === undefined && value === '"ed25519"') alg = value;
    else {
      throw new ProofFault(
        'signature-invalid',
        'expected created, nonce, keyid and alg="ed25519", each at most once',
      );
    }
  }
  if (created === undefined || !keyId || nonce === undefined || !isAll(nonce, nonceChar, 16, 64)) {
    throw new ProofFault(
      'signature-invalid',
      'expected created, a nonce of 16 to 64 base64url characters and keyid',
    );
  }
  return { createdSeconds: Number(created), nonce, keyId };
}

/** The text that was signed (RFC 9421 §2.5), for exactly these components in this order. */
export function signatureBase(call: SignedCall, components: readonly string[], params: string): string {
  let base = '';
  for (const name of components) base += `"${name}": ${componentValue(call, name)}\n`;
  base += `"@signature-params": ${params}`;
  // A line break in a value would forge another component.
  let lines = 0;
  for (let at = base.indexOf('\n'); at >= 0; at = base.indexOf('\n', at + 1)) lines += 1;
  if (lines !== components.length)
    throw new ProofFault('signature-invalid', 'a component holds a line break');
  return base;
}

function componentValue(call: SignedCall, name: string): string {
  let value: string | null | undefined;
  if (name === '@method') value = call.method;
  else if (name === '@target-uri') value = call.targetUri;
  else if (name === 'content-digest') value = call.contentDigest;
  else if (name === 'evaluations-root') value = call.evaluationsRoot;
  if (value) return value;
  throw new ProofFault('signature-invalid', `expected the component \`${name}\``);
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
  const bytes = Buffer.from(base);
  if (!isAscii(bytes) || !verifyBytes(bytes, signature.signature, publicKey)) {
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
