import { describe, expect, it } from 'vitest';
import { toHex, toUtf8 } from '../../../crypto/encode.ts';
import { type Element, field64 } from '../../../crypto/prio3/field.ts';
import { seedBytes, Xof, XofsOfAlgorithm } from '../../../crypto/prio3/xof.ts';

const seed = new Uint8Array(seedBytes).fill(7);
const sizeInvalid = expect.objectContaining({ code: 'size-invalid' });
const ctx = toUtf8('a study');
const integersOf = (elements: readonly Element[]) => elements.map((element) => field64.integer(element));

describe('the XOF', () => {
  it('gives another stream for each algorithm, use, context, seed and binder', () => {
    const xofs = new XofsOfAlgorithm(1);
    const first = xofs.for(1, ctx).deriveSeed(seed, toUtf8('binder'));
    const others = [
      new XofsOfAlgorithm(2).for(1, ctx).deriveSeed(seed, toUtf8('binder')),
      xofs.for(2, ctx).deriveSeed(seed, toUtf8('binder')),
      xofs.for(1, toUtf8('b study')).deriveSeed(seed, toUtf8('binder')),
      xofs.for(1, ctx).deriveSeed(new Uint8Array(seedBytes), toUtf8('binder')),
      xofs.for(1, ctx).deriveSeed(seed, toUtf8('binden')),
      xofs.for(1, ctx).deriveSeed(seed),
    ];
    expect(new Set([first, ...others].map(toHex)).size).toBe(7);
    expect(toHex(xofs.for(1, ctx).deriveSeed(seed, toUtf8('bin'), toUtf8('der')))).toBe(toHex(first));
  });

  it('knows a context by its bytes: one that is changed in place is another', () => {
    const given = toUtf8('a study');
    const xofs = new XofsOfAlgorithm(1);
    const before = toHex(xofs.for(1, given).deriveSeed(seed));
    given[0] = 0x62;
    expect(toHex(xofs.for(1, given).deriveSeed(seed))).not.toBe(before);
    given[0] = 0x61;
    expect(toHex(xofs.for(1, given).deriveSeed(seed))).toBe(before);
  });

  it('passes over what is no element, and goes on in the same stream', () => {
    const picky = Object.create(field64) as typeof field64;
    picky.decodeBelow = (bytes) =>
      field64.decodeBelow(bytes).filter((element) => field64.integer(element) % 3n !== 0n);
    const xof = new Xof(toUtf8('tag'));
    const all = integersOf(xof.expand(field64, 60, seed));
    expect(integersOf(xof.expand(picky, 20, seed))).toEqual(
      all.filter((value) => value % 3n !== 0n).slice(0, 20),
    );
  });

  it('refuses a seed of another length, and a tag whose length has no two bytes', () => {
    expect(() => new Xof(toUtf8('tag')).deriveSeed(seed.slice(1))).toThrow(sizeInvalid);
    expect(() => new Xof(new Uint8Array(65_536))).toThrow(sizeInvalid);
    expect(new Xof(new Uint8Array(65_535)).deriveSeed(seed).length).toBe(seedBytes);
  });
});
