import { describe, expect, it } from 'vitest';
import { consentReceipt, type ReceiptAbout } from '../../../policy/export/consent-receipt.ts';
import type { ConsentFacts } from '../../../policy/export/consent-record.ts';
import { type TraceFault, traceFaults } from '../../../policy/export/consent-trace.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import { aGrant, someDigest } from '../../support/builders.ts';
import { copyOf, ended, factsOf, faultsOf, type Loose, without } from './checked.ts';

const record = ['dpv:hasRecordOfActivity', 0] as const;
const event = [...record, 'dpv:hasConsentStatus', 0] as const;
const good = (): Loose => copyOf(consentReceipt(factsOf(aDeclaration()), { kind: 'grant' }, null));

describe('the story that a receipt tells', () => {
  const under = aDeclaration();
  const facts = (changes: Partial<ConsentFacts> = {}) =>
    factsOf(under, { grant: aGrant({ at: '2026-11-21T10:05:00Z', period: { days: 31 } }), ...changes });
  const use = (changes: Partial<Extract<ReceiptAbout, { kind: 'use' }>['use']> = {}): ReceiptAbout => ({
    kind: 'use',
    use: {
      record: someDigest('access'),
      seq: 2,
      at: '2026-11-22T09:00:12Z',
      purpose: 'aid',
      facts: ['commune'],
      act: 'released',
      ...changes,
    },
  });
  const faults = (of: ConsentFacts, about: ReceiptAbout) =>
    traceFaults(copyOf(consentReceipt(of, about, null)));

  const stories: [TraceFault, ConsentFacts, ReceiptAbout][] = [
    ['notice-after-use', facts({ notice: { lang: 'fr', at: '2026-11-23T08:00:00Z' } }), use()],
    [
      'notice-after-consent',
      facts({ notice: { lang: 'fr', at: '2026-11-21T10:06:00Z' } }),
      { kind: 'grant' },
    ],
    ['use-before-consent', facts(), use({ at: '2026-11-21T10:04:59Z' })],
    ['use-after-end', facts(ended), use({ at: '2026-11-25T09:01:00Z' })],
    ['use-after-end', facts(), use({ at: '2026-12-22T10:06:00Z' })],
    ['use-outside-purpose', facts(), use({ purpose: 'advertising' })],
    ['use-outside-data', facts(), use({ facts: ['commune', 'birth-year'] })],
    [
      'end-before-consent',
      facts({ end: { state: 'ConsentRevoked', at: '2026-11-20T08:00:00Z' } }),
      { kind: 'termination' },
    ],
    ['status-before-event', facts({ asOf: '2026-11-21T10:04:00Z' }), { kind: 'grant' }],
  ];

  it.each(stories)('is refused as %s', (fault, of, about) => {
    expect(faults(of, about)).toContain(fault);
  });

  it('is refused as notice-after-use although each field alone has the right form', () => {
    const receipt = consentReceipt(
      facts({ notice: { lang: 'fr', at: '2026-11-23T08:00:00Z' } }),
      use(),
      null,
    );
    expect(faultsOf(receipt)).toEqual([]);
    expect(traceFaults(copyOf(receipt))).toContain('notice-after-use');
  });

  it('stands when a use falls in the minute of the yes or of the end', () => {
    expect(faults(facts(), use({ at: '2026-11-21T10:05:59Z' }))).toEqual([]);
    expect(faults(facts(ended), use({ at: '2026-11-25T09:00:59Z' }))).toEqual([]);
  });

  it.each([null, 3, [], {}, { 'dpv:hasRecordOfActivity': [{}] }])('cannot be read from %j', (value) => {
    expect(traceFaults(value)).toEqual(['receipt-unreadable']);
  });

  it('cannot be read without times', () => {
    expect(traceFaults(without(good(), [...event, 'dpv:isIndicatedAtTime']))).toEqual(['receipt-unreadable']);
    expect(traceFaults(without(good(), [...record, 'dpv:hasNotice']))).toEqual(['receipt-unreadable']);
  });
});
