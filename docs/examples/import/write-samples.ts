/**
 * Writes the sample files beside it: `node docs/examples/import/write-samples.ts`. Nobody rode these ways and no meter
 * counted these half-hours; the same run writes the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

const here = (name: string) => new URL(`./${name}`, import.meta.url);

/** Chance that is the same every time. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Way {
  readonly startsAt: string;
  readonly from: readonly [lat: number, lon: number];
  readonly bearing: number;
  readonly km: number;
  readonly kmh: number;
  readonly stopsPerKm: number;
}

const stepSeconds = 15;
const metresPerDegree = 111_195;

function pointsOf(way: Way, chance: () => number): string[] {
  let [lat, lon] = way.from;
  let ms = Date.parse(way.startsAt);
  let gone = 0;
  let waits = 0;
  const lines: string[] = [];
  while (gone < way.km * 1000) {
    const time = new Date(ms).toISOString().slice(0, 19);
    lines.push(`      <trkpt lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}"><time>${time}Z</time></trkpt>`);
    ms += stepSeconds * 1000;
    if (waits === 0 && chance() < (way.stopsPerKm * way.kmh * stepSeconds) / 3600) waits = 2;
    if (waits > 0) {
      waits -= 1;
      continue;
    }
    const metres = ((way.kmh * (0.75 + chance() * 0.5)) / 3.6) * stepSeconds;
    const turn = way.bearing + (chance() - 0.5) * 0.6;
    lat += (Math.cos(turn) * metres) / metresPerDegree;
    lon += (Math.sin(turn) * metres) / (metresPerDegree * Math.cos((lat * Math.PI) / 180));
    gone += metres;
  }
  return lines;
}

function gpx(title: string, ways: readonly Way[], seed: number): string {
  const chance = chanceFrom(seed);
  const tracks = ways.map(
    (way, at) =>
      `  <trk>\n    <name>${title} ${at + 1}</name>\n    <trkseg>\n${pointsOf(way, chance).join('\n')}\n    </trkseg>\n  </trk>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Vis-à-vis, invented" xmlns="http://www.topografix.com/GPX/1/1">\n${tracks.join('')}</gpx>\n`;
}

const home = [44.8412, -0.5801] as const;
const school = [44.8601, -0.5497] as const;
const bike = { kmh: 15.5, stopsPerKm: 0.35 };
const walk = { kmh: 4.8, stopsPerKm: 0.4 };

const week: readonly Way[] = [
  { startsAt: '2025-09-08T06:12:00Z', from: home, bearing: 0.85, km: 3.4, ...bike },
  { startsAt: '2025-09-08T15:40:00Z', from: school, bearing: 3.99, km: 3.4, ...bike },
  { startsAt: '2025-09-09T06:15:00Z', from: home, bearing: 0.85, km: 3.4, ...bike },
  { startsAt: '2025-09-09T16:05:00Z', from: school, bearing: 3.99, km: 3.6, ...bike },
  { startsAt: '2025-09-11T06:11:00Z', from: home, bearing: 0.85, km: 3.4, ...bike },
  { startsAt: '2025-09-13T09:30:00Z', from: home, bearing: 2.1, km: 1.1, ...walk },
];

mkdirSync(here('folder/'), { recursive: true });
writeFileSync(here('week.gpx'), gpx('Trajet inventé', week, 20_250_908));
writeFileSync(
  here('folder/market.gpx'),
  gpx(
    'Marché inventé',
    [{ startsAt: '2025-10-04T08:05:00Z', from: home, bearing: 4.4, km: 1.4, ...walk }],
    7,
  ),
);
writeFileSync(
  here('folder/lake.gpx'),
  gpx(
    'Lac inventé',
    [{ startsAt: '2025-10-05T12:20:00Z', from: home, bearing: 5.9, km: 21, kmh: 46, stopsPerKm: 0.25 }],
    11,
  ),
);

/** How many watts a home takes at that hour of the wall. */
function wattsAt(hour: number, chance: () => number): number {
  const base = hour < 6 ? 160 : hour < 9 ? 520 : hour < 18 ? 300 : hour < 22 ? 900 : 260;
  return Math.round(base * (0.7 + chance() * 0.6));
}

const minuteMs = 60_000;
const pad = (part: number) => String(part).padStart(2, '0');

/** The end of each half-hour of some days, with how far the clock is ahead of UTC. */
function* stampsFrom(firstMs: number, lastMs: number, aheadAt: (ms: number) => number) {
  for (let endMs = firstMs + 30 * minuteMs; endMs <= lastMs; endMs += 30 * minuteMs) {
    const ahead = aheadAt(endMs);
    const wall = new Date(endMs + ahead * 60 * minuteMs).toISOString();
    yield {
      wall: wall.slice(0, 19),
      ahead,
      hour: new Date(endMs + ahead * 60 * minuteMs - minuteMs).getUTCHours(),
    };
  }
}

// 28 to 31 March 2025: summer time begins on the 30th, which has 46 half-hours; one half-hour of the 31st was not counted.
const springMs = Date.parse('2025-03-30T01:00:00Z');
const spring = chanceFrom(30);
const springRows = [
  ...stampsFrom(Date.parse('2025-03-27T23:00:00Z'), Date.parse('2025-03-31T22:00:00Z'), (ms) =>
    ms >= springMs ? 2 : 1,
  ),
].map(({ wall, ahead, hour }) => {
  const watts = wall === '2025-03-31T14:00:00' ? '' : wattsAt(hour, spring);
  return `${wall}+${pad(ahead)}:00;${watts}`;
});
writeFileSync(
  here('enedis-half-hours.csv'),
  [
    'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes',
    '00000000000000;Courbe de charge;28/03/2025;31/03/2025;Energie active;Consommation;Comptage Brut;W;30',
    '',
    'Horodate;Valeur',
    ...springRows,
    '',
  ].join('\r\n'),
);

// 25 and 26 October 2025: summer time ends on the 26th, which has 50 half-hours, and nothing tells its two 02:00 apart.
const autumnMs = Date.parse('2025-10-26T01:00:00Z');
const autumn = chanceFrom(26);
const autumnRows = [
  ...stampsFrom(Date.parse('2025-10-24T22:00:00Z'), Date.parse('2025-10-26T23:00:00Z'), (ms) =>
    ms >= autumnMs ? 1 : 2,
  ),
].map(
  ({ wall, hour }) =>
    `00000000000000;2025-10-25;2025-10-27;PA;CONS;BRUT;W;${wall.replace('T', ' ')};${wattsAt(hour, autumn)};B;PT30M;0;0`,
);
writeFileSync(
  here('enedis-columns.csv'),
  `\ufeff${[
    'Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;Valeur;Nature;Pas;Indice de vraisemblance;Etat complémentaire',
    ...autumnRows,
    '',
  ].join('\n')}`,
);

// As a French spreadsheet saves it: Windows-1252, semicolons, decimal commas. One line has a number that is none.
const notebook = [
  'Date;Trajet;Kilomètres',
  '01/09/2025;Maison – école;3,4',
  '02/09/2025;École – maison;3,4',
  '04/09/2025;Maison – marché;1,2',
  '08/09/2025;Maison – école;3,5',
  '15/09/2025;Maison – gare;environ 5',
  '01/10/2025;Maison – école;3,4',
  '09/10/2025;Maison – piscine;4,8',
  '',
].join('\r\n');
const inWindows: Record<string, number> = { '–': 0x96 };
writeFileSync(
  here('notebook.csv'),
  Uint8Array.from(notebook, (sign) => inWindows[sign] ?? (sign.codePointAt(0) as number)),
);
