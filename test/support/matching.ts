/**
 * The assignment of rows to columns with the highest total score (Kuhn and Munkres, with potentials). `pairs[row]` is
 * the column.
 */
export function bestMatching(scores: readonly (readonly number[])[]): number[] {
  const size = scores.length;
  const cost = (row: number, column: number): number => -(scores[row - 1]?.[column - 1] ?? 0);
  const ofRow = new Float64Array(size + 1);
  const ofColumn = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  const before = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const isUsed = new Uint8Array(size + 1);
    do {
      isUsed[column] = 1;
      const at = rowOf[column] as number;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= size; other += 1) {
        if (isUsed[other] === 1) continue;
        const slack = cost(at, other) - (ofRow[at] as number) - (ofColumn[other] as number);
        if (slack < (least[other] as number)) {
          least[other] = slack;
          before[other] = column;
        }
        if ((least[other] as number) < step) {
          step = least[other] as number;
          next = other;
        }
      }
      for (let other = 0; other <= size; other += 1) {
        if (isUsed[other] === 1) {
          ofRow[rowOf[other] as number] = (ofRow[rowOf[other] as number] as number) + step;
          ofColumn[other] = (ofColumn[other] as number) - step;
        } else least[other] = (least[other] as number) - step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const other = before[column] as number;
      rowOf[column] = rowOf[other] as number;
      column = other;
    } while (column !== 0);
  }
  const pairs = new Array<number>(size).fill(-1);
  for (let column = 1; column <= size; column += 1) pairs[(rowOf[column] as number) - 1] = column - 1;
  return pairs;
}

/** The number of right pairs that a random matching of `size` does not exceed in this share of cases. */
export function randomQuantile(size: number, share: number): number {
  let reached = 0;
  let factorial = 1;
  for (let right = 0; right <= size; right += 1) {
    if (right > 0) factorial *= right;
    // Fixed points of a random permutation: `right` chosen, the others all displaced.
    let displaced = 0;
    let term = 1;
    for (let at = 0; at <= size - right; at += 1) {
      if (at > 0) term *= -1 / at;
      displaced += term;
    }
    reached += displaced / factorial;
    if (reached >= share) return right;
  }
  return size;
}
