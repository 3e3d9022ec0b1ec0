import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factKeys } from '../../policy/fact.ts';
import {
  mayAnswerAlone,
  mayRefuseAlone,
  type Preference,
  partyKinds,
  propose,
  readPreference,
} from '../../policy/preference.ts';
import { purposeIds } from '../../policy/purpose.ts';
import { anAsk } from '../support/a-request.ts';
import { anOperator, aParty } from '../support/builders.ts';

const choice = (changes: Partial<Preference>): Preference => ({
  fact: '*',
  role: '*',
  purpose: '*',
  answer: 'ask',
  automatic: false,
  ...changes,
});

const parkVisits = anAsk({
  purpose: 'planning',
  facts: [{ key: 'park-visits', necessity: 'required', precision: 'exact' }],
});

const anyChoice: fc.Arbitrary<Preference> = fc.record({
  fact: fc.constantFrom(...factKeys, '*' as const),
  role: fc.constantFrom(...partyKinds, '*' as const),
  purpose: fc.constantFrom(...purposeIds, '*' as const),
  answer: fc.constantFrom('allow' as const, 'ask' as const, 'never' as const),
  automatic: fc.boolean(),
});
const choices = fc.array(anyChoice, { maxLength: 8 });
const asker = fc.constantFrom(aParty(), anOperator(), anOperator({ interest: 'general' }));

describe('« Mes règles »', () => {
  it('geolocated park visits may go to the city and not to private actors', () => {
    const mine = [
      choice({ fact: 'park-visits', role: 'city', answer: 'allow', automatic: true }),
      choice({ fact: 'park-visits', role: 'private', answer: 'never' }),
    ];
    expect(propose(mine, parkVisits, aParty()).get('park-visits')).toBe('allow');
    expect(mayAnswerAlone(mine, parkVisits, aParty())).toBe(true);
    expect(propose(mine, parkVisits, anOperator()).get('park-visits')).toBe('never');
    expect(mayAnswerAlone(mine, parkVisits, anOperator())).toBe(false);
    // A city service run for profit is a private actor: never beats allow.
    expect(propose(mine, parkVisits, aParty({ interest: 'commercial' })).get('park-visits')).toBe('never');
    // Research was not spoken of.
    expect(propose(mine, parkVisits, aParty({ role: 'research' })).get('park-visits')).toBe('ask');
  });

  it('ask when nothing was said', () => {
    expect([...propose([], anAsk(), aParty()).values()]).toEqual(['ask', 'ask', 'ask']);
    expect(mayAnswerAlone([], anAsk(), aParty())).toBe(false);
  });

  it('speak of a fact, a kind of party and a purpose, or of all', () => {
    const mine = [choice({ fact: 'commune', role: 'city', purpose: 'aid', answer: 'allow' })];
    const [commune] = propose(mine, anAsk(), aParty()).values();
    expect(commune).toBe('allow');
    expect(propose(mine, anAsk({ purpose: 'research' }), aParty()).get('commune')).toBe('ask');
    expect(propose(mine, anAsk(), anOperator()).get('commune')).toBe('ask');
  });

  it('let never beat ask, and ask beat allow, whatever the order', () => {
    fc.assert(
      fc.property(choices, asker, (mine, party) => {
        const proposed = propose(mine, anAsk(), party);
        expect(propose([...mine].reverse(), anAsk(), party)).toEqual(proposed);
        const forbidden = propose([...mine, choice({ answer: 'never' })], anAsk(), party);
        expect([...forbidden.values()].every((answer) => answer === 'never')).toBe(true);
        const asked = propose([...mine, choice({ answer: 'ask' })], anAsk(), party);
        expect([...asked.values()]).not.toContain('allow');
      }),
    );
  });

  it('never say yes alone unless each fact is allowed by a choice marked automatic', () => {
    fc.assert(
      fc.property(choices, asker, (mine, party) => {
        if (!mayAnswerAlone(mine, anAsk(), party)) return;
        expect([...propose(mine, anAsk(), party).values()].every((answer) => answer === 'allow')).toBe(true);
        expect(mine.some((entry) => entry.answer === 'allow' && entry.automatic)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    const byHand = [choice({ answer: 'allow' })];
    expect(mayAnswerAlone(byHand, anAsk(), aParty())).toBe(false);
    expect(
      mayAnswerAlone(
        [...byHand, choice({ fact: 'commune', answer: 'allow', automatic: true })],
        anAsk(),
        aParty(),
      ),
    ).toBe(false);
    expect(mayAnswerAlone([choice({ answer: 'allow', automatic: true })], anAsk(), aParty())).toBe(true);
  });

  it('say no alone when a required fact is never given, and the resident asked for that', () => {
    const never = choice({ fact: 'park-visits', role: 'private', answer: 'never', automatic: true });
    expect(mayRefuseAlone([never], parkVisits, anOperator())).toBe(true);
    expect(mayRefuseAlone([{ ...never, automatic: false }], parkVisits, anOperator())).toBe(false);
    expect(mayRefuseAlone([never], parkVisits, aParty())).toBe(false);
    const optional = anAsk({ facts: [{ key: 'park-visits', necessity: 'optional', precision: 'count' }] });
    expect(mayRefuseAlone([never], optional, anOperator())).toBe(false);
  });

  it('keep their why to themselves: it changes no proposal', () => {
    const never = choice({ fact: 'park-visits', role: 'private', answer: 'never' });
    const why = { ...never, note: 'On m’a suivie au parc.' };
    expect(readPreference(why)).toEqual(why);
    expect(propose([why], parkVisits, anOperator())).toEqual(propose([never], parkVisits, anOperator()));
    expect(() => readPreference({ ...never, note: 'two\nlines' })).toThrow('note');
    expect(() => readPreference({ ...never, note: 'x'.repeat(201) })).toThrow('note');
  });
});
