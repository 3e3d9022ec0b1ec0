// A journal in one file, a line for each change, so that a program that was ended in the middle has lost at most a line.

import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Journal, type JournalRow, memoryJournal } from './journal.ts';

/** What stands in it now, while another program of the same party may be writing: the file is left as it is. */
export function readJournal(file: string): Journal {
  const journal = memoryJournal();
  if (!existsSync(file)) return journal;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const row = readRow(line);
    if (row !== undefined) journal.keep(row);
  }
  return journal;
}

/** One program at a time keeps it. */
export function openJournal(file: string): Journal {
  const journal = readJournal(file);
  // Once at start: what was written over since is let go.
  const lines = journal.rows().map((row) => `${JSON.stringify(row)}\n`);
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return {
    ...journal,
    keep: (row) => {
      journal.keep(row);
      appendFileSync(file, `${JSON.stringify(row)}\n`);
    },
  };
}

function readRow(line: string): JournalRow | undefined {
  try {
    const row = JSON.parse(line) as JournalRow;
    return typeof row.grant === 'string' && typeof row.mailbox === 'string' && Array.isArray(row.deposited)
      ? row
      : undefined;
  } catch {
    return undefined;
  }
}
