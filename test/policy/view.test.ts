import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitmentText, contentText, readCalculationContent } from '../../policy/calculation.ts';
import {
  type EnvelopeContent,
  envelopeBinding,
  envelopeText,
  readEnvelopeText,
  requireWithin,
  resultBinding,
  wrappedKeyBinding,
} from '../../policy/envelope.ts';
import { coarsen } from '../../policy/fact.ts';
import { readView, viewDigest, viewText } from '../../policy/view.ts';
import { aContent, aFact, aGrant, aView, cityId, someDigest, someId } from '../support/builders.ts';

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const salt = new Uint8Array(32).fill(7);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a view', () => {
  it('shows one value for each fact of the scope, at its precision', () => {
    expect(readView(aView())).toEqual(aView());
    expect(() => readView(aView({ values: [aFact('commune')] }))).toThrow('values');
    expect(() => readView(aView({ values: [aFact('reference-income'), aFact('commune')] }))).toThrow(
      'values',
    );
    const commune = aFact('commune');
    const coarse = { ...commune, value: coarsen('commune', commune.value, 'department') };
    expect(() => readView(aView({ values: [coarse, aFact('reference-income')] }))).toThrow('values');
  });

  it('says in which language and at which level it was seen, of those that a wallet can show', () => {
    expect(readView(aView({ lang: 'ar', level: 'simple' }))).toMatchObject({ lang: 'ar', level: 'simple' });
    expect(() => readView({ ...aView(), lang: 'de' })).toThrow('lang');
    expect(() => readView({ ...aView(), level: 'full' })).toThrow('level');
  });

  it('has the digest of its salt and its canonical text', () => {
    const expected = sha256(salt, new TextEncoder().encode(viewText(aView())));
    expect(hex(viewDigest(aView(), salt, sha256))).toBe(hex(expected));
  });

  it('has another digest when anything in it, or the salt, is another', () => {
    const digests = [
      aView(),
      aView({ lang: 'en' }),
      aView({ lang: 'ar' }),
      aView({ level: 'simple' }),
      aView({ period: { days: 31 } }),
      aView({ declaration: someDigest('another') }),
      aView({ values: [aFact('commune'), { ...aFact('reference-income'), value: 18_451 }] }),
    ].map((view) => hex(viewDigest(view, salt, sha256)));
    expect(new Set(digests).size).toBe(7);
    expect(hex(viewDigest(aView(), new Uint8Array(32), sha256))).not.toBe(digests[0]);
  });

  it('is hashed as UTF-8, whatever names a place has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (name) => {
        const commune = { ...aFact('commune'), value: { code: '33063', name } };
        const view = aView({ values: [commune, aFact('reference-income')] });
        const expected = sha256(salt, new TextEncoder().encode(viewText(view)));
        expect(hex(viewDigest(view, salt, sha256))).toBe(hex(expected));
      }),
    );
  });

  it('is never hashed without a whole salt', () => {
    expect(() => viewDigest(aView(), new Uint8Array(16), sha256)).toThrow('32 bytes');
  });
});

describe('what is inside an envelope', () => {
  const content: EnvelopeContent = {
    v: 1,
    asOf: '2026-11-21T10:05:00Z',
    facts: [aFact('commune'), aFact('reference-income')],
    viewSalt: someDigest('view salt'),
    view: aView(),
  };

  it('is read back as it was written', () => {
    expect(readEnvelopeText(envelopeText(content))).toEqual(content);
    expect(() => readEnvelopeText(`${envelopeText(content)} `)).toThrow('canonical');
  });

  it('is nothing finer, and nothing else, than the grant says', () => {
    const { scope } = aGrant();
    expect(() => requireWithin(content.facts, scope)).not.toThrow();
    expect(() => requireWithin([aFact('bike-price')], scope)).toThrow('bike-price');
    const coarse = { ...scope, facts: [{ key: 'commune', precision: 'department' }] } as const;
    expect(() => requireWithin([aFact('commune')], coarse)).toThrow('commune');
  });

  it('is bound to grant, epoch, number, purpose and party', () => {
    const of = { grant: someId('grant'), epoch: 1, n: 1, purpose: 'aid', party: cityId };
    const bindings = [
      of,
      { ...of, grant: someId('x') },
      { ...of, epoch: 2 },
      { ...of, n: 2 },
      { ...of, purpose: 'fare' },
      { ...of, party: someDigest('x') },
    ].map(envelopeBinding);
    expect(new Set(bindings).size).toBe(6);
    expect(bindings[0]).toMatch(/^vav\/envelope\/1\n\{"epoch":1,/);
  });

  it('is bound otherwise than the epoch’s key and the result', () => {
    const all = [
      envelopeBinding({ grant: someId('grant'), epoch: 1, n: 1, purpose: 'aid', party: cityId }),
      wrappedKeyBinding(aGrant()),
      resultBinding({ grant: someId('grant'), id: someId('calculation'), party: cityId }),
    ];
    expect(new Set(all.map((binding) => binding.split('\n')[0])).size).toBe(3);
  });
});

describe('the content of a calculation', () => {
  it('is hashed with the salt that stands in it', () => {
    expect(contentText(aContent())).not.toBe(contentText(aContent({ salt: someDigest('another') })));
  });

  it('commits to each input apart', () => {
    const [price, town] = aContent().inputs;
    if (price === undefined || town === undefined) throw new Error('expected both');
    expect(commitmentText(price)).toBe(`{"key":"vélo . prix","salt":"${price.salt}","value":1200}`);
    expect(commitmentText(price)).not.toContain('33063');
  });

  it('names each input and each result once', () => {
    const { inputs, results } = aContent();
    expect(() => readCalculationContent(aContent({ inputs: [...inputs, ...inputs] }))).toThrow('twice');
    expect(() => readCalculationContent(aContent({ results: [...results, ...results] }))).toThrow('twice');
  });
});
