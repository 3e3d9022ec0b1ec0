import type * as KeepPath from '../../paths/keep.ts';

let path: Promise<typeof KeepPath> | undefined;

/**
 * One load for all digits of a number: two loads of one file may end in either order, and the first digit would be kept
 * last, under a field that shows them all. What waits for one promise goes on in the order in which it came.
 */
export function keepPath(): Promise<typeof KeepPath> {
  path ??= import('../../paths/keep.ts').catch((cause: unknown) => {
    path = undefined;
    throw cause;
  });
  return path;
}
