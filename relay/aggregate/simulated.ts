// A town of residents who do not exist, for one study: who is in which cell, who has nothing to say, who takes it back, who
// cheats. Keeps the truth, which nobody else has, so that a release can be held against it.

import { randomBytes } from '../../crypto/random.ts';
import { cellCount } from '../../policy/study.ts';
import { DoorRefused, type FictionalStudy, FictionalWallet, type Send } from './fictional-wallet.ts';

export interface Population {
  /** One a cell; how likely each is. */
  readonly weights: readonly number[];
  /** Parts of a whole: who has nothing to say, takes it back, sends what is no contribution, sends it twice. */
  readonly nothing: number;
  readonly withdraw: number;
  readonly forge: number;
  readonly repeat: number;
}

export interface Truth {
  /** Who remained, one count a bucket. */
  readonly cells: number[];
  accepted: number;
  withdrawn: number;
  /** Sent what no aggregator may count. */
  forged: number;
  /** Rejected at a door: too late, budget, network. By code. */
  readonly refused: Map<string, number>;
}

export interface Simulation {
  readonly of: FictionalStudy;
  readonly population: Population;
  readonly residents: number;
  readonly send: Send;
  readonly now: () => number;
  readonly progress?: (done: number) => void;
  /** 0 ≤ chance < 1; given by tests. */
  readonly chance?: () => number;
  readonly atOnce?: number;
}

const fromBytes = (): number => new DataView(randomBytes(4).buffer).getUint32(0) / 4_294_967_296;

export async function simulateResidents(simulation: Simulation): Promise<Truth> {
  const { of, residents, progress, atOnce = 8 } = simulation;
  const truth: Truth = {
    cells: Array.from({ length: of.study.vdaf.length }, () => 0),
    accepted: 0,
    withdrawn: 0,
    forged: 0,
    refused: new Map(),
  };
  let next = 0;
  let done = 0;
  const walk = async (): Promise<void> => {
    while (next < residents) {
      next += 1;
      await live(simulation, truth);
      done += 1;
      progress?.(done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, residents) }, walk));
  return truth;
}

async function live(simulation: Simulation, truth: Truth): Promise<void> {
  const { of, population, send, now, chance = fromBytes } = simulation;
  const cell =
    chance() < population.nothing ? cellCount(of.study.dimensions) : draw(population.weights, chance());
  const [cheats, repeats, leaves] = [population.forge, population.repeat, population.withdraw].map(
    (part) => chance() < part,
  ) as [boolean, boolean, boolean];
  const wallet = new FictionalWallet(send, now);
  try {
    await wallet.openAccount();
    await wallet.takeToken(of);
    const report = cheats ? await wallet.makeForgedReport(of, cell) : await wallet.makeReport(of, cell);
    const error = await wallet.upload(of, report);
    if (error !== undefined) throw new DoorRefused(error);
    // Taken as it came: whether it holds is found when it is counted.
    if (repeats) await wallet.upload(of, await wallet.makeReport(of, cell));
    if (leaves) {
      await wallet.withdraw(of);
      truth.withdrawn += 1;
    } else if (cheats) truth.forged += 1;
    else {
      truth.accepted += 1;
      truth.cells[cell] = (truth.cells[cell] as number) + 1;
    }
  } catch (cause) {
    const code = cause instanceof DoorRefused ? cause.code : 'network';
    truth.refused.set(code, (truth.refused.get(code) ?? 0) + 1);
  }
}

function draw(weights: readonly number[], at: number): number {
  let left = at * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [cell, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return cell;
  }
  return weights.length - 1;
}
