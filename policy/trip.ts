/** What is said of all trips of one import: how many, how far, how, month by month. Nothing of where anybody was. */
import { byMonth, inParis, wallDay } from './local-time.ts';
import { oneDigit } from './measure.ts';
import { type GuessedMode, guessedModes, type ModeGuess, type Sureness } from './travel-guess.ts';

/** No place, no way back to one: the day, how far, how. */
export interface Trip {
  readonly startMs: number;
  readonly endMs: number;
  readonly km: number;
  readonly guess: ModeGuess;
}

/** Upper ends in km, the last class has none: 0–2, 2–5, 5–10, 10–25, 25 and more. */
export const distanceEnds = [2, 5, 10, 25] as const;

export function distanceClass(km: number): number {
  const at = distanceEnds.findIndex((end) => km < end);
  return at < 0 ? distanceEnds.length : at;
}

/** How many trips in each class of distance, shortest first. */
export type ClassCounts = readonly [number, number, number, number, number];

export interface TrackMonth {
  readonly month: string;
  readonly trips: number;
  readonly km: number;
  readonly classes: ClassCounts;
}

export interface ModeCount {
  readonly mode: GuessedMode;
  readonly trips: number;
}

/** What is kept of all tracks of one import. */
export interface TrackSummary {
  readonly kind: 'track';
  readonly from: string;
  readonly until: string;
  readonly trips: number;
  readonly tooShort: number;
  /** The same trip, found in a second file. */
  readonly twice: number;
  readonly km: number;
  /** Half of the trips are shorter. */
  readonly usualKm: number;
  readonly perWeek: number;
  readonly classes: ClassCounts;
  /** How most trips were probably made, and how sure that is over all of them. */
  readonly mode: ModeGuess;
  /** Most frequent first. */
  readonly modes: readonly ModeCount[];
  readonly months: readonly TrackMonth[];
}

const dayMs = 86_400_000;

/** Null where there is no trip. */
export function sumUpTrips(found: readonly Trip[], tooShort: number): TrackSummary | null {
  const trips = found
    .toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
    .filter((trip, at, all) => !isSameTrip(trip, all[at - 1]));
  const first = trips[0];
  if (first === undefined) return null;
  const endMs = trips.reduce((latest, trip) => Math.max(latest, trip.endMs), first.endMs);
  const weeks = Math.max(1, (endMs - first.startMs) / (7 * dayMs));
  const modes = guessedModes
    .map((mode) => ({ mode, trips: trips.filter(({ guess }) => guess.mode === mode).length }))
    .filter((entry) => entry.trips > 0)
    .toSorted((a, b) => b.trips - a.trips);
  return {
    kind: 'track',
    from: dayOf(first),
    until: wallDay(inParis(endMs)),
    trips: trips.length,
    tooShort,
    twice: found.length - trips.length,
    km: oneDigit(kmOf(trips)),
    usualKm: oneDigit(medianKm(trips)),
    perWeek: Math.round(trips.length / weeks),
    classes: classesOf(trips),
    mode: modeOf(trips, (modes[0] as ModeCount).mode),
    modes,
    months: [...byMonth(trips, dayOf)].map(([month, group]) => ({
      month,
      trips: group.length,
      km: oneDigit(kmOf(group)),
      classes: classesOf(group),
    })),
  };
}

const isSameTrip = (trip: Trip, other: Trip | undefined) =>
  other !== undefined && trip.startMs === other.startMs && trip.endMs === other.endMs;

const dayOf = ({ startMs }: Trip) => wallDay(inParis(startMs));

const kmOf = (trips: readonly Trip[]) => trips.reduce((sum, { km }) => sum + km, 0);

function medianKm(trips: readonly Trip[]): number {
  const sorted = trips.map(({ km }) => km).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function classesOf(trips: readonly Trip[]): ClassCounts {
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const { km } of trips) {
    const at = distanceClass(km) as 0 | 1 | 2 | 3 | 4;
    counts[at] += 1;
  }
  return counts;
}

/** As sure as most trips of that mode are; where the mode is not that of more than half of all, nothing is sure. */
function modeOf(trips: readonly Trip[], mode: GuessedMode): ModeGuess {
  const mine = trips.map(({ guess }) => guess).filter((guess) => guess.mode === mode);
  const likely = mine.filter(({ sureness }) => sureness === 'likely').length;
  const isLikely = likely * 2 > mine.length && mine.length * 2 > trips.length;
  const seconds = mine.map(({ second }) => second);
  const second = guessedModes
    .filter((entry) => entry !== mode)
    .toSorted((a, b) => countOf(seconds, b) - countOf(seconds, a))[0] as GuessedMode;
  return { mode, second, sureness: (isLikely ? 'likely' : 'unsure') satisfies Sureness };
}

const countOf = (modes: readonly GuessedMode[], wanted: GuessedMode) =>
  modes.filter((mode) => mode === wanted).length;
