/**
 * How somebody probably went, from speeds alone. A guess, and told as one: the figures below are set by hand from what is
 * commonly known of town traffic, not learnt from anybody, and a bus in town is as fast as a bicycle. Nothing here tells a
 * motorbike from a car.
 */

export const guessedModes = ['walk', 'bike', 'transit', 'car'] as const;
/** Ids of the catalogue's `travel-mode`. */
export type GuessedMode = (typeof guessedModes)[number];

/** Of one trip. Speeds in km/h while moving. */
export interface Pace {
  readonly usual: number;
  /** As fast as in the quickest twentieth of the moving time. */
  readonly quick: number;
  readonly stopsPerKm: number;
}

type Figure = readonly [mean: number, spread: number];
interface Way {
  readonly mode: GuessedMode;
  readonly usual: Figure;
  readonly quick: Figure;
  readonly stopsPerKm: Figure;
}

const ways: readonly Way[] = [
  { mode: 'walk', usual: [4.7, 1.2], quick: [6.2, 1.6], stopsPerKm: [0.7, 1.2] },
  { mode: 'walk', usual: [9.8, 1.8], quick: [12.5, 2.5], stopsPerKm: [0.3, 0.6] },
  { mode: 'bike', usual: [15, 4], quick: [23, 5.5], stopsPerKm: [0.5, 0.6] },
  { mode: 'transit', usual: [22, 9], quick: [40, 13], stopsPerKm: [1.7, 0.8] },
  { mode: 'transit', usual: [95, 45], quick: [150, 55], stopsPerKm: [0.06, 0.08] },
  { mode: 'car', usual: [30, 11], quick: [52, 13], stopsPerKm: [0.7, 0.6] },
  { mode: 'car', usual: [85, 25], quick: [118, 17], stopsPerKm: [0.1, 0.15] },
];

/** The three figures of one trip are not three independent witnesses: their word counts for less than its sum. */
const trust = 0.6;
/** Speeds alone never prove anything: what is left over is shared by all. */
const doubt = 0.08;

export type ModeShares = Readonly<Record<GuessedMode, number>>;

/** Shares that add up to one. */
export function guessMode(pace: Pace): ModeShares {
  const weights = ways.map(
    (way) =>
      trust *
      (nearness(pace.usual, way.usual) +
        nearness(pace.quick, way.quick) +
        nearness(pace.stopsPerKm, way.stopsPerKm)),
  );
  const best = Math.max(...weights);
  const shares = { walk: 0, bike: 0, transit: 0, car: 0 };
  let sum = 0;
  for (const [at, way] of ways.entries()) {
    const weight = Math.exp((weights[at] as number) - best);
    shares[way.mode] += weight;
    sum += weight;
  }
  for (const mode of guessedModes)
    shares[mode] = (shares[mode] / sum) * (1 - doubt) + doubt / guessedModes.length;
  return shares;
}

const nearness = (value: number, [mean, spread]: Figure) =>
  -(((value - mean) / spread) ** 2) / 2 - Math.log(spread);

/** `likely`: better than three in five; `unsure`: better than any other, and no more. */
export type Sureness = 'likely' | 'unsure';

export interface ModeGuess {
  readonly mode: GuessedMode;
  readonly second: GuessedMode;
  readonly sureness: Sureness;
}

export function sayMode(shares: ModeShares): ModeGuess {
  const [first, second] = guessedModes.toSorted((a, b) => shares[b] - shares[a]) as [
    GuessedMode,
    GuessedMode,
  ];
  return { mode: first, second, sureness: shares[first] >= 0.6 ? 'likely' : 'unsure' };
}
