import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Found, ImportKind, ToldFault } from '../../../policy/import.ts';
import { importLimits, proposeFacts } from '../../../policy/import.ts';
import type { LoadSummary } from '../../../policy/load.ts';
import type { Mapping, TableSummary } from '../../../policy/table.ts';
import type { TrackSummary } from '../../../policy/trip.ts';
import { readGpx } from '../../../pwa/wallet/worker/import/gpx.ts';
import type { TablePreview } from '../../../pwa/wallet/worker/import/read-table.ts';
import { rowsOf } from '../../../pwa/wallet/worker/import/rows.ts';
import { type ImportProgress, runImport } from '../../../pwa/wallet/worker/import.worker.ts';

const nowMs = Date.parse('2026-11-28T00:00:00Z');
const mapping: Mapping = {
  dayColumn: 0,
  dayOrder: 'day-first',
  numberColumn: 2,
  decimal: ',',
  fact: 'trip-km',
  folding: 'mean',
  period: 'all',
};

const sample = (path: string): File =>
  new File(
    [readFileSync(new URL(`../../../docs/examples/import/${path}`, import.meta.url))],
    path.split('/').at(-1) ?? '',
  );
const fileOf = (content: string | Uint8Array<ArrayBuffer>, name = 'file') => new File([content], name);

const read = (kind: ImportKind, files: readonly File[], how: Mapping = mapping) =>
  runImport('read', { kind, files, mapping: kind === 'table' ? how : null, nowMs });

async function found(kind: ImportKind, ...files: File[]): Promise<Found> {
  const outcome = await read(kind, files);
  if ('code' in outcome) throw new Error(`refused: ${outcome.code}`);
  return outcome;
}
const load = async (...files: File[]) => (await found('load', ...files)).summary as LoadSummary;
const track = async (...files: File[]) => (await found('track', ...files)).summary as TrackSummary;

async function refused(kind: ImportKind, ...files: File[]): Promise<ToldFault> {
  const outcome = await read(kind, files);
  if (!('code' in outcome)) throw new Error('expected a refusal');
  return outcome;
}

describe('the samples', () => {
  it('of a week hold five rides and a walk', async () => {
    const week = await found('track', sample('week.gpx'));
    expect(week).toMatchObject({ rowsRead: 346, rowsRefused: 0, files: [{ name: 'week.gpx' }] });
    expect(week.summary).toMatchObject({
      trips: 6,
      usualKm: 3.4,
      mode: { mode: 'bike', sureness: 'likely' },
      modes: [
        { mode: 'bike', trips: 5 },
        { mode: 'walk', trips: 1 },
      ],
    });
  });

  it('of a folder are read together, and the same file twice counts once', async () => {
    const files = ['folder/market.gpx', 'folder/lake.gpx', 'week.gpx'].map(sample);
    const all = await track(...files);
    expect(all).toMatchObject({ trips: 8, until: '2025-10-05' });
    expect(await track(...files, fileOf(await sample('week.gpx').text(), 'copy.gpx'))).toEqual(all);
  });

  it('of half-hours hold the day that has 46 of them, and one day with a hole', async () => {
    const curve = await found('load', sample('enedis-half-hours.csv'));
    expect(curve.summary).toMatchObject({ from: '2025-03-28', until: '2025-03-30', days: 3, holedDays: 1 });
    expect(curve.rowFaults).toEqual([{ file: 'enedis-half-hours.csv', line: 174, code: 'value-absent' }]);
    expect(curve.rowsRead).toBe(48 + 48 + 46 + 48);
  });

  it('of columns hold the day that has 50 half-hours, though its two 2:00 look alike', async () => {
    const curve = await found('load', sample('enedis-columns.csv'));
    expect(curve).toMatchObject({ rowsRead: 98, rowsRefused: 0 });
    expect(curve.summary).toMatchObject({
      from: '2025-10-25',
      until: '2025-10-26',
      days: 2,
      peak: 'evening',
    });
  });

  it('of a notebook are in Windows-1252, and one line of it has no number', async () => {
    const preview = (await runImport('preview', { file: sample('notebook.csv') })) as TablePreview;
    expect(preview.columns).toEqual(['Date', 'Trajet', 'Kilomètres']);
    expect(preview.rows[0]).toEqual(['01/09/2025', 'Maison – école', '3,4']);
    expect(preview.guess).toEqual({ dayColumn: 0, dayOrder: 'day-first', numberColumn: 2, decimal: ',' });
    const table = await found('table', sample('notebook.csv'));
    expect(table.rowFaults).toEqual([{ file: 'notebook.csv', line: 6, code: 'value-invalid' }]);
    expect(table.summary).toMatchObject({ rows: 6, value: 3.3, from: '2025-09-01', until: '2025-10-09' });
    expect(proposeFacts(table.summary)).toEqual([{ key: 'trip-km', value: 3.3, isUnsure: false }]);
  });
});

describe('what leaves the worker', () => {
  it('holds no number of a meter, no place and no raw row', async () => {
    const prm = '19125759625988';
    const text = (await sample('enedis-half-hours.csv').text()).replaceAll('00000000000000', prm);
    const curve = await found('load', fileOf(text));
    expect(JSON.stringify(curve)).not.toContain(prm);
    const columns = (await sample('enedis-columns.csv').text()).replaceAll('00000000000000', prm);
    expect(JSON.stringify(await found('load', fileOf(columns)))).not.toContain(prm);
    const week = JSON.stringify(await found('track', sample('week.gpx')));
    expect(week).not.toMatch(/44\.8|0\.58|Trajet/);
    const table = JSON.stringify(await found('table', sample('notebook.csv')));
    expect(table).not.toMatch(/Maison|école|piscine|environ/);
  });

  it('tells how far it is, from nothing to all bytes', async () => {
    const seen: ImportProgress[] = [];
    const files = [sample('week.gpx'), sample('folder/lake.gpx')];
    await runImport('read', { kind: 'track', files, mapping: null, nowMs }, (progress) =>
      seen.push(progress),
    );
    const all = files.reduce((sum, { size }) => sum + size, 0) * 2;
    expect(seen.at(-1)).toEqual({ doneBytes: all, allBytes: all });
    expect(seen.map(({ doneBytes }) => doneBytes)).toEqual(
      seen.map(({ doneBytes }) => doneBytes).toSorted((a, b) => a - b),
    );
  });

  it('tells the first twenty lines that were not read, and how many there are', async () => {
    const lines = Array.from({ length: 100 }, (_, at) => `${at % 2 === 0 ? '05/09/2025' : 'hier'};x;3`);
    const table = await found('table', fileOf(['Date;Quoi;Km', ...lines].join('\n')));
    expect(table).toMatchObject({ rowsRead: 100, rowsRefused: 50 });
    expect(table.rowFaults).toHaveLength(importLimits.rowFaults);
    expect(table.rowFaults[0]).toEqual({ file: 'file', line: 3, code: 'day-invalid' });
  });
});

const head =
  'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite';
const about =
  '00000000000000;Courbe de charge;02/06/2025;02/06/2025;Energie active;Consommation;Comptage Brut;W';
const halfHours = (value: (at: number) => string = () => '500') =>
  Array.from({ length: 48 }, (_, at) => {
    const end = new Date(Date.parse('2025-06-02T00:00:00Z') + (at + 1) * 1_800_000).toISOString();
    return `${end.slice(0, 19)}+02:00;${value(at)}`;
  });

describe('a load curve', () => {
  it('is read with its names above their values, or each before its own', async () => {
    const above = fileOf([head, about, '', 'Horodate;Valeur', ...halfHours()].join('\r\n'));
    const beside = fileOf(
      [
        'Identifiant PRM;12345678901234;Type de donnees;Courbe de charge;',
        'horodate ISO fin de pas;puissance moyenne (W)',
        ...halfHours(),
      ].join('\n'),
    );
    expect((await load(above)).dayKwh).toBe(12);
    expect(await load(beside)).toEqual(await load(above));
  });

  it('in watt-hours or kilowatts is not taken for watts', async () => {
    const of = async (unit: string) =>
      (await load(fileOf([head, about.replace(/W$/, unit), 'Horodate;Valeur', ...halfHours()].join('\n'))))
        .dayKwh;
    expect([await of('W'), await of('Wh'), await of('kW')]).toEqual([12, 24, 12_000]);
    expect(
      (await load(fileOf(['Horodate;Valeur (en kWh)', ...halfHours(() => '0,25')].join('\n')))).dayKwh,
    ).toBe(12);
  });

  it('without a word on its unit is read as watts, and that is said', async () => {
    const curve = await found('load', fileOf(['Horodate;Valeur', ...halfHours()].join('\n')));
    expect(curve.isUnitAssumed).toBe(true);
    expect((curve.summary as LoadSummary).dayKwh).toBe(12);
    expect((await found('load', sample('enedis-half-hours.csv'))).isUnitAssumed).toBe(false);
  });

  it('in several files is one curve', async () => {
    const lines = halfHours();
    const files = [lines.slice(0, 20), lines.slice(20)].map((some) =>
      fileOf([head, about, 'Horodate;Valeur', ...some].join('\n')),
    );
    expect(await load(...files)).toMatchObject({ days: 1, holedDays: 0, dayKwh: 12 });
  });

  it('leaves out what is wrong with one row, and says what', async () => {
    const wrong = ['', '-4', 'NaN', '1e99'].map((value, at) => `2025-06-03T0${at + 1}:00:00+02:00;${value}`);
    const more = [...wrong, 'demain;500', '2025-06-02T00:30:00+02:00;900', '2025-06-03T00:30:00+02:00'];
    const file = fileOf([head, about, 'Horodate;Valeur', ...halfHours(), ...more].join('\n'));
    const curve = await found('load', file);
    expect((curve.summary as LoadSummary).dayKwh).toBe(12);
    expect(curve.rowFaults.map(({ line, code }) => [line, code])).toEqual([
      [52, 'value-absent'],
      [53, 'value-negative'],
      [54, 'value-invalid'],
      [55, 'value-invalid'],
      [56, 'time-invalid'],
      [58, 'columns-missing'],
      [57, 'row-twice'],
    ]);
  });

  it.each([
    [
      'import-production',
      [head, about.replace('Consommation', 'Production'), 'Horodate;Valeur', ...halfHours()],
    ],
    ['import-unit', [head, about.replace(/W$/, 'VA'), 'Horodate;Valeur', ...halfHours()]],
    ['import-daily', ['Date;Valeur (en kWh)', '01/06/2025;12', '02/06/2025;9']],
    ['import-not-load', ['Nom;Prix', 'pain;1,20']],
    ['import-not-load', [head, about.replace('Courbe de charge', 'Puissance maximale'), 'Horodate;Valeur']],
    ['import-not-load', ['Horodate;Type de releve;EAS F1', '2025-06-02T00:00:00+02:00;Arrêté;1']],
    ['import-no-row', [head, about, 'Horodate;Valeur']],
    ['import-no-whole-day', [head, about, 'Horodate;Valeur', ...halfHours().slice(3)]],
    [
      'import-step',
      ['Horodate;Valeur;Unité;Pas', ...halfHours().map((row, at) => `${row};W;PT${at < 9 ? 10 : 30}M`)],
    ],
  ])('is refused as « %s »', async (code, lines) => {
    expect((await refused('load', fileOf(lines.join('\n')))).code).toBe(code);
  });

  it('of what a roof makes is left out row by row', async () => {
    const rows = halfHours().map((row, at) => `CONS;${row};W`.replace('CONS', at === 7 ? 'PROD' : 'CONS'));
    const curve = await read('load', [fileOf(['Grandeur métier;Horodate;Valeur;Unité', ...rows].join('\n'))]);
    expect(curve).toMatchObject({ code: 'import-no-whole-day' });
    const all = await refused(
      'load',
      fileOf(['Grandeur métier;Horodate;Valeur;Unité', 'PROD;x;1;W'].join('\n')),
    );
    expect(all.code).toBe('import-production');
  });
});

const gpx = (inside: string) => `<?xml version="1.0"?><gpx version="1.1">${inside}</gpx>`;
const point = (lat: string, lon: string, time: string | null) =>
  `<trkpt lat="${lat}" lon="${lon}">${time === null ? '' : `<time>${time}</time>`}</trkpt>`;
const aRide = (from = 0, count = 200) =>
  Array.from({ length: count }, (_, at) =>
    point(
      (44.84 + (from + at) * 0.0004).toFixed(6),
      '-0.58',
      new Date(1_757_311_200_000 + (from + at) * 10_000).toISOString(),
    ),
  ).join('');

describe('a track', () => {
  it('may have a prefix, a byte order mark, comments and parts that nobody looks at', async () => {
    const text = `\ufeff${gpx(`<metadata><time>2020-01-01T00:00:00Z</time></metadata><!-- x --><trk><trkseg>${aRide()}</trkseg></trk><wpt lat="0" lon="0"/>`)}`;
    const prefixed = text.replaceAll(/<(\/?)(gpx|trk|trkseg|trkpt|time|metadata|wpt)\b/g, '<$1g:$2');
    expect(await track(fileOf(text))).toMatchObject({ trips: 1, from: '2025-09-08' });
    expect(await track(fileOf(prefixed))).toEqual(await track(fileOf(text)));
  });

  it('leaves out points without a time or a place, and says where', async () => {
    const bad =
      point('44.84', '-0.58', null) +
      point('', '-0.58', '2025-09-08T05:00:00Z') +
      point('NaN', '-0.58', '2025-09-08T05:00:00Z') +
      point('44.84', '-0.58', 'yesterday') +
      point('44.84', '-0.58', '1970-01-01T00:00:00Z') +
      point('44.84', '-0.58', '2199-01-01T00:00:00Z');
    const some = await found('track', fileOf(gpx(`<trk><trkseg>\n${bad}${aRide()}</trkseg></trk>`)));
    expect(some.rowFaults.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 time-absent',
      '2 position-invalid',
      '2 position-invalid',
      '2 time-invalid',
      '2 time-invalid',
      '2 time-ahead',
    ]);
    expect((some.summary as TrackSummary).trips).toBe(1);
  });

  it('without times is a route that was planned', async () => {
    const planned = gpx(`<trk><trkseg>${point('44.84', '-0.58', null).repeat(9)}</trkseg></trk>`);
    expect((await refused('track', fileOf(planned))).code).toBe('import-no-time');
    expect((await refused('track', fileOf(gpx('<rte><rtept lat="1" lon="1"/></rte>')))).code).toBe(
      'import-no-trip',
    );
  });

  it('is the same in whatever pieces it comes', async () => {
    const text = gpx(`<trk><trkseg>${aRide(0, 30)}</trkseg></trk>`);
    const pointsIn = async (pieces: readonly string[]) => {
      const points: unknown[] = [];
      async function* each() {
        yield* pieces;
      }
      await readGpx(each(), { point: (read) => points.push(read), endTrack: () => points.push('end') });
      return points;
    };
    const whole = await pointsIn([text]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 8 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(await pointsIn(at.slice(1).map((end, place) => text.slice(at[place], end)))).toEqual(whole);
      }),
    );
  });
});

describe('a hostile file', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><gpx><trk><name>&b;</name></trk></gpx>`;
  it.each([
    ['an entity that unfolds', 'import-not-gpx', bomb],
    ['an entity that is not there', 'import-not-gpx', gpx('<trk><name>&lol;</name></trk>')],
    [
      'a document type that reads a file',
      'import-not-gpx',
      '<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>',
    ],
    ['tags in tags in tags', 'import-nested', gpx('<a>'.repeat(5000))],
    ['tags that never end', 'import-not-gpx', gpx('<trk><trkseg>').replace('</gpx>', '')],
    ['a page of a web site', 'import-not-gpx', '<html><body>404</body></html>'],
    ['a name of three megabytes', 'import-not-gpx', gpx(`<trk><name>${'x'.repeat(3_000_000)}</name></trk>`)],
    ['text and no tag', 'import-not-gpx', 'x'.repeat(3_000_000)],
  ])('with %s is no track', async (_, code, text) => {
    expect((await refused('track', fileOf(text))).code).toBe(code);
  });

  it.each([
    ['a line of 200 000 characters', `Date;x;Km\n01/09/2025;${'x'.repeat(200_000)};3`],
    ['a line that never ends', `Date;x;Km\n${'x;'.repeat(400_000)}`],
    [
      'a quotation mark that is never closed',
      `Date;x;Km\n01/09/2025;"x;3\n${'02/09/2025;x;3\n'.repeat(20_000)}`,
    ],
  ])('with %s is no table', async (_, text) => {
    expect((await refused('table', fileOf(text))).code).toBe('import-line-long');
  });

  it('with columns without number is read without them', async () => {
    const wide = Array.from({ length: 5000 }, () => '1').join(';');
    const preview = await runImport('preview', { file: fileOf(`01/09/2025;${wide}\n02/09/2025;${wide}`) });
    expect('columns' in preview && preview.columns.length).toBe(200);
  });

  it('that is empty, a spreadsheet or one word is refused as that', async () => {
    expect((await refused('table', fileOf(''))).code).toBe('import-empty');
    expect((await refused('table')).code).toBe('import-empty');
    expect((await refused('table', fileOf(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 9])))).code).toBe(
      'import-binary',
    );
    expect(await runImport('preview', { file: fileOf('bonjour') })).toMatchObject({
      code: 'import-not-table',
    });
  });

  it('that is too large, or one of too many, is not even opened', async () => {
    const opened: string[] = [];
    const large = { size: importLimits.fileBytes + 1, name: 'large', slice: () => opened.push('large') };
    expect((await refused('track', large as unknown as File)).code).toBe('import-large');
    const huge = { size: importLimits.allBytes, name: 'huge', slice: () => opened.push('huge') };
    expect((await refused('track', huge as unknown as File, huge as unknown as File)).code).toBe(
      'import-large',
    );
    const many = Array.from({ length: importLimits.files + 1 }, () => fileOf('x'));
    expect((await refused('track', ...many)).code).toBe('import-many-files');
    expect(opened).toEqual([]);
  });

  it('that vanishes while it is read is told as that, without a word of the browser', async () => {
    const gone = {
      size: 10,
      name: 'trajets.gpx',
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error('/home/somebody/secret')) }),
    };
    expect(await read('track', [gone as unknown as File])).toEqual({
      code: 'import-broken',
      file: 'trajets.gpx',
      line: null,
      rowFaults: [],
    });
  });

  it('of which nothing was left tells what was wrong with its first lines', async () => {
    const nothing = await refused('table', fileOf('Date;x;Km\nhier;x;3\n05/09/2025;x;trois\n'));
    expect(nothing.code).toBe('import-no-row');
    expect(nothing.rowFaults.map(({ line, code }) => [line, code])).toEqual([
      [2, 'day-invalid'],
      [3, 'value-invalid'],
    ]);
  });

  it('gives an answer and no fault, whatever it holds', async () => {
    const anyText = fc.oneof(
      fc.string({ maxLength: 400 }),
      fc.string({
        maxLength: 400,
        unit: fc.constantFrom(';', '"', '\n', '\r', '1', ',', '/', 'H', 'é', '<', '>'),
      }),
      fc.uint8Array({ maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('track', 'load', 'table'),
        anyText,
        async (kind: ImportKind, content) => {
          const outcome = await read(kind, [fileOf(content as string)]);
          expect('code' in outcome ? outcome.code : 'found').not.toBe('import-broken');
          await runImport('preview', { file: fileOf(content as string) });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a table', () => {
  it('may be written in UTF-16, in UTF-8 or as old spreadsheets do', async () => {
    const text = 'Date;Où;Kilomètres\r\n01/09/2025;Forêt;3,4\r\n02/09/2025;Forêt;5,4\r\n';
    const mark = Uint8Array.of(0xff, 0xfe);
    const utf16 = Uint8Array.from([...mark, ...Buffer.from(text, 'utf16le')]);
    const latin = Uint8Array.from(Buffer.from(text, 'latin1'));
    for (const content of [text, `\ufeff${text}`, utf16, latin]) {
      const preview = (await runImport('preview', { file: fileOf(content) })) as TablePreview;
      expect(preview.columns).toEqual(['Date', 'Où', 'Kilomètres']);
      expect((await found('table', fileOf(content))).summary).toMatchObject({ rows: 2, value: 4.4 });
    }
  });

  it('may part its cells by semicolons, commas or tabs, and hold line breaks in quotes', async () => {
    for (const sign of [';', '\t', '|']) {
      const text = `Date${sign}Quoi${sign}Km\n01/09/2025${sign}"deux\nlignes"${sign}3\nx${sign}y${sign}z\n`;
      const table = await found('table', fileOf(text));
      expect(table.summary).toMatchObject({ rows: 1, value: 3 });
      expect(table.rowFaults).toEqual([{ file: 'file', line: 4, code: 'day-invalid' }]);
    }
  });

  it('without a head loses no row to it', async () => {
    const preview = (await runImport('preview', {
      file: fileOf('01/09/2025;a;3\n02/09/2025;b;4\n'),
    })) as TablePreview;
    expect(preview).toMatchObject({
      columns: ['', '', ''],
      rows: [
        ['01/09/2025', 'a', '3'],
        ['02/09/2025', 'b', '4'],
      ],
    });
    expect((await found('table', fileOf('01/09/2025;a;3\n02/09/2025;b;4\n'))).summary).toMatchObject({
      rows: 2,
    });
  });

  it('whose rows are counted needs no number in them', async () => {
    const counted = { ...mapping, folding: 'count', period: 'month', fact: 'trips-week' } as const;
    const outcome = await read(
      'table',
      [fileOf('Date;x;y\n01/09/2025;a;\n02/10/2025;b;–\n03/10/2025;b;\n')],
      counted,
    );
    expect((outcome as Found).summary as TableSummary).toMatchObject({ rows: 3, folded: 1.5, value: 2 });
  });

  it('is the same in whatever pieces it comes', async () => {
    const text = Array.from({ length: 40 }, (_, at) => `${at};"a;${at}\nb";é${at}\r\n`).join('');
    const rowsIn = async (pieces: readonly string[]) => {
      async function* each() {
        yield* pieces;
      }
      const rows: unknown[] = [];
      for await (const some of rowsOf(each())) rows.push(...some);
      return rows;
    };
    const whole = await rowsIn([text]);
    expect(whole).toHaveLength(40);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        expect(await rowsIn(at.slice(1).map((end, place) => text.slice(at[place], end)))).toEqual(whole);
      }),
    );
  });
});
