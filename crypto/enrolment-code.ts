import { type CodeUse, readCode, writeCode } from './checked-code.ts';
import { toBase64url, toUtf8 } from './encode.ts';
import { sha256 } from './hash.ts';
import { randomBytes } from './random.ts';

/** 80 bits: whoever steals the list of hashes finds no code by trying. 16 characters and three that check them. */
const enrolment: CodeUse = { name: 'enrolment', byteCount: 10, constant: [5, 14, 18] };

/** Handed out once per person: at a counter, in a workshop, by letter. */
export const newEnrolmentCode = (): Uint8Array => randomBytes(enrolment.byteCount);

export const writeEnrolmentCode = (code: Uint8Array): string => writeCode(code, enrolment);

export const readEnrolmentCode = (text: string): Uint8Array => readCode(text, enrolment);

const label = toUtf8('vav/enrolment-code/1\n');

/** What the issuer keeps of a code. Base64url. */
export const enrolmentCodeHash = (code: Uint8Array): string => toBase64url(sha256(label, code));
