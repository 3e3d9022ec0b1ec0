import { describe, expect, it } from 'vitest';
import {
  type DenialReason,
  endReasons,
  formOf,
  outwardDenial,
  outwardForms,
  outwardText,
} from '../../policy/denial.ts';
import { instantMs } from '../../policy/instant.ts';
import { someDigest } from '../support/builders.ts';

const reasons = Object.keys(formOf) as DenialReason[];
const of = (form: string) => reasons.filter((reason) => formOf[reason] === form);

describe('what a party is told of a no', () => {
  it('is one of four forms for every reason there is', () => {
    for (const reason of reasons) expect(outwardForms).toContain(formOf[reason]);
    expect(of('ended').sort()).toEqual([...endReasons].sort());
  });

  it('is the same bytes for a pause, an open condition, a suspension and all their like', () => {
    const texts = of('not-now').map((reason) => outwardText('not-now', [{ reason }]));
    expect(new Set(texts)).toEqual(new Set(['{"context":{"form":"not-now"},"decision":false}']));
    expect(of('not-now')).toEqual(
      expect.arrayContaining(['grant-paused', 'grant-suspended', 'condition-open']),
    );
    const several = outwardText('not-now', [{ reason: 'grant-paused' }, { reason: 'frequency-used' }]);
    expect(several).toBe(texts[0]);
  });

  it('is the same bytes for refused, unanswered, never asked and no such mailbox', () => {
    const texts = of('not-granted').map((reason) => outwardText('not-granted', [{ reason }]));
    expect(new Set(texts)).toEqual(new Set(['{"context":{"form":"not-granted"},"decision":false}']));
  });

  it('says reason, date and record of an end, because duties start with it', () => {
    const atMs = instantMs('2026-11-25T18:40:00Z');
    const record = someDigest('revocation record');
    expect(outwardDenial('ended', [{ reason: 'grant-withdrawn', atMs, record }])).toEqual({
      decision: false,
      context: { form: 'ended', reason: 'grant-withdrawn', at: '2026-11-25T18:40:00Z', record },
    });
    expect(outwardDenial('ended', [{ reason: 'grant-expired', atMs }])).toEqual({
      decision: false,
      context: { form: 'ended', reason: 'grant-expired', at: '2026-11-25T18:40:00Z' },
    });
  });

  it('tells everything about a bad request, and nothing else that was in the list', () => {
    const denials = [{ reason: 'fact-outside', facts: ['park-visits'] }, { reason: 'grant-paused' }] as const;
    expect(outwardDenial('bad-request', denials)).toEqual({
      decision: false,
      context: { form: 'bad-request', reasons: [{ reason: 'fact-outside', facts: ['park-visits'] }] },
    });
  });

  it('lets no inner reason out by a wrong turn', () => {
    expect(outwardText('ended', [{ reason: 'grant-paused', atMs: 1 }])).toBe(outwardText('not-now', []));
    expect(outwardText('ended', [])).toBe(outwardText('not-now', []));
  });

  it('cannot be changed by whoever holds the answer', () => {
    expect(Object.isFrozen(outwardDenial('not-now', []))).toBe(true);
    expect(Object.isFrozen(outwardDenial('not-granted', []).context)).toBe(true);
  });
});
