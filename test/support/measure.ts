import { arch, cpus } from 'node:os';

export interface BenchLine {
  readonly bench: string;
  readonly unit: string;
  readonly ours: unknown;
  readonly peers: Record<string, unknown>;
  readonly ratio: Record<string, unknown>;
}

/** The last line of a benchmark, read by whoever compares runs. */
export const printLine = (line: BenchLine): void => console.log(JSON.stringify(line));

export const printMachine = (): void =>
  console.log(
    `node ${process.version}, ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
  );

/**
 * How often in one second of processor time, of the whole process: a collector of garbage or a helper thread that works
 * beside is paid for. The median of five rounds, after one that is not counted.
 */
export function countPerCoreSecond(runBatch: () => number, roundMs = 600): number {
  const rounds: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const start = process.cpuUsage();
    const startMs = performance.now();
    let count = 0;
    while (performance.now() - startMs < roundMs) count += runBatch();
    const { user, system } = process.cpuUsage(start);
    if (round > 0) rounds.push((count * 1e6) / (user + system));
  }
  return median(rounds);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error('no value to take the median of');
  return sorted.length % 2 === 1 ? middle : (middle + (sorted[(sorted.length >> 1) - 1] ?? middle)) / 2;
}

export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits));
