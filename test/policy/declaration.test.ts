import { describe, expect, it } from 'vitest';
import { type Declaration, isInForce, readDeclaration } from '../../policy/declaration.ts';
import { missingFrom } from '../../policy/publication.ts';
import { aDeclaration } from '../support/builders.ts';

const words = (text: string) => ({ fr: text, en: text });

describe('a declaration', () => {
  it('may say « explicitly none » and may not say nothing', () => {
    const none = aDeclaration({ notServed: [], recipients: [], transfers: [], experiments: [] });
    expect(readDeclaration(none)).toEqual(none);
    const { notServed: _, ...silent } = none;
    expect(() => readDeclaration(silent)).toThrow('notServed');
  });

  it('speaks both languages', () => {
    expect(() => readDeclaration({ ...aDeclaration(), title: { fr: 'Aide' } })).toThrow('title.en');
  });

  it('keeps its summary to 350 characters', () => {
    expect(() => readDeclaration(aDeclaration({ summary: words('a'.repeat(351)) }))).toThrow('350');
  });

  it('asks for facts of the catalogue only, each once, at a precision the fact has', () => {
    const [input] = aDeclaration().inputs;
    if (input === undefined) throw new Error('expected an input');
    const withInput = (changes: object) =>
      readDeclaration({ ...aDeclaration(), inputs: [{ ...input, ...changes }] });
    expect(() => withInput({ key: 'shoe-size' })).toThrow('inputs.0.key');
    expect(() => withInput({ precision: 'street' })).toThrow('precision');
    expect(() => readDeclaration(aDeclaration({ inputs: [input, input] }))).toThrow('twice');
  });

  it('does not contradict itself', () => {
    const refused: [Partial<Declaration>, string][] = [
      [{ validTo: '2026-11-02' }, 'validTo'],
      [{ frequency: { kind: 'periodic', maxPerPeriod: 3 } }, 'frequency'],
      [{ logic: { kind: 'rules', parameters: [] } }, 'logic.rules'],
      [{ logic: { ...aDeclaration().logic, kind: 'learned' } }, 'logic.rules'],
      [{ comparison: { ...aDeclaration().comparison, used: true } }, 'comparison'],
      [{ comparison: { ...aDeclaration().comparison, method: 'rank' } }, 'comparison'],
    ];
    for (const [changes, where] of refused)
      expect(() => readDeclaration(aDeclaration(changes))).toThrow(where);
  });

  it('is in force on its days and while it is active', () => {
    const declared = aDeclaration();
    expect(isInForce(declared, '2026-11-03T00:00:00Z')).toBe(true);
    expect(isInForce(declared, '2027-12-31T23:59:59Z')).toBe(true);
    expect(isInForce(declared, '2026-11-02T23:59:59Z')).toBe(false);
    expect(isInForce(declared, '2028-01-01T00:00:00Z')).toBe(false);
    for (const status of ['planned', 'suspended', 'retired'] as const) {
      expect(isInForce(aDeclaration({ status }), '2026-12-01T00:00:00Z')).toBe(false);
    }
  });
});

describe('a relay publishes a declaration', () => {
  const fields = (changes: Partial<Declaration>) =>
    missingFrom(readDeclaration(aDeclaration(changes))).map((gap) => gap.field);

  it('when nothing is missing from it', () => {
    expect(missingFrom(aDeclaration())).toEqual([]);
  });

  it('only with each thing that residents have a right to know', () => {
    const base = aDeclaration();
    const [kept] = base.retention;
    const [firstInput] = base.inputs;
    if (kept === undefined || firstInput === undefined) throw new Error('expected both');
    const gaps: [string, Partial<Declaration>][] = [
      ['contactAffected', { contactAffected: null }],
      ['retention', { retention: [] }],
      ['retention.why', { retention: [{ ...kept, days: 1097 }] }],
      ['comparison', { decision: { ...base.decision, kind: 'scoring' } }],
      ['comparison.cohort', { comparison: { ...base.comparison, used: true, method: 'rank' } }],
      [
        'experiments',
        {
          experiments: [
            {
              arm: 'a',
              what: words('Essai'),
              measure: words('Appels'),
              from: '2026-11-03',
              to: '2026-12-03',
            },
          ],
        },
      ],
      ['personalisedPrice', { decision: { ...base.decision, kind: 'price' } }],
      ['personalisedPrice.inputs', { personalisedPrice: { used: true, inputs: ['park-visits'] } }],
      ['inputs', { inputs: [] }],
      ['logic.parameters', { logic: { kind: 'statistical', parameters: [] } }],
      ['outputs', { outputs: [] }],
      ['human', { human: { ...base.human, role: null } }],
      [
        'contest.humanReview',
        {
          decision: { ...base.decision, automation: 5 },
          contest: { ...base.contest, humanReview: false },
        },
      ],
      ['contest.channels', { contest: { ...base.contest, channels: ['app'] } }],
      ['inputs.sensitive', { inputs: [{ ...firstInput, key: 'park-visits', sensitive: false }] }],
      [
        'recipients.fields',
        {
          recipients: [
            {
              name: words('X'),
              kind: 'private',
              why: words('Y'),
              fields: ['disability'],
              asWhat: 'identified',
            },
          ],
        },
      ],
    ];
    for (const [field, changes] of gaps) expect(fields(changes), field).toEqual([field]);
  });

  it('kept for longer than 36 months only with a reason', () => {
    const [kept] = aDeclaration().retention;
    if (kept === undefined) throw new Error('expected retention');
    expect(fields({ retention: [{ ...kept, days: 1096 }] })).toEqual([]);
    expect(fields({ retention: [{ ...kept, days: 3650, why: words('Contrôle des aides') }] })).toEqual([]);
  });

  it('and says of each gap why, in both languages, and which text asks', () => {
    for (const gap of missingFrom(aDeclaration({ contactAffected: null, outputs: [], retention: [] }))) {
      expect(gap.why.fr).toMatch(/\.$/);
      expect(gap.why.en).toMatch(/\.$/);
      expect(gap.standard).not.toBe('');
    }
  });
});
