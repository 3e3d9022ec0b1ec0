import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { discreteLaplace } from '../../../crypto/noise.ts';
import { Noise } from '../../../policy/interval.ts';
import { publicChance } from '../../../relay/aggregate/package/draws.ts';
import { readZip } from '../../../relay/aggregate/package/zip.ts';
import { fileDigests, type PackageFiles, zipPackage } from '../../../relay/aggregate/package.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';
import { packageOf, textIn, textOf } from './a-package.ts';

const study = aStudy();
const at = study.releaseAt;

describe('a package', () => {
  it('is the same to the byte whoever makes it, whenever and wherever', async () => {
    // An hour that clocks of New York jump over.
    const hour = '2027-03-14T02:30:00Z';
    const zipHere = zipPackage(await packageOf(), '{}', hour);
    const again = zipPackage(await packageOf(), '{}', hour);
    expect(Buffer.from(again).equals(Buffer.from(zipHere))).toBe(true);
    const script = fileURLToPath(new URL('print-package.ts', import.meta.url));
    const printed = execFileSync(process.execPath, [script, hour], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'America/New_York', LANG: 'tr_TR.UTF-8' },
    });
    expect(printed).toBe(toBase64url(sha256(zipHere)));
  });

  it('is another one when any result is another', async () => {
    const results = aPublished(study);
    const one = fileDigests(await packageOf(study, results));
    const other = fileDigests(
      await packageOf(study, { ...results, cells: results.cells.with(0, (results.cells[0] as number) + 1) }),
    );
    for (const name of ['cells.csv', 'cells.parquet', 'cells.json', 'draws.csv', 'dcat.ttl'])
      expect(other[name]).not.toBe(one[name]);
    expect(other['manifest.json']).toBe(one['manifest.json']);
  });

  it('has the manifest in it as it was signed', async () => {
    const { digest, record } = JSON.parse(textIn(await packageOf(), 'manifest.json')) as Record<
      string,
      string
    >;
    expect(record).toBe(textOf(study));
    expect(digest).toBe(toBase64url(sha256(toUtf8(textOf(study)))));
  });

  it('has a digest of every file', async () => {
    const files = await packageOf();
    const digests = fileDigests(files);
    expect(Object.keys(digests)).toEqual([...files.keys()].sort());
    expect(digests['README.md']).toBe(toBase64url(sha256(files.get('README.md') as Uint8Array)));
  });
});

/** The central directory of a zip, read from the format alone (APPNOTE 4.3). */
function directoryOf(zip: Uint8Array) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.byteLength - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  let entry = view.getUint32(end + 16, true);
  return Array.from({ length: view.getUint16(end + 10, true) }, () => {
    expect(view.getUint32(entry, true)).toBe(0x02014b50);
    const nameBytes = view.getUint16(entry + 28, true);
    const local = view.getUint32(entry + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const found = {
      name: Buffer.from(zip.subarray(entry + 46, entry + 46 + nameBytes)).toString('utf8'),
      time: view.getUint32(entry + 12, true),
      localTime: view.getUint32(local + 10, true),
      bytes: inflateRawSync(zip.subarray(start, start + view.getUint32(entry + 20, true))),
    };
    entry += 46 + nameBytes + view.getUint16(entry + 30, true);
    return found;
  });
}

describe('the zip of a package', () => {
  it('holds every file and the proof, with the hour of the release', async () => {
    const files = await packageOf();
    const entries = directoryOf(zipPackage(files, '{"a":1}', '2026-12-09T08:05:07Z'));
    expect(entries.map(({ name }) => name)).toEqual([...files.keys(), 'proof.json'].sort());
    const time = (((46 << 9) | (12 << 5) | 9) * 0x10000 + ((8 << 11) | (5 << 5) | 3)) >>> 0;
    for (const { name, bytes, ...times } of entries) {
      expect(times).toEqual({ time, localTime: time });
      const expected =
        name === 'proof.json' ? Buffer.from('{"a":1}') : Buffer.from(files.get(name) as Uint8Array);
      expect(bytes.equals(expected)).toBe(true);
    }
  });

  it('is read back, and refused when it is broken, has another name in it, or is larger than a release', async () => {
    const files: PackageFiles = new Map([['a.txt', toUtf8('a')]]);
    const zip = zipPackage(files, '{}', at);
    expect([...readZip(zip).keys()]).toEqual(['a.txt', 'proof.json']);
    const named = (name: string) => zipPackage(new Map([[name, toUtf8('a')]]), '{}', at);
    for (const name of ['../a', 'a/b', 'é', '.a']) expect(() => readZip(named(name))).toThrow('plain names');
    const renamed = (from: string, to: string) =>
      Buffer.from(Buffer.from(named(from)).toString('latin1').replaceAll(from, to), 'latin1');
    expect(() => readZip(renamed('0_proto__', '__proto__'))).toThrow('plain names');
    expect(() => readZip(renamed('qroof.json', 'proof.json'))).toThrow('twice');
    const many = new Map(Array.from({ length: 50 }, (_, place) => [`f${place}`, toUtf8('a')] as const));
    expect(() => readZip(zipPackage(many, '{}', at))).toThrow('more than a release has');
    const large = zipPackage(new Map([['a', new Uint8Array(9)]]), '{}', at);
    const view = new DataView(large.buffer, large.byteOffset);
    view.setUint32(view.getUint32(large.length - 6, true) + 24, 65 * 1024 * 1024, true);
    expect(() => readZip(large)).toThrow('more than a release has');
    for (const broken of [new Uint8Array(0), zip.subarray(0, 40), toUtf8('PK'), zip.subarray(5)])
      expect(() => readZip(broken)).toThrow(expect.objectContaining({ name: 'CryptoFault' }) as Error);
  });
});

describe('the draws', () => {
  it('can be drawn again by anybody, from the results alone', async () => {
    const results = aPublished(study);
    const digest = toBase64url(sha256(toUtf8(textOf(study))));
    const rows = papaparse.parse<Record<string, string>>(textIn(await packageOf(), 'draws.csv'), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const chance = publicChance(digest, results);
    const scale = { numerator: 2n, denominator: 1n };
    results.cells.slice(0, -1).forEach((count, cell) => {
      if (count < study.suppressBelow) return;
      for (let draw = 1; draw <= 200; draw++) {
        const expected = BigInt(count) - discreteLaplace(scale, chance) - discreteLaplace(scale, chance);
        expect(rows[cell]?.[`draw_${draw}`]).toBe(String(expected));
      }
    });
  });

  it('spread around the estimate as the noise does', async () => {
    const noise = new Noise(study.mechanism, 1);
    const rows = papaparse.parse<Record<string, string>>(textIn(await packageOf(), 'draws.csv'), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const offs = rows.flatMap((row, cell) =>
      row['draw_1'] === 'suppressed'
        ? []
        : Array.from(
            { length: 200 },
            (_, draw) => Number(row[`draw_${draw + 1}`]) - (aPublished(study).cells[cell] as number),
          ),
    );
    expect(offs.length).toBe(200 * 24);
    const mean = offs.reduce((sum, off) => sum + off, 0) / offs.length;
    expect(Math.abs(mean)).toBeLessThan((4 * noise.sd) / Math.sqrt(offs.length));
    const inside = offs.filter((off) => Math.abs(off) <= noise.halfWidth()).length / offs.length;
    const coverage = noise.coverage(noise.halfWidth());
    expect(Math.abs(inside - coverage)).toBeLessThan(
      4 * Math.sqrt((coverage * (1 - coverage)) / offs.length),
    );
  });

  it('come from a chance that is one stream, however it is asked for', () => {
    const results = aPublished(study);
    const [one, two] = [publicChance('x', results), publicChance('x', results)];
    const whole = one(100);
    expect(Buffer.concat([two(1), two(31), two(33), two(35)]).equals(Buffer.from(whole))).toBe(true);
    const other = publicChance('y', results)(100);
    expect(Buffer.from(other).equals(Buffer.from(whole))).toBe(false);
  });
});
