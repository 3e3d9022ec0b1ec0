import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessAnswer,
  type AccessItem,
  actOf,
  answerText,
  itemText,
  maxItems,
  questionOf,
  readAnswerText,
  readEvaluation,
  readEvaluations,
  readEvidence,
  readItemText,
} from '../../policy/access.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { decide } from '../../policy/decide.ts';
import { outwardForms } from '../../policy/denial.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { anAnswer, anItem } from '../support/an-access.ts';
import { aMailbox, cityId, operatorId, someDigest, someId } from '../support/builders.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,47}$/);
const seed = fc.integer().map(String);

const item: fc.Arbitrary<AccessItem> = fc
  .record({ purpose: name, facts: fc.array(name, { maxLength: 6 }), seed, wants: fc.boolean(), action: name })
  .map(({ purpose, facts, seed: from, wants, action }) => ({
    subject: { type: 'party', id: cityId },
    action: { name: action },
    resource: { type: 'mailbox', id: someDigest(`mailbox ${from}`) },
    context: {
      grant: someId(from),
      purpose,
      facts,
      salt: someDigest(from),
      ...(wants ? { want: 'envelope' as const } : {}),
    },
  }));

const answer: fc.Arbitrary<AccessAnswer> = fc
  .record({
    seed,
    seq: fc.nat(),
    form: fc.constantFrom(...outwardForms),
    kind: fc.constantFrom(0, 1, 2),
    first: fc.boolean(),
  })
  .map(({ seed: from, seq, form, kind, first }) => ({
    item: someDigest(from),
    decision: kind > 0,
    ...(kind === 0 ? { form } : {}),
    grant: someId(from),
    seq,
    previous: first
      ? null
      : { seq: 1 + seq, record: someId(`${from} r`), position: 199, digest: someDigest('d') },
    ...(kind === 2 ? { envelopeDigest: someDigest(`${from} e`) } : {}),
    salt: someDigest(`${from} s`),
  }));

function faultOf(act: () => unknown): PolicyFault | undefined {
  try {
    act();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault;
    throw fault;
  }
  return undefined;
}

describe('the text of an item', () => {
  it('is canonical, written by hand or not', () => {
    fc.assert(
      fc.property(item, (any) => {
        expect(itemText(any)).toBe(canonicalText(any));
        expect(readItemText(itemText(any))).toEqual(any);
      }),
    );
  });

  it('is the same whether its fields stood in the item or at the top of the call', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), (items) => {
        const spelledOut = readEvaluations({ evaluations: items }, cityId);
        const { subject } = items[0] as AccessItem;
        const short = items.map(({ action, resource, context }) => ({ context, resource, action }));
        expect(readEvaluations({ subject, evaluations: short }, cityId)).toEqual(spelledOut);
      }),
    );
  });

  it('takes a missing field whole from the top, and nothing of a field that is there', () => {
    const { context, ...rest } = anItem();
    const { salt: _, ...unsalted } = context;
    const body = { ...rest, context, evaluations: [{}, { context: unsalted }] };
    expect(faultOf(() => readEvaluations(body, cityId))?.where).toBe('evaluations.1.context.salt');
    expect(readEvaluations({ ...rest, context, evaluations: [{}] }, cityId)).toEqual([anItem()]);
  });
});

describe('the text of an answer', () => {
  it('is canonical, and read back as it was written', () => {
    fc.assert(
      fc.property(answer, (any) => {
        expect(answerText(any)).toBe(canonicalText(any));
        expect(readAnswerText(answerText(any))).toEqual(any);
      }),
    );
  });

  it('tells a release from a mere decision', () => {
    const { envelopeDigest: _, ...decided } = anAnswer();
    expect(actOf(anAnswer())).toBe('released');
    expect(actOf(decided)).toBe('decided');
  });

  it('has a form exactly with a no, and no envelope with it', () => {
    const { envelopeDigest: _, ...decided } = anAnswer();
    const wrong = [
      { ...decided, decision: false },
      anAnswer({ form: 'ended' }),
      anAnswer({ decision: false, form: 'ended' }),
    ];
    for (const any of wrong)
      expect(faultOf(() => readAnswerText(answerText(any)))?.code).toBe('access-invalid');
  });
});

describe('a call', () => {
  it('of one evaluation is a batch of one', () => {
    expect(readEvaluation(anItem(), cityId)).toEqual(anItem());
    expect(readEvaluations(anItem(), cityId)).toEqual([anItem()]);
  });

  it('is asked by the party that signed it', () => {
    expect(faultOf(() => readEvaluation(anItem(), operatorId))?.where).toBe('subject');
  });

  it('has at most 200 items, and at least one', () => {
    const many = (count: number) => ({ evaluations: Array.from({ length: count }, () => anItem()) });
    expect(readEvaluations(many(maxItems), cityId)).toHaveLength(200);
    expect(faultOf(() => readEvaluations(many(maxItems + 1), cityId))?.code).toBe('access-oversize');
    expect(faultOf(() => readEvaluations(many(0), cityId))?.code).toBe('access-invalid');
  });

  it('has every item answered: no other semantics', () => {
    const body = { evaluations: [anItem()], options: { evaluations_semantic: 'deny_on_first_deny' } };
    expect(faultOf(() => readEvaluations(body, cityId))?.where).toBe('options.evaluations_semantic');
    const all = { evaluations: [anItem()], options: { evaluations_semantic: 'execute_all' } };
    expect(readEvaluations(all, cityId)).toHaveLength(1);
  });

  it('has no unknown field, at any level', () => {
    const base = anItem();
    const bodies = [
      { ...base, extra: 1 },
      { ...base, subject: { ...base.subject, properties: {} } },
      { ...base, action: { ...base.action, extra: 1 } },
      { ...base, resource: { ...base.resource, extra: 1 } },
      { ...base, context: { ...base.context, extra: 1 } },
      JSON.parse('{"__proto__":{"subject":1}}') as unknown,
    ];
    for (const body of bodies)
      expect(faultOf(() => readEvaluation(body, cityId))?.code).toBe('access-invalid');
  });

  it('holds nothing that would need an escape in its text', () => {
    const base = anItem();
    const bodies = [
      { ...base, action: { name: 'read"' } },
      anItem({ purpose: 'aid","x":"' }),
      anItem({ facts: ['com\nmune'] }),
      anItem({ grant: '"'.repeat(22) }),
      anItem({ salt: `${'A'.repeat(42)}B` }),
      { ...base, resource: { type: 'mailbox', id: `${aMailbox.slice(0, -1)}"` } },
      { ...base, context: { ...base.context, want: 'all' } },
      { ...base, context: { ...base.context, facts: 'commune' } },
      anItem({ facts: Array.from({ length: 41 }, () => 'commune') }),
    ];
    for (const body of bodies)
      expect(faultOf(() => readEvaluation(body, cityId))?.code).toBe('access-invalid');
  });

  it('is refused, never misread, whatever comes in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(faultOf(() => readEvaluation(body, cityId))?.code).toBe('access-invalid');
        expect(faultOf(() => readEvaluations(body, cityId))?.code).toMatch(/^access-/);
      }),
    );
  });

  it('asks `decide` about the grant, the mailbox and the party that it names', () => {
    expect(questionOf(anItem())).toEqual({
      mailbox: aMailbox,
      grantId: someId('grant'),
      party: cityId,
      purpose: 'aid',
      facts: ['commune', 'reference-income'],
      action: 'read',
    });
    expect(decide(undefined, questionOf(anItem()), 0).allowed).toBe(false);
  });
});

describe('the evidence of a reading', () => {
  it('is the signed headers, the own item and answer, and the paths between', () => {
    const evidence = {
      record: '{"v":1}',
      position: 3,
      item: itemText(anItem()),
      answer: answerText(anAnswer()),
      itemPath: [someDigest('a')],
      answerPath: [someDigest('b')],
    };
    expect(readEvidence(evidence)).toEqual(evidence);
    const long = Array.from({ length: 9 }, () => someDigest('a'));
    expect(faultOf(() => readEvidence({ ...evidence, itemPath: long }))?.where).toBe('itemPath');
  });
});
