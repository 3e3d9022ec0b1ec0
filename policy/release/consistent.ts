/**
 * Counts that could be counts: none below zero, together what was accepted. The nearest such table to the released one
 * (Euclidean projection onto the simplex), in whole hundredths, with integers alone: leader, helper and anybody else get
 * the same last digit.
 *
 * What « together » means has a limit that no proof closes: a contribution may be a vector of zeros, so what was accepted
 * is the most that the cells can add up to.
 */
const perPerson = 100n;

/** In hundredths of a person; one a bucket, the last bucket too. */
export function consistentHundredths(cells: readonly number[], accepted: number): number[] {
  const total = BigInt(accepted);
  const exact = cells.map(BigInt);
  const { kept, keptSum } = largest(exact, total);
  if (kept === 0n) return cells.map(() => 0);
  // x − (keptSum − total)/kept where that is above zero, times 100: a whole part and what is left of it, over `kept`.
  const parts = exact.map((cell) => {
    const over = perPerson * (cell * kept - keptSum + total);
    return over > 0n ? { whole: over / kept, left: over % kept } : { whole: 0n, left: 0n };
  });
  const missing = perPerson * total - parts.reduce((sum, { whole }) => sum + whole, 0n);
  const order = parts
    .map(({ left }, at) => ({ left, at }))
    .sort((a, b) => (a.left === b.left ? a.at - b.at : a.left < b.left ? 1 : -1));
  const raised = new Set(order.slice(0, Number(missing)).map(({ at }) => at));
  return parts.map(({ whole }, at) => Number(whole) + (raised.has(at) ? 1 : 0));
}

/** How many of the largest stay above zero, and their sum. */
function largest(cells: readonly bigint[], total: bigint): { kept: bigint; keptSum: bigint } {
  let [kept, keptSum] = [0n, 0n];
  for (const cell of cells.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0))) {
    if (cell * (kept + 1n) <= keptSum + cell - total) break;
    kept += 1n;
    keptSum += cell;
  }
  return { kept, keptSum };
}
