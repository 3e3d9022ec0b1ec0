/**
 * How many stands for bikes are usually free near the station, town by town: what the counters said on weekdays of last
 * month, averaged. The figures are fictional.
 */
export interface FreeStands {
  readonly morning: number;
  readonly evening: number;
}

/** By INSEE code: free stands at 8 and at 18 o'clock, one count a weekday. */
const counted: Readonly<
  Record<string, { readonly morning: readonly number[]; readonly evening: readonly number[] }>
> = {
  '33063': { morning: [12, 9, 10, 11, 18], evening: [41, 38, 44, 40, 52] },
  '33039': { morning: [4, 3, 6, 5, 7], evening: [12, 11, 15, 13, 14] },
  '33281': { morning: [20, 22, 19, 21, 28], evening: [33, 30, 35, 31, 36] },
  '69123': { morning: [2, 1, 0, 3, 4], evening: [25, 22, 27, 24, 30] },
  '75056': { morning: [0, 1, 0, 0, 2], evening: [8, 9, 7, 10, 11] },
};

export const countedTowns: readonly string[] = Object.keys(counted);

/** Undefined where nobody counts: better no number than a number of elsewhere. */
export function usuallyFree(town: string): FreeStands | undefined {
  const days = counted[town];
  if (days === undefined) return undefined;
  const mean = (counts: readonly number[]) =>
    Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length);
  return { morning: mean(days.morning), evening: mean(days.evening) };
}
