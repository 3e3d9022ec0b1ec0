import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { labelOf } from '../../../relay/aggregate/package/columns.ts';
import { aPublished } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';
import { hostileStudy, packageOf, textIn } from './a-package.ts';

interface NotebookCell {
  readonly cell: number;
  readonly label: string;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly flags: readonly string[];
}

interface Notebook {
  readCells(text: string): NotebookCell[];
  chartOf(cells: readonly NotebookCell[]): string;
  intervalOfSum(draws: string, wanted: readonly number[]): [number, number] | null;
}

const studies: [string, Study][] = [
  ['a study', aStudy()],
  ['a study with hostile labels', hostileStudy()],
];

describe.each(studies)('the JavaScript that travels with the release of %s', (_, study) => {
  const opened = async () => {
    const files = await packageOf(study);
    const source = textIn(files, 'notebook.js');
    const notebook = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`
    )) as Notebook;
    return { files, notebook };
  };
  const table = tableOf(study, aPublished(study)) as PublishedTable;

  it('reads every cell as the table has it', async () => {
    const { files, notebook } = await opened();
    const cells = notebook.readCells(textIn(files, 'cells.csv'));
    expect(cells.map(({ label: _label, ...cell }) => cell)).toEqual(
      table.cells.map(({ cell, estimate, low, high, flags }) => ({ cell, estimate, low, high, flags })),
    );
    const [first] = table.cells;
    const words = first?.classes.map((entry) => labelOf(entry, 'fr')).join(' / ') ?? '';
    expect(cells[0]?.label.replace(/^'/, '')).toBe(words);
  });

  it('draws a point and a line a cell, writes a suppressed one, and runs nothing', async () => {
    const { files, notebook } = await opened();
    const svg = notebook.chartOf(notebook.readCells(textIn(files, 'cells.csv')));
    const told = table.cells.filter(({ estimate }) => estimate !== null).length;
    expect(svg.match(/<circle /g)).toHaveLength(told);
    expect(svg.match(/>suppressed<\/text>/g)?.length).toBeGreaterThanOrEqual(table.cells.length - told);
    expect(svg).not.toContain('NaN');
    expect(svg).not.toContain('<script');
  });

  it('gives a sum the interval of its draws', async () => {
    const { files, notebook } = await opened();
    const draws = textIn(files, 'draws.csv');
    const [low, high] = notebook.intervalOfSum(draws, [0, 1]) as [number, number];
    const sum = (table.cells[0]?.estimate as number) + (table.cells[1]?.estimate as number);
    expect(low).toBeLessThan(sum);
    expect(high).toBeGreaterThan(sum);
    expect(high - low).toBeLessThan(10 * (table.cells[0]?.noiseSd ?? 0));
    expect(notebook.intervalOfSum(draws, [0, 2])).toBeNull();
  });
});

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
if (python === undefined) process.stderr.write('SKIPPED: no python here, notebook.py was not parsed\n');

describe.skipIf(python === undefined)('the Python that travels with a release', () => {
  it('parses, reads the files, and says the same of a sum as the JavaScript', async () => {
    const files = await packageOf();
    const source = textIn(files, 'notebook.py');
    // Run as a module, so that it reads and adds up without the package that draws.
    const script = [
      'import csv, io, json, sys',
      'given = json.load(sys.stdin)',
      'module = {"__name__": "notebook"}',
      'exec(compile(given["source"], "notebook.py", "exec"), module)',
      'rows = lambda text: list(csv.DictReader(io.StringIO(text)))',
      'cells, draws = rows(given["cells"]), rows(given["draws"])',
      'print(json.dumps([[module["number"](row["estimate"]) for row in cells], module["interval_of_sum"](draws, [0, 1])]))',
    ].join('\n');
    const ran = spawnSync(python as string, ['-c', script], {
      encoding: 'utf8',
      input: JSON.stringify({
        source,
        cells: textIn(files, 'cells.csv'),
        draws: textIn(files, 'draws.csv'),
      }),
    });
    expect(ran.stderr).toBe('');
    const [estimates, interval] = JSON.parse(ran.stdout) as [(number | null)[], [number, number]];
    const study = aStudy();
    const table = tableOf(study, aPublished(study)) as PublishedTable;
    expect(estimates).toEqual(table.cells.map(({ estimate }) => estimate));
    const javascript = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(textIn(files, 'notebook.js'))}`
    )) as Notebook;
    expect(interval).toEqual(javascript.intervalOfSum(textIn(files, 'draws.csv'), [0, 1]));
  });
});

describe('the R that travels with a release', () => {
  it('names columns that are there', async () => {
    const files = await packageOf(hostileStudy());
    const head = textIn(files, 'cells.csv').split('\r\n')[0]?.split(',') ?? [];
    const named = /label_columns <- c\(([^)]*)\)/.exec(textIn(files, 'notebook.R'))?.[1] ?? '';
    const columns = [...named.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
    expect(columns).toHaveLength(3);
    for (const column of columns) expect(head).toContain(column);
  });
});
