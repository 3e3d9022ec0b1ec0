import { describe, expect, it } from 'vitest';
import { bikeGrant } from '../../docs/examples/bike-grant/declaration.ts';
import { fare } from '../../docs/examples/fare/declaration.ts';
import { freeStands } from '../../docs/examples/information/declaration.ts';
import { type DeclarationText, declarationBody } from '../../docs/examples/program/publish.ts';
import { greenCommutes } from '../../docs/examples/research-project/declaration.ts';
import { routeOffers } from '../../docs/examples/route-offers/declaration.ts';
import { bikeBox } from '../../docs/examples/scoring/declaration.ts';
import { betterOffer } from '../../docs/examples/transport-operator/declaration.ts';
import { readDeclaration } from '../../policy/declaration.ts';
import { missingFrom } from '../../policy/publication.ts';
import { engineVersion } from '../../policy/rules.ts';

const digest = 'A'.repeat(43);
const nowMs = Date.parse('2026-11-21T10:05:00Z');

function whole(text: DeclarationText) {
  const published = { engineVersion, hash: digest, logicHash: digest, cases: digest };
  return readDeclaration({
    v: 1,
    type: 'declaration',
    id: 'A'.repeat(22),
    at: '2026-11-21T10:05:00Z',
    by: digest,
    ...declarationBody(text, text.rules === undefined ? undefined : published, null, nowMs),
  });
}

const demonstration: [string, DeclarationText][] = [
  ['bike desk', bikeGrant],
  ['transport company', betterOffer],
  ['research project', greenCommutes],
  ['parking service', bikeBox],
  ['bike house', freeStands],
  ['fare desk', fare],
  ['comparison of offers', routeOffers],
];

describe.each(demonstration)('the declaration of the %s', (_, text) => {
  it('leaves out nothing that a resident has a right to know', () => {
    expect(missingFrom(whole(text))).toEqual([]);
  });

  it('says in French and English who is not served and what to do instead', () => {
    const { notServed, refusal } = whole(text);
    expect(notServed.length).toBeGreaterThan(0);
    for (const { instead } of notServed) expect(instead.fr).not.toBe(instead.en);
    // Only where the phone can work out for whom a no costs how much may it cost anything.
    if (!refusal.computable) expect(refusal.costDelta).toBe(0);
  });

  it('can be heard in one breath: no sentence is longer than thirty words', () => {
    const sentences: string[] = [];
    const collect = (value: unknown): void => {
      if (typeof value === 'string') return;
      if (Array.isArray(value)) value.forEach(collect);
      else if (typeof value === 'object' && value !== null) {
        const entries = value as Record<string, unknown>;
        if (typeof entries.fr === 'string') sentences.push(...entries.fr.split(/[.:!?](?:\s|$)/));
        else Object.values(entries).forEach(collect);
      }
    };
    collect(text);
    for (const sentence of sentences) expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(30);
  });

  it('cannot be published with rules that were not', () => {
    const published =
      text.rules === undefined ? { engineVersion, hash: digest, logicHash: digest } : undefined;
    expect(() => declarationBody(text, published, null, nowMs)).toThrow(
      'expected rules to be published first',
    );
  });
});

describe('the first three parties', () => {
  it('differ in what they are after, so that a preference by kind of party has something to bite on', () => {
    const three = demonstration.slice(0, 3);
    expect(three.map(([, { interest }]) => interest)).toEqual(['general', 'commercial', 'general']);
    const visits = (of: DeclarationText) => of.inputs.find(({ key }) => key === 'park-visits')?.precision;
    expect(three.map(([, text]) => visits(text))).toEqual([undefined, 'exact', 'count']);
  });
});
