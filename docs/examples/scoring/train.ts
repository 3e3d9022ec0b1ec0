// Makes model.json: `node docs/examples/scoring/train.ts`. The requests are fictional and drawn from a given seed, so that
// whoever runs it gets the same model, the same measures and the same distribution.

import { writeFileSync } from 'node:fs';
import { bandOf, bands, features, likelihood, type Measured, type Model, scoreOf } from './model.ts';

interface PastRequest {
  readonly measured: Measured;
  /** Was the box used three days a week? */
  readonly used: boolean;
}

/** Numbers from 0 to 1 that are always the same (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** What really moved the fictional people; the model does not know it and has to learn it. */
export function pastRequests(count: number, seed: number): PastRequest[] {
  const draw = seeded(seed);
  return Array.from({ length: count }, () => {
    const persons = 1 + Math.floor(draw() * draw() * 6);
    const km = Math.round(draw() * 220) / 10;
    const bike = Number(draw() < 0.55);
    const pass = Number(draw() < 0.4);
    const pull = -0.6 + 0.35 * (persons - 2) - 0.12 * Math.abs(km - 5) + 1.9 * bike - 0.7 * pass;
    const used = draw() < 1 / (1 + Math.exp(-pull));
    return {
      measured: { 'household-persons': persons, 'commute-km': km, 'travel-mode': bike, 'transit-pass': pass },
      used,
    };
  });
}

const rounds = 400;
const stepSize = 0.5;
const round = (value: number, digits = 4) => Number(value.toFixed(digits));

function learn(requests: readonly PastRequest[]): Pick<Model, 'intercept' | 'weights'> {
  const stats = Object.fromEntries(
    features.map((key) => {
      const values = requests.map(({ measured }) => measured[key]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      return [key, { weight: 0, mean: round(mean), spread: round(spread) }];
    }),
  ) as unknown as Record<(typeof features)[number], { weight: number; mean: number; spread: number }>;
  let intercept = 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    const errors = requests.map(
      ({ measured, used }) => Number(used) - likelihood(measured, { intercept, weights: stats }),
    );
    intercept += (stepSize * errors.reduce((sum, error) => sum + error, 0)) / errors.length;
    for (const key of features) {
      const { mean, spread } = stats[key];
      const slope = requests.reduce(
        (sum, { measured }, at) => sum + ((measured[key] - mean) / spread) * (errors[at] as number),
        0,
      );
      stats[key].weight += (stepSize * slope) / requests.length;
    }
  }
  for (const key of features) stats[key].weight = round(stats[key].weight);
  return { intercept: round(intercept), weights: stats };
}

/** Learned on two thirds, measured on the third that it never saw. */
export function train(requests: readonly PastRequest[], version: string): Model {
  const learned = learn(requests.filter((_, at) => at % 3 !== 0));
  const unseen = requests.filter((_, at) => at % 3 === 0);
  const found = (isIn: (measured: Measured) => boolean): number => {
    const users = unseen.filter(({ measured, used }) => used && isIn(measured));
    const hits = users.filter(({ measured }) => scoreOf(measured, learned) >= 50);
    return round(hits.length / users.length, 2);
  };
  const scores = requests.map(({ measured }) => scoreOf(measured, learned));
  return {
    version,
    ...learned,
    found: {
      all: found(() => true),
      large: found((measured) => measured['household-persons'] >= 3),
      pass: found((measured) => measured['transit-pass'] === 1),
    },
    distribution: bands.map((band) => ({
      band,
      count: scores.filter((score) => bandOf(score) === band).length,
    })),
  };
}

export const requests2025 = pastRequests(900, 2025);

if (import.meta.main) {
  const model = train(requests2025, '1.0.0');
  writeFileSync(new URL('./model.json', import.meta.url), `${JSON.stringify(model, null, 2)}\n`);
}
