import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import { isChosenFirst, proposeFacts } from '../../policy/import.ts';
import type { LoadSummary } from '../../policy/load.ts';
import type { TrackSummary } from '../../policy/trip.ts';
import en from '../../pwa/words/en.json' with { type: 'json' };
import fr from '../../pwa/words/fr.json' with { type: 'json' };

const aTrack: TrackSummary = {
  kind: 'track',
  from: '2025-09-08',
  until: '2025-10-08',
  trips: 12,
  tooShort: 0,
  twice: 0,
  km: 40,
  usualKm: 3.4,
  perWeek: 3,
  classes: [4, 8, 0, 0, 0],
  mode: { mode: 'bike', second: 'transit', sureness: 'likely' },
  modes: [{ mode: 'bike', trips: 12 }],
  months: [],
};
const aLoad: LoadSummary = {
  kind: 'load',
  from: '2025-01-01',
  until: '2025-12-31',
  days: 365,
  holedDays: 0,
  stepMinutes: 30,
  dayKwh: 9.6,
  hourKwh: { night: 0.1, morning: 0.4, day: 0.3, evening: 0.8 },
  peak: 'evening',
  isPeakClose: false,
  season: { level: 'more-in-winter', winterKwh: 12, restKwh: 8 },
  months: [],
};

describe('the facts of an import', () => {
  it('are those of its kind, and can be given in a grant as any other', () => {
    const proposed = [...proposeFacts(aTrack), ...proposeFacts(aLoad)];
    expect(proposed.map(({ key, value }) => [key, value])).toEqual([
      ['trip-km', 3.4],
      ['trips-week', 3],
      ['travel-mode', 'bike'],
      ['electricity-day', 9.6],
      ['electricity-peak', 'evening'],
      ['electricity-winter', 'more-in-winter'],
    ]);
    for (const { key, value } of proposed)
      expect(aboutMe(key, value, 'phone', '2025-12-31').source).toBe('phone');
  });

  it('leave out what is not known, and what no fact can take', () => {
    expect(proposeFacts({ ...aLoad, season: null }).map(({ key }) => key)).not.toContain(
      'electricity-winter',
    );
    expect(proposeFacts({ ...aTrack, usualKm: 3000 }).map(({ key }) => key)).not.toContain('trip-km');
  });

  it('are chosen beforehand over nothing, and over what the phone itself had found', () => {
    const [km] = proposeFacts(aTrack);
    if (km === undefined) throw new Error('expected a proposal');
    const held = (source: Fact['source'], value: number) => aboutMe('trip-km', value, source, '2025-01-01');
    expect(isChosenFirst(km, undefined)).toBe(true);
    expect(isChosenFirst(km, held('phone', 9))).toBe(true);
    expect(isChosenFirst(km, held('self', 3.4))).toBe(true);
  });

  it('are never chosen beforehand over what the person wrote, nor where the phone is not sure', () => {
    const [km] = proposeFacts(aTrack);
    if (km === undefined) throw new Error('expected a proposal');
    for (const source of ['self', 'document', 'service'] as const)
      expect(isChosenFirst(km, aboutMe('trip-km', 9, source, '2025-01-01'))).toBe(false);
    const unsure = proposeFacts({ ...aTrack, mode: { ...aTrack.mode, sureness: 'unsure' } });
    expect(unsure.filter((each) => isChosenFirst(each, undefined)).map(({ key }) => key)).toEqual([
      'trip-km',
      'trips-week',
    ]);
  });
});

describe('every reason for which something is not read', () => {
  const source = readFileSync(new URL('../../policy/import.ts', import.meta.url), 'utf8');
  it.each([
    ['RowFaultCode', 'import.row.'],
    ['ImportFaultCode', 'import.not.'],
  ])('in %s has a sentence in both languages', (type, stem) => {
    const [, union = ''] = new RegExp(`type ${type} =([\\s\\S]*?);`).exec(source) ?? [];
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(10);
    for (const book of [fr, en] as Record<string, string>[])
      expect(codes.filter((code) => !book[stem + code])).toEqual([]);
  });
});
