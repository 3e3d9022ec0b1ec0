// Stands in the place of pwa/wallet/paths/import.ts in the looking build: each step of an import, by what stands after `#`.

import { computed, signal } from '@preact/signals';
import type { Found, ImportSummary, RowFaultCode } from '../../../policy/import.ts';
import type { LoadSummary } from '../../../policy/load.ts';
import type { TrackSummary } from '../../../policy/trip.ts';
import type { ImportState } from '../../../pwa/wallet/paths/import.ts';
import { day, id } from './made-up.ts';

const aTrack: TrackSummary = {
  kind: 'track',
  from: '2026-09-01',
  until: '2026-11-14',
  trips: 23,
  tooShort: 2,
  twice: 1,
  km: 96.4,
  usualKm: 3.4,
  perWeek: 2,
  classes: [5, 14, 3, 1, 0],
  mode: { mode: 'bike', second: 'transit', sureness: 'likely' },
  modes: [
    { mode: 'bike', trips: 17 },
    { mode: 'walk', trips: 4 },
    { mode: 'car', trips: 2 },
  ],
  months: [
    { month: '2026-09', trips: 11, km: 40.2, classes: [2, 7, 2, 0, 0] },
    { month: '2026-10', trips: 12, km: 56.2, classes: [3, 7, 1, 1, 0] },
  ],
};

const aLoad: LoadSummary = {
  kind: 'load',
  from: '2025-11-01',
  until: '2026-10-31',
  days: 361,
  holedDays: 4,
  stepMinutes: 30,
  dayKwh: 9.6,
  hourKwh: { night: 0.18, morning: 0.47, day: 0.31, evening: 0.84 },
  peak: 'evening',
  isPeakClose: false,
  season: { level: 'more-in-winter', winterKwh: 13.2, restKwh: 7.4 },
  months: [
    { month: '2025-11', days: 30, dayKwh: 12.1 },
    { month: '2025-12', days: 31, dayKwh: 14.8 },
  ],
};

const faults = (...codes: RowFaultCode[]) =>
  codes.map((code, at) => ({ file: 'trajets-de-septembre.gpx', line: 12 + at * 31, code }));

const found = (summary: ImportSummary, over: Partial<Found> = {}): Found => ({
  files: [{ name: 'trajets-de-septembre.gpx', digest: id('d') }],
  rowsRead: 4210,
  rowsRefused: 0,
  rowFaults: [],
  summary,
  isUnitAssumed: false,
  ...over,
});

const preview: Extract<ImportState, { step: 'map' }>['preview'] = {
  columns: ['Date', 'Trajet', 'Kilomètres'],
  rows: [
    ['01/09/2026', 'Maison – école', '3,4'],
    ['02/09/2026', 'École – maison', '3,4'],
    ['le 4', 'Maison – marché', '1,2'],
  ],
  guess: { dayColumn: 0, dayOrder: 'day-first', numberColumn: 2, decimal: ',' },
};
const map: Extract<ImportState, { step: 'map' }> = {
  step: 'map',
  file: new File([], 'carnet.csv'),
  preview,
  mapping: null,
};

const again = {
  id: id('i', 22),
  kind: 'track' as const,
  at: day(12),
  files: [],
  rowsRead: 1,
  rowsRefused: 0,
  summary: aTrack,
  place: null,
  facts: [],
};

const states: Readonly<Record<string, ImportState>> = {
  reading: { step: 'reading', progress: { doneBytes: 8_400_000, allBytes: 25_000_000 } },
  map,
  refused: {
    step: 'refused',
    fault: { code: 'import-not-gpx', file: 'trajets-de-septembre.gpx', line: 1204, rowFaults: [] },
  },
  track: {
    step: 'found',
    found: found(aTrack, {
      rowsRefused: 25,
      rowFaults: faults('time-absent', 'position-jump', 'time-backwards'),
    }),
    again,
    mapped: null,
  },
  unsure: {
    step: 'found',
    found: found({
      ...aTrack,
      mode: { mode: 'transit', second: 'car', sureness: 'unsure' },
      modes: [
        { mode: 'transit', trips: 13 },
        { mode: 'car', trips: 10 },
      ],
    }),
    again: null,
    mapped: null,
  },
  load: {
    step: 'found',
    found: found(aLoad, { rowsRefused: 1, rowFaults: faults('value-absent'), isUnitAssumed: true }),
    again: null,
    mapped: null,
  },
  table: {
    step: 'found',
    found: found({
      kind: 'table',
      from: '2026-09-01',
      until: '2026-10-09',
      rows: 6,
      fact: 'bike-price',
      folding: 'mean',
      period: 'month',
      folded: 1833.3333,
      value: 1833.33,
      months: [
        { month: '2026-09', rows: 4, value: 1650 },
        { month: '2026-10', rows: 2, value: 2016.6666 },
      ],
    }),
    again: null,
    mapped: map,
  },
};

const state = signal<ImportState>(states[location.hash.slice(1)] ?? { step: 'choose' });
export const importState = computed(() => state.value);
export const dropImport = (): void => {
  state.value = { step: 'choose' };
};
export const readFiles = async (): Promise<void> => undefined;
export const readTable = async (): Promise<void> => undefined;
export const changeColumns = (): void => {
  state.value = map;
};
export const keepImport = async (): Promise<'kept'> => 'kept';
export const forgetImport = async (): Promise<void> => undefined;

/** What « Mes données » shows of files that were read. */
export const someImports = [
  {
    ...again,
    files: [
      { name: 'trajets-de-septembre.gpx', digest: id('d') },
      { name: 'octobre.gpx', digest: id('e') },
    ],
  },
  {
    ...again,
    id: id('j', 22),
    kind: 'load' as const,
    at: day(40),
    summary: aLoad,
    files: [{ name: 'mes-mesures.csv', digest: id('f') }],
  },
];
