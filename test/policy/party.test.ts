import { describe, expect, it } from 'vitest';
import { isAdmitted } from '../../policy/label.ts';
import { keyById, keysAt, mayFollow, readParty } from '../../policy/party.ts';
import {
  aLabel,
  anOperator,
  aParty,
  cityId,
  operatorId,
  someBytes,
  someDigest,
} from '../support/builders.ts';

const first = aParty();
const firstDigest = cityId;
const second = aParty({ by: cityId, previousHash: firstDigest, at: '2026-11-10T08:00:00Z' });

describe('a party', () => {
  it('names itself `self` in its first record and by its id in every later one', () => {
    expect(readParty(first)).toEqual(first);
    expect(readParty(second)).toEqual(second);
    expect(() => readParty(aParty({ by: cityId }))).toThrow('self');
    expect(() => readParty(aParty({ previousHash: firstDigest }))).toThrow('self');
  });

  it('gives at least one way to be reached', () => {
    expect(() => readParty(aParty({ contact: {} }))).toThrow('reached');
  });

  it('has keys of the length of their use', () => {
    const key = (use: 'record' | 'seal', text: string) =>
      aParty({ keys: [{ use, id: 'k', key: text, from: '2026-11-01T08:00:00Z' }] });
    expect(() => readParty(key('record', someBytes('k', 1216)))).toThrow('43 characters');
    expect(() => readParty(key('seal', someBytes('k', 32)))).toThrow('1622 characters');
    expect(() => readParty(key('record', `${'a'.repeat(42)}/`))).toThrow('43 characters');
  });

  it('has no key that ends before it begins, and no key id twice', () => {
    const one = { use: 'http', id: 'k', key: someDigest('k'), from: '2026-11-01T08:00:00Z' } as const;
    expect(() => readParty(aParty({ keys: [{ ...one, until: one.from }] }))).toThrow('end after');
    expect(() => readParty(aParty({ keys: [one, { ...one, use: 'record' }] }))).toThrow('twice');
  });

  it('lives at an https address, or on this machine', () => {
    for (const url of ['https://ville.example/a?b=c', 'http://localhost:8787', 'http://127.0.0.1:9000/x']) {
      expect(readParty(aParty({ url })).url).toBe(url);
    }
    const others = [
      'http://ville.example',
      'javascript:alert(1)',
      'https://',
      'https://ville.example/"><script>',
      'https://ville.example@evil.example',
      'ftp://ville.example',
      ' https://ville.example',
    ];
    for (const url of others) expect(() => readParty(aParty({ url })), url).toThrow('https');
  });
});

describe('a key of a party', () => {
  const dated = aParty({
    keys: [
      {
        use: 'http',
        id: 'old',
        key: someDigest('old'),
        from: '2026-01-01T00:00:00Z',
        until: '2026-06-01T00:00:00Z',
      },
      { use: 'http', id: 'new', key: someDigest('new'), from: '2026-05-01T00:00:00Z' },
      { use: 'record', id: 'r', key: someDigest('r'), from: '2026-01-01T00:00:00Z' },
    ],
  });

  it('holds from its first instant and no longer at its last', () => {
    const ids = (at: string) => keysAt(dated, 'http', at).map((key) => key.id);
    expect(ids('2025-12-31T23:59:59Z')).toEqual([]);
    expect(ids('2026-01-01T00:00:00Z')).toEqual(['old']);
    expect(ids('2026-05-15T00:00:00Z')).toEqual(['old', 'new']);
    expect(ids('2026-06-01T00:00:00Z')).toEqual(['new']);
  });

  it('serves one use only', () => {
    expect(keyById(dated, 'record', 'new', '2026-07-01T00:00:00Z')).toBeUndefined();
    expect(keyById(dated, 'http', 'new', '2026-07-01T00:00:00Z')?.key).toBe(someDigest('new'));
  });
});

describe('a later version of a party', () => {
  const earlier = { party: first, digest: firstDigest };

  it('follows the one it names, with the same identity key and the same body in law', () => {
    expect(mayFollow(earlier, second, cityId)).toBe(true);
    expect(mayFollow(earlier, { ...second, previousHash: someDigest('other') }, cityId)).toBe(false);
    expect(mayFollow(earlier, { ...second, identityKey: someDigest('other') }, cityId)).toBe(false);
    expect(mayFollow(earlier, { ...second, legalId: '000000000' }, cityId)).toBe(false);
    expect(mayFollow(earlier, { ...second, at: '2026-10-01T08:00:00Z' }, cityId)).toBe(false);
    expect(mayFollow(earlier, second, operatorId)).toBe(false);
  });
});

describe('admission', () => {
  it('lasts from a label’s time until just before its end, for the party it names', () => {
    const labels = [aLabel()];
    expect(isAdmitted(labels, cityId, '2026-11-02T08:00:00Z')).toBe(true);
    expect(isAdmitted(labels, cityId, '2026-11-02T07:59:59Z')).toBe(false);
    expect(isAdmitted(labels, cityId, '2027-11-02T08:00:00Z')).toBe(false);
    expect(isAdmitted(labels, operatorId, '2026-12-01T00:00:00Z')).toBe(false);
    expect(anOperator().interest).toBe('commercial');
  });
});
