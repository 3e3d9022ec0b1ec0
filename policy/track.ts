/**
 * From the points of a track to trips. A trip ends at a stay (ten minutes within a hundred metres) or a hole (a quarter
 * of an hour). Speeds are taken over ten seconds and more: a phone that lies still jumps by metres, and summing every jump
 * would make a walk of it. Points go in one by one and are forgotten; what comes out says nothing of where anybody was.
 */
import { guessMode, sayMode } from './travel-guess.ts';
import type { Trip } from './trip.ts';

export interface TrackPoint {
  readonly lat: number;
  readonly lon: number;
  readonly ms: number;
}

export type PointFault = 'position-invalid' | 'position-jump' | 'time-backwards';

const minuteMs = 60_000;
const stepMs = 10_000;
const stayMs = 10 * minuteMs;
const stayMetres = 100;
const holeMs = 15 * minuteMs;
/** Faster than any train here: the position is wrong, not the person. */
const jumpKmh = 400;
/** After so many, the one before was wrong. */
const maxJumps = 3;
const leastMetres = 200;
const leastMs = minuteMs;
const stopKmh = 3;
const stopMs = 20_000;
const movingKmh = 2;

const kmhOf = (metres: number, ms: number) => (metres / ms) * 3600;

export function metresBetween(a: TrackPoint, b: TrackPoint): number {
  const radians = Math.PI / 180;
  const half = Math.sin(((b.lat - a.lat) * radians) / 2) ** 2;
  const turned = Math.sin(((b.lon - a.lon) * radians) / 2) ** 2;
  const chord = half + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * turned;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

interface Step {
  readonly metres: number;
  readonly ms: number;
}

/** A trip while it is going on: so long at each speed, in steps of 1 km/h. */
interface Running {
  readonly startMs: number;
  endMs: number;
  metres: number;
  readonly msAtKmh: Float64Array;
  stops: number;
  stoppedMs: number;
}

export interface TrackReader {
  /** What is wrong with the point, if anything: then it is left out. */
  add(point: TrackPoint): PointFault | null;
  /** The file begins another track: what comes next is another trip. */
  endTrack(): void;
  readonly trips: readonly Trip[];
  /** Too short to be called a trip. */
  readonly tooShort: number;
}

export function readTrack(): TrackReader {
  const trips: Trip[] = [];
  let tooShort = 0;
  let running: Running | null = null;
  /** Where the person last was further than `stayMetres` from before; steps since then may belong to a stay. */
  let anchor: TrackPoint | null = null;
  let pending: Step[] = [];
  /** The end of the last step, and the last point that was believed. */
  let step: TrackPoint | null = null;
  let last: TrackPoint | null = null;
  let jumps = 0;

  const take = (trip: Running, each: Step) => {
    const { metres, ms } = each;
    const kmh = kmhOf(metres, ms);
    trip.metres += metres;
    trip.endMs += ms;
    if (isSlow(each)) {
      if (trip.stoppedMs < stopMs && trip.stoppedMs + ms >= stopMs) trip.stops += 1;
      trip.stoppedMs += ms;
    } else trip.stoppedMs = 0;
    const at = Math.min(trip.msAtKmh.length - 1, Math.floor(kmh));
    trip.msAtKmh[at] = (trip.msAtKmh[at] as number) + ms;
  };
  const keepPending = () => {
    if (anchor === null || pending.length === 0) return;
    // Who leaves a place after a while has not been under way all that time.
    const waited = running === null ? waitingAt(pending) : [];
    running ??= newRunning(anchor.ms + lengthOf(waited));
    for (const each of pending.slice(waited.length)) take(running, each);
    pending = [];
  };
  const endTrip = () => {
    const trip = running;
    running = null;
    pending = [];
    if (trip === null) return;
    if (trip.metres < leastMetres || trip.endMs - trip.startMs < leastMs) tooShort += 1;
    else trips.push(tripOf(trip));
  };
  const beginAt = (point: TrackPoint) => {
    anchor = point;
    step = point;
    last = point;
    jumps = 0;
  };
  const endStep = (from: TrackPoint, to: TrackPoint) => {
    if (to.ms > from.ms) pending.push({ metres: metresBetween(from, to), ms: to.ms - from.ms });
    step = to;
  };

  return {
    trips,
    get tooShort() {
      return tooShort;
    },
    add(point) {
      if (!(Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180)) return 'position-invalid';
      if (last === null || step === null || anchor === null) {
        beginAt(point);
        return null;
      }
      if (point.ms < last.ms) return 'time-backwards';
      const far = metresBetween(last, point);
      // Two points in one second: their distance says nothing of a speed.
      if (far > 200 && kmhOf(far, Math.max(point.ms - last.ms, 1000)) > jumpKmh) {
        jumps += 1;
        if (jumps < maxJumps) return 'position-jump';
        this.endTrack();
        beginAt(point);
        return null;
      }
      jumps = 0;
      if (point.ms - last.ms >= holeMs) {
        this.endTrack();
        beginAt(point);
        return null;
      }
      last = point;
      if (point.ms - step.ms < stepMs) return null;
      endStep(step, point);
      if (metresBetween(anchor, point) > stayMetres) {
        keepPending();
        anchor = point;
      } else if (point.ms - anchor.ms >= stayMs) {
        endTrip();
        // Still there: the next trip begins when the person leaves, not now.
        anchor = point;
      }
      return null;
    },
    endTrack() {
      if (last !== null && step !== null && anchor !== null) {
        if (last.ms > step.ms) endStep(step, last);
        pending = pending.slice(0, pending.length - waitingAt(pending.toReversed()).length);
        keepPending();
      }
      endTrip();
      last = null;
      step = null;
      anchor = null;
      jumps = 0;
    },
  };
}

const isSlow = ({ metres, ms }: Step) => kmhOf(metres, ms) < stopKmh;
const lengthOf = (steps: readonly Step[]) => steps.reduce((sum, { ms }) => sum + ms, 0);

/** The steps before the first that goes anywhere. */
function waitingAt(steps: readonly Step[]): readonly Step[] {
  const first = steps.findIndex((each) => !isSlow(each));
  return first < 0 ? steps : steps.slice(0, first);
}

const newRunning = (startMs: number): Running => ({
  startMs,
  endMs: startMs,
  metres: 0,
  msAtKmh: new Float64Array(jumpKmh + 1),
  stops: 0,
  stoppedMs: 0,
});

function tripOf({ startMs, endMs, metres, msAtKmh, stops }: Running): Trip {
  const km = metres / 1000;
  const pace = { usual: speedAt(msAtKmh, 0.5), quick: speedAt(msAtKmh, 0.95), stopsPerKm: stops / km };
  return { startMs, endMs, km, guess: sayMode(guessMode(pace)) };
}

/** The speed that was not passed in this share of the moving time. */
function speedAt(msAtKmh: Float64Array, share: number): number {
  let moving = 0;
  for (let kmh = movingKmh; kmh < msAtKmh.length; kmh += 1) moving += msAtKmh[kmh] as number;
  let seen = 0;
  for (let kmh = movingKmh; kmh < msAtKmh.length; kmh += 1) {
    const ms = msAtKmh[kmh] as number;
    if (ms > 0 && seen + ms >= moving * share) return kmh + (moving * share - seen) / ms;
    seen += ms;
  }
  return 0;
}
