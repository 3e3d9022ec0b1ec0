import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, readCanonical } from '../../policy/canonical.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { aGrant } from '../support/builders.ts';

interface Vectors {
  readonly texts: readonly { readonly input: string; readonly canonical: string }[];
  readonly numbers: readonly (readonly [hex: string, text: string])[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../vectors/canonical.json', import.meta.url), 'utf8'),
) as Vectors;

const anyJson = fc.jsonValue({ noUnicodeString: false, maxDepth: 5 });

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault.code;
    throw fault;
  }
  return 'no fault';
}

/** The same value with the keys of every object the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}

describe('the canonical text', () => {
  it('is that of RFC 8785 for its own examples', () => {
    for (const { input, canonical } of vectors.texts) {
      expect(canonicalText(JSON.parse(input))).toBe(canonical);
      expect(readCanonical(canonical)).toEqual(JSON.parse(input));
    }
  });

  it('writes numbers as appendix B of RFC 8785 does', () => {
    for (const [hex, text] of vectors.numbers) {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, BigInt(`0x${hex}`));
      expect(canonicalText(view.getFloat64(0)), hex).toBe(text);
    }
  });

  it('does not depend on the order in which an object was made', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(canonicalText(backwards(value))).toBe(canonicalText(value));
      }),
    );
  });

  it('says the same as the value it was made from', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(JSON.parse(canonicalText(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is read back to itself', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalText(value);
        expect(canonicalText(readCanonical(text))).toBe(text);
      }),
    );
  });

  it('sorts keys by UTF-16 code units and not by characters', () => {
    expect(canonicalText({ '\ufb33': 1, '\u{1f600}': 2 })).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  it('writes an object of another realm, and one without prototype', () => {
    expect(canonicalText(Object.assign(Object.create(null) as object, { b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
  });

  it('refuses what JSON cannot say', () => {
    const notJson = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      undefined,
      { field: undefined },
      [undefined],
      new Array(2),
      1n,
      Symbol('s'),
      () => 1,
      new Map(),
      new Date(0),
      new Uint8Array(2),
      'lone \ud800 surrogate',
      { ['\udc00']: 1 },
    ];
    for (const value of notJson) expect(codeOf(() => canonicalText(value))).toBe('canonical-invalid');
  });

  it('refuses to follow a value down for ever', () => {
    const ring: { inner?: unknown } = {};
    ring.inner = ring;
    expect(codeOf(() => canonicalText(ring))).toBe('canonical-invalid');
    expect(codeOf(() => readCanonical('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('canonical-invalid');
  });
});

describe('reading canonical text', () => {
  it('refuses every other spelling of the same value', () => {
    const others = [
      '{"a":1,"a":1}',
      '{"a":2,"a":1}',
      '{"b":1,"a":2}',
      '{ "a":1}',
      '{"a":1}\n',
      '{"a":1.0}',
      '{"a":1e0}',
      '{"a":-0}',
      '"\\u0041"',
      '"\\/"',
      '"\\u000A"',
      '[1, 2]',
      '"\\ud800"',
      '\ufeff{}',
      '',
      'nothing',
      '{"a":1}}',
    ];
    for (const text of others)
      expect(
        codeOf(() => readCanonical(text)),
        text,
      ).toBe('canonical-invalid');
  });

  it('refuses a key that was doubled under any spelling', () => {
    fc.assert(
      fc.property(fc.string(), anyJson, anyJson, (key, first, second) => {
        const name = JSON.stringify(key);
        const text = `{${name}:${JSON.stringify(first)},${name}:${JSON.stringify(second)}}`;
        expect(codeOf(() => readCanonical(text))).toBe('canonical-invalid');
      }),
    );
  });

  it('takes `__proto__` for a name like any other', () => {
    const read = readCanonical('{"__proto__":{"v":1}}') as object;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect('v' in read).toBe(false);
  });

  it('takes real records', () => {
    for (const record of [aGrant(), aDeclaration()]) {
      expect(readCanonical(canonicalText(record))).toEqual(record);
    }
  });
});
