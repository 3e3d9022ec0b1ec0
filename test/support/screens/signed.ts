// Records as a vault holds them, of their true size: the whole examples of the format pages, under a signature that nobody made.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import accessPage from '../../../docs/formats/access.md?raw';
import grantPage from '../../../docs/formats/grant.md?raw';
import requestPage from '../../../docs/formats/request.md?raw';
import revocationPage from '../../../docs/formats/revocation.md?raw';
import threadPage from '../../../docs/formats/thread.md?raw';
import { canonicalText } from '../../../policy/canonical.ts';
import { joinRecord } from '../../../policy/record.ts';

const blocksOf = (page: string): string[] =>
  [...page.matchAll(/```(?:json)?\n([\s\S]*?)\n```/g)].map(([, block]) => block ?? '');
const exampleOf = (page: string): unknown => JSON.parse(blocksOf(page)[0] ?? '');

const signature = `${'bQ7_'.repeat(21)}Ag`;
const asSigned = (page: string): string =>
  joinRecord(canonicalText(exampleOf(page)), { kind: 'ed25519', value: signature });

export const grantText = asSigned(grantPage);
export const openingText = asSigned(threadPage);
export const revocationText = asSigned(revocationPage);

/** Header, payload and signature of a signed request object. */
export const requestText = [
  toBase64url(toUtf8('{"alg":"EdDSA","typ":"oauth-authz-req+jwt","kid":"client-1"}')),
  toBase64url(toUtf8(JSON.stringify(exampleOf(requestPage)))),
  signature,
].join('.');

const [record = '', item = '', answer = ''] = blocksOf(accessPage);
const step = 'h8vtVYsG-pJpMpT7BH19PjtoKO4UmkK8q1JBPi3jyMU';
const note = `relais.example\n1300\n${step}\n\n— relais.example ${signature}\n`;

/** Everything that a wallet holds of one reading. */
export const lookEvidence = {
  record,
  position: 3,
  item,
  answer,
  itemPath: [step, step],
  answerPath: [step, step],
  receipt: {
    digest: step,
    salt: step,
    index: 1204,
    size: 1300,
    path: Array.from({ length: 11 }, () => step),
    checkpoint: note,
  },
};

/** Of a declaration that is too long for a sheet. */
export const declarationAddress = `https://relais.example/declaration/${'e'.repeat(42)}A`;

/** Given to a relative, for one mailbox: two keys, the digest of what was read aloud, the warrant of a stop. */
export const mandateText = (letter: string): string =>
  joinRecord(
    canonicalText({
      v: 1,
      type: 'mandate',
      id: `${letter.repeat(21)}A`,
      at: '2026-11-21T10:05:00Z',
      by: step,
      act: 'give',
      n: 1,
      helper: { key: step, kind: 'relative' },
      acts: ['see', 'stop'],
      days: 31,
      text: { template: 1, lang: 'fr', digest: step },
      warrant: signature,
      key: step,
    }),
    { kind: 'ed25519', value: signature },
  );
