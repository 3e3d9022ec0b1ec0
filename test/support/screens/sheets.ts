// Every paper that the wallet prints, and how it is reached.

import type { Page } from 'playwright-core';
import { fromBase64url } from '../../../crypto/encode.ts';
import { readThreadCode } from '../../../crypto/kit-code.ts';
import { writeStopCode } from '../../../crypto/stop-card.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import fixture from './fixture.ts?raw';
import { knownStudies } from './made-studies.ts';
import {
  declarationAddress,
  grantText,
  lookEvidence,
  mandateText,
  openingText,
  requestText,
  revocationText,
} from './signed.ts';

/** The one code leads to this path of the relay, with a code behind `#` that stands in groups beside it. */
export interface CodeLink {
  readonly path: string;
  readonly isRight: (code: string) => boolean;
}

export interface PrintedSheet {
  /** `data-sheet`. */
  readonly kind: string;
  readonly screen: string;
  readonly acts: readonly string[];
  /** What its codes must say, put together: the signed record, or a link; `null` where it carries none. */
  readonly carries: string | CodeLink | null;
  readonly write?: (page: Page) => Promise<void>;
}

const digits = (digit: string) => digit.repeat(22);
const study = (letter: string) => `/etude/${letter.repeat(43)}`;
const manifest = (letter: string) =>
  knownStudies.find(({ digest }) => digest === letter.repeat(43))?.text ?? 'no such study';

/** Of the fictional vault, which only a browser opens: so its seed is read where it is written. */
const vaultCode = writeStopCode(fromBase64url(/stopSeed: '([\w-]+)'/.exec(fixture)?.[1] ?? ''));

export const sheets: readonly PrintedSheet[] = [
  {
    kind: 'card',
    screen: '/carte',
    acts: [],
    carries: { path: '/stop', isRight: (code) => code === vaultCode },
  },
  { kind: 'kit', screen: '/cle', acts: ['show-kit'], carries: null },
  {
    kind: 'code',
    screen: `/ecrire/${'p'.repeat(43)}?state=empty#question`,
    acts: [`declaration-${'e'.repeat(43)}`, 'reason-data'],
    write: async (page) => {
      await page.fill('[name="write-words"]', 'Où vont mes données ?');
      await page.locator('[data-act="send-written"]').click();
    },
    carries: { path: '/retrouver', isRight: (code) => readThreadCode(code).length > 0 },
  },
  { kind: 'request', screen: '/papier/demande', acts: [], carries: requestText },
  { kind: 'blank', screen: `/papier/${'e'.repeat(43)}`, acts: [], carries: declarationAddress },
  { kind: 'slip-blank', screen: '/papier/contester', acts: [], carries: null },
  { kind: 'grant', screen: `/recus/${digits('1')}`, acts: [], carries: grantText },
  {
    kind: 'use',
    screen: `/recus/${digits('1')}?kind=use`,
    acts: ['see-receipt@1'],
    carries: canonicalText(lookEvidence),
  },
  { kind: 'end', screen: `/recus/${digits('1')}?kind=end`, acts: ['see-receipt@2'], carries: revocationText },
  { kind: 'slip', screen: `/demande/${'C'.repeat(22)}`, acts: ['show-slip'], carries: openingText },
  {
    kind: 'mandate',
    screen: `/proches/${digits('I')}`,
    acts: ['show-mandate'],
    carries: mandateText('C'),
  },
  { kind: 'mandate-blank', screen: '/papier/mandat', acts: [], carries: null },
  { kind: 'study', screen: study('S'), acts: ['show-study'], carries: manifest('S') },
  { kind: 'study-yes', screen: study('W'), acts: ['show-study'], carries: manifest('W') },
];
