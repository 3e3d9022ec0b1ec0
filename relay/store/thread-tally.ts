// How one row counts towards a party's public page, alike in both stores.

/** Rows that are read at once, so that nobody waits for a sum. */
export const tallyStep = 1000;

const yesItem = /^\d+ \S+ \S+ \S+ y /gm;

/** Items of a packed call that were answered with a yes (docs/formats/storage.md). */
export function countYes(packed: string): number {
  return packed.match(yesItem)?.length ?? 0;
}

/** Whom a refusal was said to, if it is dated before. */
export function refusedParty(text: string, beforeMs: number): string | undefined {
  const { party, at } = JSON.parse(text.slice(0, text.indexOf('\n'))) as { party: string; at: string };
  return Date.parse(at) < beforeMs ? party : undefined;
}
