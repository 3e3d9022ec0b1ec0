import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metresBetween, readTrack, type TrackPoint } from '../../policy/track.ts';
import { guessedModes, guessMode, sayMode } from '../../policy/travel-guess.ts';
import { distanceClass, sumUpTrips, type Trip } from '../../policy/trip.ts';

const startMs = Date.parse('2025-09-08T06:00:00Z');
const minuteMs = 60_000;
const home = { lat: 44.84, lon: -0.58 };
const metresPerDegree = 111_195;

interface Ride {
  readonly kmh: number;
  readonly minutes: number;
  readonly fromMs?: number;
  readonly everyMs?: number;
  readonly from?: { lat: number; lon: number };
}

/** North, at one speed. */
function ride({ kmh, minutes, fromMs = startMs, everyMs = 5000, from = home }: Ride): TrackPoint[] {
  const metresPerMs = kmh / 3_600_000;
  const count = Math.round((minutes * minuteMs) / everyMs);
  return Array.from({ length: count + 1 }, (_, at) => ({
    lat: from.lat + (at * everyMs * metresPerMs * 1000) / metresPerDegree,
    lon: from.lon,
    ms: fromMs + at * everyMs,
  }));
}

/** A phone that lies still and thinks it jumps by some metres. */
function stay(at: TrackPoint, minutes: number): TrackPoint[] {
  return Array.from({ length: minutes * 6 }, (_, turn) => ({
    lat: at.lat + (turn % 2 === 0 ? 0 : 0.000_03),
    lon: at.lon,
    ms: at.ms + (turn + 1) * 10_000,
  }));
}

function tripsOf(...parts: readonly TrackPoint[][]): { trips: readonly Trip[]; tooShort: number } {
  const track = readTrack();
  for (const point of parts.flat()) track.add(point);
  track.endTrack();
  return { trips: track.trips, tooShort: track.tooShort };
}

const last = (points: readonly TrackPoint[]) => points.at(-1) as TrackPoint;

describe('a track', () => {
  it('of one ride is one trip, as long as the way', () => {
    const { trips } = tripsOf(ride({ kmh: 15, minutes: 20 }));
    expect(trips).toHaveLength(1);
    expect(trips[0]?.km).toBeCloseTo(5, 1);
  });

  it('is two trips where the person stayed ten minutes, and waiting counts for neither', () => {
    const there = ride({ kmh: 15, minutes: 20 });
    const waited = stay(last(there), 45);
    const back = ride({ kmh: 15, minutes: 20, fromMs: last(waited).ms + 5000, from: last(there) });
    const { trips } = tripsOf(there, waited, back);
    expect(trips.map(({ km }) => Math.round(km))).toEqual([5, 5]);
    expect((trips[0] as Trip).endMs - startMs).toBeLessThan(21 * minuteMs);
    expect((trips[1] as Trip).startMs).toBeGreaterThan(last(waited).ms - 2 * minuteMs);
  });

  it('is one trip through a red light and a short talk', () => {
    const there = ride({ kmh: 15, minutes: 10 });
    const waited = stay(last(there), 5);
    const on = ride({ kmh: 15, minutes: 10, fromMs: last(waited).ms + 5000, from: last(there) });
    expect(tripsOf(there, waited, on).trips).toHaveLength(1);
  });

  it('is two trips on both sides of a quarter of an hour without a point', () => {
    const there = ride({ kmh: 15, minutes: 10 });
    const later = ride({ kmh: 15, minutes: 10, fromMs: last(there).ms + 16 * minuteMs });
    expect(tripsOf(there, later).trips).toHaveLength(2);
  });

  it('of a phone that lies on a table is no trip', () => {
    expect(tripsOf(stay({ ...home, ms: startMs }, 600)).trips).toEqual([]);
  });

  it('counts what is too short to be a trip apart', () => {
    expect(tripsOf(ride({ kmh: 5, minutes: 2 }))).toEqual({ trips: [], tooShort: 1 });
  });

  it('leaves out a point that jumps, one in the past and one that is no place', () => {
    const track = readTrack();
    const [first, second, third] = ride({ kmh: 15, minutes: 1 }) as [TrackPoint, TrackPoint, TrackPoint];
    expect(track.add(first)).toBeNull();
    expect(track.add({ ...second, lat: 48 })).toBe('position-jump');
    expect(track.add({ ...second, lat: Number.NaN })).toBe('position-invalid');
    expect(track.add({ ...second, lon: 181 })).toBe('position-invalid');
    expect(track.add(second)).toBeNull();
    expect(track.add(first)).toBe('time-backwards');
    expect(track.add(third)).toBeNull();
  });

  it('goes on from the new place when it was the first point that was wrong', () => {
    const rest = ride({ kmh: 15, minutes: 20 });
    const { trips } = tripsOf([{ lat: 0, lon: 0, ms: startMs - 5000 }], rest);
    expect(trips).toHaveLength(1);
    expect(trips[0]?.km).toBeCloseTo(5, 1);
  });

  it('is measured alike whether the phone wrote every second or every half-minute', () => {
    const lengths = [1000, 5000, 10_000, 30_000].map(
      (everyMs) => tripsOf(ride({ kmh: 15, minutes: 20, everyMs })).trips[0]?.km ?? 0,
    );
    for (const km of lengths) expect(Math.abs(km - 5)).toBeLessThan(0.05);
  });

  it('gives only finite trips, whatever comes in', () => {
    const anyPoint = fc.record({
      lat: fc.oneof(fc.double(), fc.double({ min: -90, max: 90, noNaN: true })),
      lon: fc.oneof(fc.double(), fc.double({ min: -180, max: 180, noNaN: true })),
      ms: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(anyPoint, { maxLength: 60 }), (points) => {
        for (const { km, startMs: from, endMs } of tripsOf(points).trips) {
          expect(Number.isFinite(km) && km >= 0.2).toBe(true);
          expect(endMs).toBeGreaterThan(from);
        }
      }),
    );
  });

  it('never grows by a wobble of the signal more than by a twentieth', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 240, maxLength: 240 }),
        (wobble) => {
          const shaken = ride({ kmh: 5, minutes: 20, everyMs: 5000 }).map((point, at) => ({
            ...point,
            lon: point.lon + (wobble[at % 240] as number) / metresPerDegree,
          }));
          const km = tripsOf(shaken).trips.reduce((sum, trip) => sum + trip.km, 0);
          expect(Math.abs(km - 5 / 3)).toBeLessThan(0.085);
        },
      ),
    );
  });
});

describe('a guess of how somebody went', () => {
  it('knows a walk, a ride, a drive and a fast train', () => {
    const said = (usual: number, quick: number, stopsPerKm: number) =>
      sayMode(guessMode({ usual, quick, stopsPerKm }));
    expect(said(4.6, 6, 0.5)).toMatchObject({ mode: 'walk', sureness: 'likely' });
    expect(said(15, 22, 0.4)).toMatchObject({ mode: 'bike', sureness: 'likely' });
    expect(said(90, 125, 0.02)).toMatchObject({ mode: 'car', sureness: 'likely' });
    expect(said(220, 290, 0.01)).toMatchObject({ mode: 'transit', sureness: 'likely' });
  });

  it('is not sure between a slow bus and a bicycle, nor between a car in town and a bus', () => {
    expect(sayMode(guessMode({ usual: 15, quick: 30, stopsPerKm: 1.5 })).sureness).toBe('unsure');
    expect(sayMode(guessMode({ usual: 22, quick: 45, stopsPerKm: 1.2 })).sureness).toBe('unsure');
  });

  it('is never certain, and shares one whole among all ways', () => {
    const speed = fc.double({ min: 0, max: 400, noNaN: true });
    fc.assert(
      fc.property(speed, speed, fc.double({ min: 0, max: 50, noNaN: true }), (usual, quick, stopsPerKm) => {
        const shares = guessMode({ usual, quick, stopsPerKm });
        const values = guessedModes.map((mode) => shares[mode]);
        expect(values.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(Math.max(...values)).toBeLessThan(0.95);
        expect(Math.min(...values)).toBeGreaterThan(0);
      }),
    );
  });

  it('is as unsure as most of the trips that it is made of', () => {
    const trip = (at: number, sureness: 'likely' | 'unsure'): Trip => ({
      startMs: startMs + at * 60 * minuteMs,
      endMs: startMs + at * 60 * minuteMs + 20 * minuteMs,
      km: 3,
      guess: { mode: 'bike', second: 'transit', sureness },
    });
    const of = (...surenesses: ('likely' | 'unsure')[]) =>
      sumUpTrips(
        surenesses.map((sureness, at) => trip(at, sureness)),
        0,
      )?.mode;
    expect(of('likely', 'likely', 'unsure')).toEqual({ mode: 'bike', second: 'transit', sureness: 'likely' });
    expect(of('likely', 'unsure', 'unsure')?.sureness).toBe('unsure');
  });
});

describe('what is kept of tracks', () => {
  const trip = (day: number, km: number): Trip => ({
    startMs: startMs + day * 24 * 60 * minuteMs,
    endMs: startMs + day * 24 * 60 * minuteMs + 20 * minuteMs,
    km,
    guess: { mode: 'walk', second: 'bike', sureness: 'likely' },
  });

  it('is how many, how far, how often, by class and by month', () => {
    const summary = sumUpTrips([trip(0, 1), trip(1, 4), trip(30, 12), trip(31, 4)], 2);
    expect(summary).toMatchObject({
      from: '2025-09-08',
      until: '2025-10-09',
      trips: 4,
      tooShort: 2,
      km: 21,
      usualKm: 4,
      perWeek: 1,
      classes: [1, 2, 0, 1, 0],
    });
    expect(summary?.months.map(({ month, trips }) => [month, trips])).toEqual([
      ['2025-09', 2],
      ['2025-10', 2],
    ]);
  });

  it('counts a trip once that stood in two files', () => {
    expect(sumUpTrips([trip(0, 1), trip(0, 1), trip(1, 2)], 0)).toMatchObject({ trips: 2, twice: 1 });
  });

  it('is nothing where there is no trip', () => {
    expect(sumUpTrips([], 3)).toBeNull();
  });

  it('adds up, whatever the trips are and in whatever order they come', () => {
    const anyTrips = fc.uniqueArray(
      fc.record({
        day: fc.integer({ min: 0, max: 900 }),
        km: fc.double({ min: 0.2, max: 900, noNaN: true }),
      }),
      { minLength: 1, maxLength: 40, selector: ({ day }) => day },
    );
    fc.assert(
      fc.property(anyTrips, (found) => {
        const trips = found.map(({ day, km }) => trip(day, km));
        const summary = sumUpTrips(trips, 0);
        expect(sumUpTrips(trips.toReversed(), 0)).toEqual(summary);
        expect(summary?.classes.reduce((sum, count) => sum + count, 0)).toBe(trips.length);
        expect(summary?.months.reduce((sum, month) => sum + month.trips, 0)).toBe(trips.length);
      }),
    );
  });

  it('says nothing of where anybody was', () => {
    const summary = sumUpTrips(tripsOf(ride({ kmh: 15, minutes: 20 })).trips, 0);
    expect(JSON.stringify(summary)).not.toMatch(/44\.8|0\.58|lat|lon/);
  });
});

describe('a distance', () => {
  it('stands in the class that it begins', () => {
    expect([0, 1.9, 2, 4.99, 5, 10, 24.9, 25, 800].map(distanceClass)).toEqual([0, 0, 1, 1, 2, 3, 3, 4, 4]);
  });

  it('is that of a great circle', () => {
    const at = (lat: number, lon: number) => ({ lat, lon, ms: 0 });
    expect(metresBetween(at(48.8566, 2.3522), at(44.8378, -0.5792)) / 1000).toBeCloseTo(499, 0);
    expect(metresBetween(at(0, 0), at(0, 0))).toBe(0);
  });
});
