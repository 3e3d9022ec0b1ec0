import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { newRoot } from '../../../crypto/keys.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import type { KeptFact } from '../../../pwa/wallet/vault/kept/fact.ts';
import { openRow, rowKeys, rowName, sealRow } from '../../../pwa/wallet/vault/row.ts';
import { aFact } from '../../support/builders.ts';
import example from './row.json' with { type: 'json' };

await readySodium();
const keys = rowKeys(newRoot());
const fact: KeptFact = aFact('commune');

describe('a row of the vault', () => {
  it('is the one that the format page shows', () => {
    const known = rowKeys(fromBase64url(example.root));
    const row = { k: example.k, c: fromBase64url(example.c) };
    const { kind, name, body } = example;
    expect(openRow(known, row)).toEqual({ kind, name, body });
    expect(rowName(known, 'fact', name)).toBe(example.k);
    expect(toBase64url(known.data)).toBe(example.dataKey);
    expect(toBase64url(known.name)).toBe(example.nameKey);
  });

  it('opens to what was sealed', () => {
    expect(openRow(keys, sealRow(keys, 'fact', 'commune', fact))).toEqual({
      kind: 'fact',
      name: 'commune',
      body: fact,
    });
  });

  it('has a name that only the holder of the root can find', () => {
    const name = rowName(keys, 'fact', 'commune');
    expect(name).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(rowName(keys, 'fact', 'commune')).toBe(name);
    expect(rowName(rowKeys(newRoot()), 'fact', 'commune')).not.toBe(name);
    expect(rowName(keys, 'preference', 'commune')).not.toBe(name);
  });

  it('does not open in the place of another row', () => {
    const { c } = sealRow(keys, 'fact', 'commune', fact);
    expect(() => openRow(keys, { k: rowName(keys, 'fact', 'bike-price'), c })).toThrow(
      expect.objectContaining({ code: 'open-failed' }),
    );
  });

  it('does not open with another root, nor after one bit was changed', () => {
    const row = sealRow(keys, 'fact', 'commune', fact);
    expect(() => openRow(rowKeys(newRoot()), row)).toThrow(expect.objectContaining({ code: 'open-failed' }));
    for (const at of [0, 1, 30, row.c.length - 1]) {
      const c = row.c.slice();
      c[at] = (c[at] ?? 0) ^ 1;
      expect(() => openRow(keys, { k: row.k, c })).toThrow(expect.objectContaining({ code: 'open-failed' }));
    }
  });

  it('tells by its length one of few steps and no more', () => {
    const short = sealRow(keys, 'fact', 'commune', fact).c.length;
    const longer = sealRow(keys, 'fact', 'commune', {
      ...fact,
      value: { code: '63113', name: 'Clermont-Ferrand' },
    }).c.length;
    expect(longer).toBe(short);
    expect(sealRow(keys, 'fact', 'commune', fact).c).not.toEqual(sealRow(keys, 'fact', 'commune', fact).c);
  });
});
