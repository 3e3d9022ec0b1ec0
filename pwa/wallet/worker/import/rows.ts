// The only file that names papaparse: text in, rows of cells out, each with the line that it begins on.

import Papa from 'papaparse';
import { importLimits } from '../../../../policy/import.ts';
import { ImportFault } from './fault.ts';

export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

const headChars = 65_536;

/** Empty rows are left out; they still count as lines. */
export async function* rowsOf(text: AsyncIterable<string>): AsyncGenerator<readonly Row[]> {
  let rest = '';
  let line = 1;
  let parser: Papa.Parser | undefined;
  const take = (isEnd: boolean): Row[] => {
    parser ??= parserFor(rest);
    const { data, meta } = parser.parse(rest, 0, !isEnd) as Papa.ParseResult<string[]>;
    rest = isEnd ? '' : rest.slice(meta.cursor);
    if (rest.length > importLimits.lineChars)
      throw new ImportFault(
        'import-line-long',
        `expected at most ${importLimits.lineChars} characters`,
        line + data.length,
      );
    const rows: Row[] = [];
    for (const cells of data) {
      const begins = line;
      line += 1 + linesInside(cells);
      if (lengthOf(cells) > importLimits.lineChars)
        throw new ImportFault(
          'import-line-long',
          `expected at most ${importLimits.lineChars} characters`,
          begins,
        );
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ cells, line: begins });
    }
    return rows;
  };
  for await (const piece of text) {
    rest += piece;
    // Enough to see how cells are parted; after that every piece is taken as it comes.
    if (parser === undefined && rest.length < headChars) continue;
    yield take(false);
  }
  yield take(true);
}

/** How cells and lines are parted is seen in the first lines. */
function parserFor(head: string): Papa.Parser {
  const { meta } = Papa.parse<string[]>(head.slice(0, headChars), {
    preview: 50,
    delimitersToGuess: [';', ',', '\t', '|'],
  });
  const newline = (['\r\n', '\n', '\r'] as const).find((sign) => sign === meta.linebreak) ?? '\n';
  return new Papa.Parser({ delimiter: meta.delimiter, newline });
}

function lengthOf(cells: readonly string[]): number {
  let chars = 0;
  for (const cell of cells) chars += cell.length;
  return chars;
}

/** A cell in quotes may hold line breaks: lines are counted as an editor shows them. */
function linesInside(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells)
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count += 1;
  return count;
}
