// What has changed between two texts, word by word: the longest common run of words stays, the rest went or came.

export interface Piece {
  readonly text: string;
  readonly way: 'same' | 'gone' | 'new';
}

/** A table of so many cells is filled in a few milliseconds on a slow phone; longer texts are shown as a whole. */
const maxCells = 250_000;

export function wordChange(before: string, after: string): Piece[] {
  return joined(commonRun(wordsOf(before), wordsOf(after)));
}

/** Line by line, for a list of sentences: what stands in both lists stays where it is. */
export function lineChange(before: readonly string[], after: readonly string[]): Piece[] {
  return commonRun(before, after);
}

/** Each word with one space after it, also the last: else it would not be the same word in the middle of another text. */
const wordsOf = (text: string): string[] =>
  text
    .split(/[ \n]+/)
    .filter((word) => word !== '')
    .map((word) => `${word} `);

function commonRun(left: readonly string[], right: readonly string[]): Piece[] {
  if (left.length * right.length > maxCells) {
    return [
      ...left.map((text): Piece => ({ text, way: 'gone' })),
      ...right.map((text): Piece => ({ text, way: 'new' })),
    ];
  }
  const width = right.length + 1;
  const longest = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      pieces.push({ text: right[j] as string, way: 'same' });
      i += 1;
      j += 1;
    } else if (i < left.length && (j === right.length || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ text: left[i] as string, way: 'gone' });
      i += 1;
    } else {
      pieces.push({ text: right[j] as string, way: 'new' });
      j += 1;
    }
  }
  return pieces;
}

function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last?.way === piece.way) found[found.length - 1] = { ...last, text: last.text + piece.text };
    else found.push(piece);
  }
  return found;
}
