/**
 * The import of a person's own files, as the worker does it: 100 000 rows of each kind from bytes to summary, digest and
 * letters included. Beside it, on the same bytes: papaparse alone with all its rows, a plain split, and saxes alone with an
 * empty ear. None of these says what a row means; they are the floor below which no reader with these parsers can get.
 * Wall seconds of one process, the median of five, after one that is not counted.
 */
import Papa from 'papaparse';
import { SaxesParser } from 'saxes';
import type { Found, ImportKind, ToldFault } from '../../policy/import.ts';
import type { Mapping } from '../../policy/table.ts';
import { runImport } from '../../pwa/wallet/worker/import.worker.ts';
import { median, printLine, printMachine, round } from '../support/measure.ts';

const rowCount = 100_000;
const nowMs = Date.parse('2026-11-28T00:00:00Z');
const minuteMs = 60_000;

/** A point every five seconds, at the pace of a bicycle, with a night between two days. */
function aTrack(): string {
  const lines = ['<?xml version="1.0"?>', '<gpx version="1.1" creator="bench">'];
  let ms = Date.parse('2020-01-01T07:00:00Z');
  let lat = 44.84;
  for (let at = 0; at < rowCount; at += 1) {
    if (at % 400 === 0) {
      if (at > 0) lines.push('</trkseg></trk>');
      lines.push('<trk><name>trip</name><trkseg>');
      ms += 23 * 60 * minuteMs;
      lat = 44.84;
    }
    ms += 5000;
    lat += 0.0002;
    const time = new Date(ms).toISOString();
    lines.push(
      `<trkpt lat="${lat.toFixed(7)}" lon="${(-0.58 + Math.sin(at / 50) / 1000).toFixed(7)}"><ele>12.4</ele><time>${time}</time></trkpt>`,
    );
  }
  lines.push('</trkseg></trk>', '</gpx>');
  return lines.join('\n');
}

function aLoad(): string {
  const lines = [
    'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite',
    '00000000000000;Courbe de charge;01/01/2020;01/01/2026;Energie active;Consommation;Comptage Brut;W',
    'Horodate;Valeur',
  ];
  const startMs = Date.parse('2020-01-01T00:00:00Z');
  for (let at = 1; at <= rowCount; at += 1) {
    const ms = startMs + at * 30 * minuteMs;
    lines.push(`${new Date(ms + 60 * minuteMs).toISOString().slice(0, 19)}+01:00;${200 + ((at * 37) % 900)}`);
  }
  return lines.join('\r\n');
}

function aTable(): string {
  const lines = ['Date;Libellé;Montant'];
  for (let at = 0; at < rowCount; at += 1) {
    const day = new Date(Date.parse('2020-01-01T00:00:00Z') + (at % 2000) * 24 * 60 * minuteMs);
    const text = day.toISOString().slice(0, 10).split('-').toReversed().join('/');
    lines.push(`${text};"Achat n° ${at}; divers";${at % 500},${String(at % 100).padStart(2, '0')} €`);
  }
  return lines.join('\n');
}

const texts: Readonly<Record<ImportKind, string>> = { track: aTrack(), load: aLoad(), table: aTable() };
const mapping: Mapping = {
  dayColumn: 0,
  dayOrder: 'day-first',
  numberColumn: 2,
  decimal: ',',
  fact: 'bike-price',
  folding: 'mean',
  period: 'all',
};

async function ours(kind: ImportKind): Promise<number> {
  const file = new File([texts[kind]], `sample-${kind}`);
  const found: Found | ToldFault = await runImport('read', { kind, files: [file], mapping, nowMs });
  if ('code' in found || found.rowsRead !== rowCount || found.rowsRefused > 0)
    throw new Error(`expected ${rowCount} rows of \`${kind}\``);
  return found.rowsRead;
}

const papaAlone = (text: string): number => Papa.parse<string[]>(text, { delimiter: ';' }).data.length;
const splitAlone = (text: string): number => text.split('\n').map((line) => line.split(';')).length;
function saxesAlone(text: string): number {
  const parser = new SaxesParser();
  let points = 0;
  parser.on('opentag', ({ name }) => {
    if (name === 'trkpt') points += 1;
  });
  // In pieces, as the worker has them: one text of ten megabytes is slower than forty of a quarter.
  for (let at = 0; at < text.length; at += 262_144) parser.write(text.slice(at, at + 262_144));
  parser.close();
  return points;
}

async function secondsOf(act: () => Promise<number> | number): Promise<number> {
  const rounds: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const start = performance.now();
    if ((await act()) < rowCount) throw new Error('expected all rows');
    if (turn > 0) rounds.push((performance.now() - start) / 1000);
  }
  return median(rounds);
}

printMachine();
const figures = {
  track: await secondsOf(() => ours('track')),
  load: await secondsOf(() => ours('load')),
  table: await secondsOf(() => ours('table')),
};
const papaparse = {
  load: await secondsOf(() => papaAlone(texts.load)),
  table: await secondsOf(() => papaAlone(texts.table)),
};
const split = {
  load: await secondsOf(() => splitAlone(texts.load)),
  table: await secondsOf(() => splitAlone(texts.table)),
};
const saxes = { track: await secondsOf(() => saxesAlone(texts.track)) };

for (const [kind, seconds] of Object.entries(figures)) {
  const megabytes = round(new Blob([texts[kind as ImportKind]]).size / 1e6);
  console.log(
    `${rowCount.toLocaleString('en')} rows of ${kind.padEnd(5)} (${megabytes} MB) in ${round(seconds)} s, ` +
      `${Math.round(rowCount / seconds).toLocaleString('en')} rows a second`,
  );
}
const rounded = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, round(value)]));
printLine({
  bench: 'import',
  unit: 's',
  ours: rounded(figures),
  peers: { papaparse: rounded(papaparse), split: rounded(split), saxes: rounded(saxes) },
  ratio: {
    papaparse: rounded({ load: figures.load / papaparse.load, table: figures.table / papaparse.table }),
    split: rounded({ load: figures.load / split.load, table: figures.table / split.table }),
    saxes: rounded({ track: figures.track / saxes.track }),
  },
});
