// In the place of the wallet's own path: the fictional vault holds no signed record that a receipt could be written from.

import { canonicalText } from '../../../policy/canonical.ts';
import type { Receivable, WrittenReceipt } from '../../../pwa/wallet/paths/consent-receipt.ts';
import { grantText, lookEvidence, revocationText } from './signed.ts';

export const receivables = (): Receivable[] => [
  { kind: 'grant', at: '2026-11-21T10:05:00Z', seq: 1 },
  { kind: 'use', at: '2026-11-22T09:00:12Z', seq: 2 },
  { kind: 'termination', at: '2026-11-25T09:00:00Z', seq: null },
];

export const writeReceipt = (_: string, { kind }: Receivable): WrittenReceipt => ({
  name: 'recu.jsonld',
  text: '{}',
  record: { grant: grantText, use: canonicalText(lookEvidence), termination: revocationText }[kind],
  code: kind === 'grant' ? `https://relais.example/log/checkpoint#${'g'.repeat(43)}.1204.1300` : null,
  faults: kind === 'termination' ? ['use-after-end'] : [],
});
