import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryJournal, noteDeposit, noteGrant, noteReading } from '../../../relay/kit/journal.ts';
import { openJournal, readJournal } from '../../../relay/kit/journal-file.ts';
import { someDigest, someId } from '../../support/builders.ts';

const known = { grant: someId('grant'), mailbox: someDigest('mailbox') };
const link = (seq: number) => ({ seq, record: someId(`${seq}`), position: 0, digest: someDigest(`${seq}`) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal of a party', () => {
  it('keeps the newest answer of each grant, in whatever order answers arrive', () => {
    const journal = memoryJournal();
    noteGrant(journal, known);
    expect(journal.rows()).toEqual([{ ...known, last: null, deposited: [] }]);
    for (const seq of [2, 5, 3]) noteReading(journal, known, link(seq));
    noteDeposit(journal, known, someDigest('calculation'));
    noteGrant(journal, known);
    expect(journal.read(known.grant)).toEqual({
      ...known,
      last: link(5),
      deposited: [someDigest('calculation')],
    });
    expect(journal.read(someId('other'))).toBeUndefined();
  });

  it('is the same after a restart, and a line that was cut off is let go', () => {
    const file = join(folder, 'journal.jsonl');
    const journal = openJournal(file);
    noteGrant(journal, known);
    noteReading(journal, known, link(2));
    noteReading(journal, known, link(3));
    appendFileSync(file, '{"grant":"half');
    const again = openJournal(file);
    expect(again.rows()).toEqual([{ ...known, last: link(3), deposited: [] }]);
    expect(statSync(file).mode & 0o077).toBe(0);
    noteReading(again, known, link(4));
    expect(openJournal(file).read(known.grant)?.last).toEqual(link(4));
  });

  it('holds no more after a start than was not written over', () => {
    const file = join(folder, 'journal.jsonl');
    const journal = openJournal(file);
    for (let seq = 2; seq < 50; seq += 1) noteReading(journal, known, link(seq));
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(48);
    // One that only looks leaves the file to the program that writes.
    expect(readJournal(file).rows()).toEqual([{ ...known, last: link(49), deposited: [] }]);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(48);
    expect(openJournal(file).rows()).toEqual([{ ...known, last: link(49), deposited: [] }]);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});
