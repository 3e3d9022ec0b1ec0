/// <reference path="./jsonstat.d.ts" />
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import jsonld from 'jsonld';
import JSONstat from 'jsonstat-toolkit';
import { Parser, Writer } from 'n3';
import papaparse from 'papaparse';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { dimensionColumns, hasFormula, labelOf } from '../../../relay/aggregate/package/columns.ts';
import type { PackageFiles } from '../../../relay/aggregate/package.ts';
import { aPublished, someCounts } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';
import { hostileLabels, hostileStudy, packageOf, textIn } from './a-package.ts';

/** A cell as one reader of one file finds it. */
interface Found {
  readonly key: readonly string[];
  readonly fr: readonly string[];
  readonly estimate: number | null;
  readonly consistent: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly noiseSd: number;
  readonly flags: readonly string[];
}

const flagsIn = (text: string): string[] => (text === '' ? [] : text.split(' '));

const expectedOf = (table: PublishedTable): Found[] =>
  table.cells.map(({ classes, estimate, consistent, low, high, noiseSd, flags }) => ({
    key: classes.map(({ id }) => id),
    fr: classes.map((entry) => labelOf(entry, 'fr')),
    estimate,
    consistent,
    low,
    high,
    noiseSd,
    flags,
  }));

const csvRows = (text: string): Record<string, string>[] => {
  const { data, errors } = papaparse.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: true,
  });
  expect(errors).toEqual([]);
  return data;
};

function fromCsv(study: Study, files: PackageFiles): Found[] {
  const names = dimensionColumns(study.dimensions);
  const number = (text: string | undefined): number | null => {
    if (text === 'suppressed') return null;
    expect(text).toMatch(/^-?\d+(\.\d+)?$/);
    return Number(text);
  };
  return csvRows(textIn(files, 'cells.csv')).map((row) => ({
    key: names.map(({ id }) => row[id] as string),
    // What a spreadsheet would run stands behind an apostrophe.
    fr: names.map(({ fr }) => (row[fr] as string).replace(/^'(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/, '')),
    estimate: number(row['estimate']),
    consistent: number(row['consistent']),
    low: number(row['ci95_low']),
    high: number(row['ci95_high']),
    noiseSd: number(row['noise_sd']) as number,
    flags: flagsIn(row['flags'] as string),
  }));
}

const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

async function fromParquet(study: Study, files: PackageFiles): Promise<Found[]> {
  const names = dimensionColumns(study.dimensions);
  const file = bufferOf(files.get('cells.parquet') as Uint8Array);
  const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
  const whole = (value: unknown) => {
    if (value === null || value === undefined) return null;
    expect(typeof value).toBe('bigint');
    return Number(value);
  };
  return rows.map((row) => ({
    key: names.map(({ id }) => row[id] as string),
    fr: names.map(({ fr }) => row[fr] as string),
    estimate: whole(row['estimate']),
    consistent: (row['consistent'] ?? null) as number | null,
    low: whole(row['ci95_low']),
    high: whole(row['ci95_high']),
    noiseSd: row['noise_sd'] as number,
    flags: flagsIn(row['flags'] as string),
  }));
}

/** In the order of its own dimensions, the last one fastest. */
function fromJsonStat(files: PackageFiles): Found[] {
  const set = JSONstat(JSON.parse(textIn(files, 'cells.json')));
  expect(set.class).toBe('dataset');
  const [measure] = set.role['metric'] as [string];
  const ids = set.id.filter((id) => id !== measure);
  const keys = ids.reduce<string[][]>(
    (found, id) => found.flatMap((key) => set.Dimension(id).id.map((category) => [...key, category])),
    [[]],
  );
  return keys.map((key) => {
    const at = Object.fromEntries(ids.map((id, place) => [id, key[place] as string]));
    const of = (name: string) => set.Data({ ...at, [measure]: name });
    const flags = flagsIn(of('estimate').status ?? '');
    for (const name of ['consistent', 'ci95_low', 'ci95_high'])
      expect(flagsIn(of(name).status ?? '')).toEqual(flags);
    return {
      key,
      fr: ids.map((id, place) => set.Dimension(id).Category(key[place] as string).label),
      estimate: of('estimate').value,
      consistent: of('consistent').value,
      low: of('ci95_low').value,
      high: of('ci95_high').value,
      noiseSd: of('noise_sd').value as number,
      flags,
    };
  });
}

interface CsvwColumn {
  readonly name: string;
  readonly titles: string;
  readonly datatype: 'string' | 'integer' | 'decimal';
  readonly required: boolean;
  readonly null?: string;
  readonly separator?: string;
}

/** A check of a file against its CSVW description, after « Parsing Cells » of the W3C's model. */
function csvwFaults(files: PackageFiles): string[] {
  const { url, tableSchema } = JSON.parse(textIn(files, 'cells.csv-metadata.json')) as {
    url: string;
    tableSchema: { columns: CsvwColumn[]; primaryKey: string };
  };
  const { data } = papaparse.parse<string[]>(textIn(files, url), { skipEmptyLines: true });
  const [head = [], ...rows] = data;
  const faults: string[] = [];
  if (head.join() !== tableSchema.columns.map(({ titles }) => titles).join()) faults.push('titles');
  if (new Set(head).size !== head.length) faults.push('titles twice');
  const forms = { string: /^/, integer: /^[+-]?\d+$/, decimal: /^[+-]?\d+(\.\d+)?$/ };
  tableSchema.columns.forEach(({ name, datatype, required, null: none = '', separator }, at) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.]*$/.test(name)) faults.push(`name ${name}`);
    const cells = rows.map((row) => row[at] ?? '');
    if (name === tableSchema.primaryKey && new Set(cells).size !== cells.length) faults.push('primary key');
    for (const cell of cells) {
      if (cell === none && separator === undefined) {
        if (required) faults.push(`${name}: null`);
      } else if (!forms[datatype].test(cell)) faults.push(`${name}: ${cell}`);
    }
  });
  return faults;
}

const studies: [string, () => Study][] = [
  ['the demonstration’s study', () => aStudy()],
  ['a study that tells every cell', () => aStudy({ suppressBelow: 0 })],
  [
    'a study with Gaussian noise',
    () =>
      aStudy({
        mechanism: { name: 'discrete-gaussian', numerator: 9, denominator: 2, neighbour: 'substitution' },
        costMillionths: 222_223,
      }),
  ],
  ['a study with hostile labels', hostileStudy],
];

describe.each(studies)('the package of %s', (_, make) => {
  const study = make();
  const results = aPublished(study);
  // One below zero: suppressed where small ones are, told where all are.
  const cells = results.cells.with(4, -7);
  const table = tableOf(study, { ...results, cells }) as PublishedTable;
  const files = packageOf(study, { ...results, cells });
  const expected = expectedOf(table);

  it('says the same in CSV, Parquet and JSON-stat, cell by cell, as the table', async () => {
    const made = await files;
    expect(fromCsv(study, made)).toEqual(expected);
    expect(await fromParquet(study, made)).toEqual(expected);
    expect(fromJsonStat(made)).toEqual(expected);
  });

  it('says how many were counted, and how many were not, in each', async () => {
    const made = await files;
    const sizes = [2000, table.nothing.estimate, table.nothing.low, table.nothing.high, 6, 4];
    const names = ['accepted', 'null', 'null_ci95_low', 'null_ci95_high', 'rejected', 'withdrawn'];
    for (const row of csvRows(textIn(made, 'cells.csv')))
      expect(names.map((name) => Number(row[name]))).toEqual(sizes);
    const file = bufferOf(made.get('cells.parquet') as Uint8Array);
    for (const row of (await parquetReadObjects({ file })) as Record<string, unknown>[])
      expect(names.map((name) => Number(row[name]))).toEqual(sizes);
    const { extension } = JSONstat(JSON.parse(textIn(made, 'cells.json')));
    expect(extension).toMatchObject({
      accepted: 2000,
      null: { estimate: sizes[1], ci95_low: sizes[2], ci95_high: sizes[3] },
      rejected: 6,
      withdrawn: 4,
      rejectedFor: { forged: 3 },
    });
  });

  it('fits its CSVW description', async () => {
    expect(csvwFaults(await files)).toEqual([]);
  });

  it('describes the same release in Turtle and in JSON-LD', async () => {
    const made = await files;
    const quads = new Parser().parse(textIn(made, 'dcat.ttl'));
    const lines = new Writer({ format: 'N-Quads' }).quadsToString(quads);
    const options = { algorithm: 'URDNA2015', format: 'application/n-quads' };
    const documentLoader = () => Promise.reject(new Error('expected no network'));
    const fromTurtle = await jsonld.canonize(lines, { ...options, inputFormat: 'application/n-quads' });
    const document = JSON.parse(textIn(made, 'dcat.jsonld')) as object;
    const fromJson = await jsonld.canonize(document, { ...options, documentLoader });
    expect(fromJson).toBe(fromTurtle);
    expect(quads.length).toBeGreaterThan(80);
    const objects = (predicate: string) =>
      quads.filter((found) => found.predicate.value.endsWith(predicate)).map((found) => found.object.value);
    const digestOf = (name: string) => toHex(sha256(made.get(name) as Uint8Array));
    expect(objects('checksumValue')).toEqual(
      ['cells.csv', 'cells.parquet', 'cells.json', 'draws.csv'].map(digestOf),
    );
    // Whatever stands in a title or a label, no statement is about anything else than this release.
    const about = new Set(quads.map(({ subject }) => subject.value.replace(/#.*$/, '')));
    expect(
      [...about].every((found) => found.startsWith('https://relais.example/') || found.includes('licen')),
    ).toBe(true);
  });

  it('writes what is too small to be told, and never as a number', async () => {
    const made = await files;
    const hidden = table.cells.filter(({ estimate }) => estimate === null).map(({ cell }) => cell);
    expect(hidden.length > 0).toBe(study.suppressBelow > 0);
    const csv = csvRows(textIn(made, 'cells.csv'));
    const draws = csvRows(textIn(made, 'draws.csv'));
    const sizes = ['estimate', 'consistent', 'ci95_low', 'ci95_high'];
    const file = bufferOf(made.get('cells.parquet') as Uint8Array);
    const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    const { value, status } = JSON.parse(textIn(made, 'cells.json')) as {
      value: (number | null)[];
      status: Record<string, string>;
    };
    for (const cell of hidden) {
      for (const name of sizes) {
        expect(csv[cell]?.[name]).toBe('suppressed');
        expect(rows[cell]?.[name]).toBeNull();
      }
      expect(rows[cell]?.['flags']).toBe('suppressed');
      expect(value.slice(cell * 5, cell * 5 + 4)).toEqual([null, null, null, null]);
      expect([0, 1, 2, 3].map((at) => status[cell * 5 + at])).toEqual(Array(4).fill('suppressed'));
      expect(Object.entries(draws[cell] ?? {}).filter(([name]) => name.startsWith('draw_'))).toEqual(
        Array.from({ length: 200 }, (_, at) => [`draw_${at + 1}`, 'suppressed']),
      );
    }
  });

  it('explains each of its columns and files in both languages', async () => {
    const made = await files;
    const dictionary = JSON.parse(textIn(made, 'dictionary.json')) as {
      columns: { name: string; meaning: Record<'fr' | 'en', string> }[];
      files: Record<string, unknown>;
    };
    const [head] = papaparse.parse<string[]>(textIn(made, 'cells.csv')).data;
    expect(dictionary.columns.map(({ name }) => name)).toEqual(head);
    expect(dictionary.columns.every(({ meaning }) => meaning.fr !== '' && meaning.en !== '')).toBe(true);
    expect(Object.keys(dictionary.files).sort()).toEqual([...made.keys(), 'proof.json'].sort());
    const markdown = textIn(made, 'dictionary.md');
    for (const name of head ?? []) expect(markdown.split(`| \`${name}\` |`).length).toBeGreaterThanOrEqual(3);
    for (const line of markdown.split('\n').filter((found) => found.startsWith('|')))
      expect([4, 5]).toContain(line.replaceAll(/\\./g, '').split('|').length - 1);
  });
});

describe('a package with hostile labels', () => {
  const files = packageOf(hostileStudy());

  it('hands no formula to a spreadsheet', async () => {
    const made = await files;
    for (const name of ['cells.csv', 'draws.csv']) {
      const { data } = papaparse.parse<string[]>(textIn(made, name), { skipEmptyLines: true });
      for (const cell of data.flat()) if (!/^-?\d+(\.\d+)?$/.test(cell)) expect(hasFormula(cell)).toBe(false);
    }
    const guarded = csvRows(textIn(made, 'cells.csv')).filter((row) =>
      row['dim_estimate_fr']?.startsWith("'"),
    );
    expect(guarded.length).toBe(
      2 * hostileLabels.filter((label) => hasFormula(label.replace('\u202e', ''))).length,
    );
  });

  it('has one line a cell, and nothing that turns a line around', async () => {
    const made = await files;
    for (const [name, bytes] of made) {
      if (name === 'cells.parquet' || name === 'manifest.json') continue;
      expect(Buffer.from(bytes).toString('utf8')).not.toMatch(
        /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
      );
    }
    expect(textIn(made, 'cells.csv').trimEnd().split('\r\n')).toHaveLength(1 + 2 * hostileLabels.length);
    expect(textIn(made, 'cells.csv').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('calls a class by its id where nothing of its label is left', async () => {
    const rows = csvRows(textIn(await files, 'cells.csv'));
    expect(rows.at(-1)?.['dim_estimate_fr']).toBe('c10');
  });

  it('has a name of its own for each column, whatever a dimension is called', async () => {
    const names = dimensionColumns(hostileStudy().dimensions).flatMap(({ id, fr, en }) => [id, fr, en]);
    expect(names.slice(0, 6)).toEqual([
      'dim_estimate',
      'dim_estimate_fr',
      'dim_estimate_en',
      'dim_draw_1',
      'dim_draw_1_fr',
      'dim_draw_1_en',
    ]);
    const set = JSONstat(JSON.parse(textIn(await files, 'cells.json')));
    expect(set.id).toEqual(['estimate', 'draw-1', 'measure', 'measure-2']);
  });
});

describe('a release of too few', () => {
  it('says so, and has no number of anybody in it', async () => {
    const study = aStudy();
    const few = { outcome: 'too-few', counts: someCounts({ accepted: 0 }), cells: [] } as const;
    const files = await packageOf(study, few);
    expect([...files.keys()].sort()).toEqual(['README.md', 'manifest.json']);
    expect(textIn(files, 'README.md')).toContain('Moins de 100 contributions');
    expect(textIn(files, 'README.md')).toContain('Fewer than 100 contributions');
  });
});

describe('the Parquet file', () => {
  it('says of which study it is, and that null is not 0', async () => {
    const files = await packageOf();
    const { key_value_metadata: said } = parquetMetadata(bufferOf(files.get('cells.parquet') as Uint8Array));
    expect(said?.map(({ key }) => key)).toEqual(['study', 'title_fr', 'title_en', 'licence', 'suppressed']);
  });
});
