import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../policy/declaration.ts';
import { catalogue } from '../../policy/fact.ts';
import { beyondRequest, readGrant } from '../../policy/grant.ts';
import type { PartyRole } from '../../policy/party.ts';
import { daysOf, isWithinPeriod, type PeriodDays, periodEnd } from '../../policy/period.ts';
import { beyondDeclaration, readRequest, requestMaxSeconds } from '../../policy/request.ts';
import { fitsProof, readRevocation } from '../../policy/revocation.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { anAsk, aRequest } from '../support/a-request.ts';
import { aGrant, aRevocation, cityId, operatorId, someBytes, someDigest } from '../support/builders.ts';

describe('a request', () => {
  it('comes from the one it names as its client', () => {
    expect(() => readRequest(aRequest({ iss: operatorId }))).toThrow('iss');
  });

  it('lives ten minutes at most', () => {
    const { iat } = aRequest();
    expect(readRequest(aRequest({ exp: iat + requestMaxSeconds })).exp).toBe(iat + 600);
    expect(() => readRequest(aRequest({ exp: iat + requestMaxSeconds + 1 }))).toThrow('exp');
    expect(() => readRequest(aRequest({ exp: iat }))).toThrow('exp');
  });

  it('holds exactly one authorization detail', () => {
    for (const details of [[], [anAsk(), anAsk()]]) {
      expect(() => readRequest({ ...aRequest(), authorization_details: details })).toThrow(
        'authorization_details',
      );
    }
  });

  it('asks to read and nothing else', () => {
    for (const actions of [[], ['write'], ['read', 'read'], ['read', 'write']]) {
      const detail = { ...anAsk(), actions };
      expect(() => readRequest({ ...aRequest(), authorization_details: [detail] })).toThrow('actions');
    }
  });

  it('asks for a period that ends', () => {
    for (const period of [{ days: 366 }, { days: 0 }, { once: false }, {}, { days: 31, once: true }]) {
      const detail = { ...anAsk(), period };
      expect(() => readRequest({ ...aRequest(), authorization_details: [detail] })).toThrow();
    }
  });

  it('asks for nothing that its declaration does not say', () => {
    const declared = aDeclaration();
    expect(beyondDeclaration(anAsk(), declared, 'city')).toEqual([]);
    expect(beyondDeclaration(anAsk({ purpose: 'advertising' }), declared, 'city')).toEqual(['purpose']);
    const facts = [
      { key: 'park-visits', necessity: 'optional', precision: 'count' },
      { key: 'commune', necessity: 'required', precision: 'exact' },
    ] as const;
    expect(beyondDeclaration(anAsk({ facts }), declared, 'city')).toEqual(['park-visits']);
  });

  it('asks for nothing finer, and makes nothing required, beyond its declaration', () => {
    const [input] = aDeclaration().inputs;
    if (input === undefined) throw new Error('expected an input');
    const coarse = aDeclaration({ inputs: [{ ...input, precision: 'department', necessity: 'optional' }] });
    const ask = (precision: string, necessity: 'required' | 'optional') =>
      beyondDeclaration(anAsk({ facts: [{ key: 'commune', necessity, precision }] }), coarse, 'city');
    expect(ask('department', 'optional')).toEqual([]);
    expect(ask('exact', 'optional')).toEqual(['commune']);
    expect(ask('department', 'required')).toEqual(['commune']);
  });
});

describe('the period of a request', () => {
  const under = (form: Declaration['contract']['form'], role: PartyRole, days: PeriodDays) =>
    beyondDeclaration(
      anAsk({ period: { days } }),
      aDeclaration({ contract: { form, reference: null } }),
      role,
    );

  it.each([
    ['own', 'city'],
    ['own', 'regie'],
    ['delegation', 'operator'],
    ['market', 'association'],
  ] as const)('may be a year where much binds to the city: %s, %s', (form, role) => {
    expect(under(form, role, 365)).toEqual([]);
  });

  it.each([
    ['agreement', 'research'],
    ['none', 'operator'],
    ['none', 'city'],
    ['own', 'operator'],
    ['own', 'association'],
  ] as const)('is 31 days where little does: %s, %s', (form, role) => {
    expect(under(form, role, 31)).toEqual([]);
    expect(under(form, role, 182)).toEqual(['period']);
    expect(under(form, role, 365)).toEqual(['period']);
  });
});

describe('a grant', () => {
  const asked = { party: cityId, digest: someDigest('request') };

  it('may say less than was asked', () => {
    expect(beyondRequest(aGrant(), anAsk(), asked)).toEqual([]);
    const less = aGrant({
      period: { days: 31 },
      scope: { purpose: 'aid', facts: [{ key: 'commune', precision: 'department' }], actions: ['read'] },
    });
    expect(beyondRequest(less, anAsk(), asked)).toEqual([]);
  });

  it('says nothing beyond what was asked', () => {
    const scope = aGrant().scope;
    const beyond: [string, Partial<ReturnType<typeof aGrant>>][] = [
      ['party', { party: operatorId }],
      ['requestDigest', { requestDigest: someDigest('another request') }],
      ['declaration', { declaration: someDigest('another declaration') }],
      ['purpose', { scope: { ...scope, purpose: 'research' } }],
      ['period', { period: { days: 365 } }],
      ['park-visits', { scope: { ...scope, facts: [{ key: 'park-visits', precision: 'count' }] } }],
    ];
    for (const [name, changes] of beyond) {
      expect(beyondRequest(aGrant(changes), anAsk(), asked), name).toEqual([name]);
    }
    const coarseAsk = anAsk({ facts: [{ key: 'commune', necessity: 'required', precision: 'department' }] });
    expect(beyondRequest(aGrant(), coarseAsk, asked)).toEqual(['commune', 'reference-income']);
  });

  it('names its version before it from the second version on', () => {
    expect(() => readGrant(aGrant({ version: 2 }))).toThrow('previous');
    expect(() => readGrant(aGrant({ previous: someDigest('x') }))).toThrow('previous');
  });

  it('carries times cut to the minute', () => {
    expect(() => readGrant(aGrant({ at: '2026-11-21T10:05:01Z' }))).toThrow('minute');
  });

  it('carries a box key of the size of X-Wing', () => {
    expect(() => readGrant(aGrant({ boxKey: someBytes('b', 1200) }))).toThrow('1216');
  });

  it('shares each fact once, at a precision of the catalogue', () => {
    const fact = { key: 'commune', precision: 'exact' } as const;
    const scope = (facts: object[]) => ({ ...aGrant(), scope: { ...aGrant().scope, facts } });
    expect(() => readGrant(scope([fact, fact]))).toThrow('twice');
    expect(() => readGrant(scope([{ ...fact, precision: 'band-5' }]))).toThrow('catalogue');
    expect(() => readGrant(scope([]))).toThrow('at least one');
  });
});

describe('a period', () => {
  const anyPeriod = fc.constantFrom(
    { days: 1 } as const,
    { days: 31 } as const,
    { days: 182 } as const,
    { days: 365 } as const,
    { once: true } as const,
  );

  it('that is within another never ends later, when both begin together', () => {
    fc.assert(
      fc.property(anyPeriod, anyPeriod, (chosen, asked) => {
        if (isWithinPeriod(chosen, asked) && !('once' in chosen)) {
          expect(periodEnd(chosen, 0)).toBeLessThanOrEqual(periodEnd(asked, 0));
        }
        expect(isWithinPeriod(chosen, chosen)).toBe(true);
      }),
    );
  });

  it('of one use is the least one can give, and ends after 31 days even when nobody used it', () => {
    expect(isWithinPeriod({ once: true }, { days: 1 })).toBe(true);
    expect(isWithinPeriod({ days: 1 }, { once: true })).toBe(false);
    expect(daysOf({ once: true })).toBe(31);
  });
});

describe('a revocation', () => {
  it('is signed by the mailbox’s key, or proved by the card without any key', () => {
    const { key: _, ...withoutKey } = aRevocation();
    expect(() => readRevocation(withoutKey)).toThrow('key');
    const byCard = readRevocation({ ...withoutKey, by: 'stop' });
    expect(fitsProof(byCard, { kind: 'stop', value: '' })).toBe(true);
    expect(fitsProof(byCard, { kind: 'ed25519', value: '' })).toBe(false);
    expect(fitsProof(readRevocation(aRevocation()), { kind: 'stop', value: '' })).toBe(false);
    expect(() => readRevocation(aRevocation({ by: 'stop' }))).toThrow('key');
  });

  it('says why only if the resident wants to, in words of the list', () => {
    expect(readRevocation(aRevocation({ reason: 'not-needed' })).reason).toBe('not-needed');
    expect(() => readRevocation({ ...aRevocation(), reason: 'because of my illness' })).toThrow('reason');
  });
});

describe('the catalogue', () => {
  it('is complete in both languages', () => {
    for (const kind of catalogue) {
      expect(kind.label.fr).not.toBe('');
      expect(kind.label.en).not.toBe('');
      expect(kind.precisions[0]?.name).toBe('exact');
    }
  });
});
