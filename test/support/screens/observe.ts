// The path of « said and done » over the fictional wallet: real judging, a declaration that was never signed.

import { saidAndDone } from '../../../policy/observed.ts';
import type { SaidBesideDone } from '../../../pwa/wallet/paths/observe.ts';
import { aDeclaration } from './declaration.ts';

export const observe = (): SaidBesideDone => ({
  declaration: aDeclaration,
  rows: saidAndDone(aDeclaration, {
    accesses: [
      {
        digest: 'l'.repeat(43),
        at: '2026-11-02T08:00:00Z',
        isAllowed: true,
        isReading: true,
        purpose: 'aid',
        facts: ['commune'],
      },
      {
        digest: 'm'.repeat(43),
        at: '2026-11-12T08:00:00Z',
        isAllowed: true,
        isReading: true,
        purpose: 'advertising',
        facts: ['commune', 'bike-price'],
      },
    ],
    calculations: [{ digest: 'same' }],
    answers: [{ days: 12, isOpen: false }],
    erasure: 'declared',
    groups: [0],
    nowMs: Date.now(),
  }),
  statement: { state: 'missing', month: '2026-08', since: '2026-09-01T00:00:00Z', late: ['2026-09'] },
});
