// What somebody took away, put in, moved or changed in one of the two exports, at every place of a grown sequence: found by
// comparing them, from either side; and, but for a tail that was cut off, by the tampered side's own proofs.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../../crypto/encode.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { type Member, memberName, memberText, readMember } from '../../policy/member.ts';
import { type LogReceipt, readLogReceipt } from '../../policy/receipt.ts';
import { compareSides, type Difference, type History } from '../../policy/symmetry.ts';
import { isInLog } from '../../relay/kit/proof.ts';
import { someDigest } from '../support/builders.ts';
import type { Side } from '../support/sides.ts';
import { type Life, openLife } from './symmetry-days.ts';

const isLong = process.env.LONG === '1';

let lived: Life;
let resident: Side;
let party: Side;
let mine: History;
let theirs: History;
/** A member of another sequence, with proofs that hold. */
let foreign: Member;

beforeAll(async () => {
  lived = await openLife();
  await lived.live(7, isLong ? 300 : 120);
  resident = await lived.residentExport();
  party = await lived.partyExport(lived.parties[0] as (typeof lived.parties)[0]);
  const longest = [...party.histories].sort((a, b) => b.members.length - a.members.length);
  theirs = longest[0] as History;
  mine = resident.history(theirs.grant);
  foreign = longest[1]?.members.at(-1) as Member;
}, 60_000);
afterAll(() => lived.relay.close());

type Tamper = (members: readonly Member[], at: number) => Member[];

const without: Tamper = (members, at) => members.filter((_, place) => place !== at);
const twice: Tamper = (members, at) => members.toSpliced(at, 0, members[at] as Member);
const withForeign: Tamper = (members, at) => members.toSpliced(at, 0, foreign);
/** As a forger would: into the sequence, with the number and the link that fit there, and the rest moved on. */
const inserted: Tamper = (members, at) => {
  const before = members[at] as Member;
  const made: Member = { ...foreign, grant: before.grant, seq: before.seq, previous: before.previous };
  return [...members.slice(0, at), made, ...members.slice(at).map((one) => ({ ...one, seq: one.seq + 1 }))];
};
const swapped: Tamper = (members, at) =>
  members.toSpliced(at, 2, members[at + 1] as Member, members[at] as Member);
/** Moved, and renumbered so that the numbers still run. */
const renumbered: Tamper = (members, at) => {
  const [left, right] = [members[at] as Member, members[at + 1] as Member];
  return members.toSpliced(at, 2, { ...right, seq: left.seq }, { ...left, seq: right.seq });
};

/** Each field of a member, changed as little as it can be. */
const changes: readonly [string, (member: Member) => Member | undefined][] = [
  [
    'its text',
    (member) => ({ ...member, text: member.text.replace(/[0-9]/, (digit) => (digit === '7' ? '8' : '7')) }),
  ],
  ['its number', (member) => ({ ...member, seq: member.seq + 1 })],
  [
    'its link',
    (member) =>
      member.previous === null
        ? undefined
        : { ...member, previous: { ...member.previous, digest: someDigest('another link') } },
  ],
  [
    'its place in the log',
    ({ receipt, ...rest }) =>
      receipt === null
        ? undefined
        : ({ ...rest, receipt: { ...receipt, index: receipt.index + 1 } } as Member),
  ],
  [
    'its salt',
    ({ receipt, ...rest }) =>
      receipt === null
        ? undefined
        : ({ ...rest, receipt: { ...receipt, salt: someDigest('salt') } } as Member),
  ],
  [
    'its answer',
    (member) => (member.kind === 'access' ? { ...member, answer: flipped(member.answer) } : undefined),
  ],
  [
    'its item',
    (member) => (member.kind === 'access' ? { ...member, item: flipped(member.item) } : undefined),
  ],
  [
    'its position',
    (member) => (member.kind === 'access' ? { ...member, position: member.position + 1 } : undefined),
  ],
  [
    'its path',
    (member) =>
      member.kind === 'access'
        ? { ...member, itemPath: [...member.itemPath, someDigest('one more')] }
        : undefined,
  ],
];

/** A yes for a no, and one fact more than was asked for. */
const flipped = (text: string): string =>
  text.startsWith('{"decision":true')
    ? text.replace('true', 'false')
    : text.replace('"decision":false', '"decision":true').replace('"facts":["', '"facts":["bike-number","');

/** On both sides: whoever compares finds it, in whichever export it was planted. */
function differencesOf(planted: readonly Member[]): { mine: Difference[]; theirs: Difference[] } {
  return {
    mine: compareSides(planted, theirs.members),
    theirs: compareSides(mine.members, planted),
  };
}

const places = (leave = 0): number[] => Array.from({ length: theirs.members.length - leave }, (_, at) => at);
const bothFind = (planted: readonly Member[]): void => {
  const found = differencesOf(planted);
  expect(found.mine).not.toEqual([]);
  expect(found.theirs).not.toEqual([]);
};
const sidesFind = (members: Member[]): void => {
  expect(resident.faults({ ...mine, members })).not.toEqual([]);
  expect(party.faults({ ...theirs, members })).not.toEqual([]);
};

describe('a record that somebody took away', () => {
  it('is missing on that side and on no other, wherever it stood', () => {
    for (const at of places()) {
      const gone = mine.members[at] as Member;
      const { mine: left, theirs: right } = differencesOf(without(mine.members, at));
      expect(left).toEqual([{ kind: 'missing', seq: gone.seq, left: null, right: memberText(gone) }]);
      expect(right).toEqual([{ kind: 'added', seq: gone.seq, left: memberText(gone), right: null }]);
    }
  });

  it('is found by that side alone too, unless it was the last: that one the statement finds', () => {
    for (const at of places(1)) sidesFind(without(mine.members, at));
    expect(party.faults({ ...theirs, members: without(theirs.members, theirs.members.length - 1) })).toEqual(
      [],
    );
  });
});

describe('a record that somebody put in', () => {
  it.each([
    ['the same once more', twice],
    ['one of another agreement', withForeign],
    ['one of another agreement, renumbered to fit', inserted],
  ] as const)('is found wherever it stands: %s', (_, tamper) => {
    for (const at of places()) {
      const planted = tamper(mine.members, at);
      bothFind(planted);
      expect(differencesOf(planted).mine.map(({ kind }) => kind)).toContain('added');
      expect(differencesOf(planted).theirs.map(({ kind }) => kind)).toContain('missing');
      sidesFind(planted);
    }
  });
});

describe('two records that somebody exchanged', () => {
  it.each([
    ['as they are', swapped],
    ['with their numbers', renumbered],
  ] as const)('are found as reordered, by both: %s', (_, tamper) => {
    for (const at of places(1)) {
      const planted = tamper(mine.members, at);
      for (const found of Object.values(differencesOf(planted)))
        expect(found.map(({ kind }) => kind)).toEqual(['reordered', 'reordered']);
      sidesFind(planted);
    }
  });
});

describe('a record that somebody changed', () => {
  it.each(changes)('is found in %s, at every place', (_, change) => {
    let count = 0;
    for (const at of places()) {
      const member = mine.members[at] as Member;
      const changed = change(member);
      if (changed === undefined || memberText(changed) === memberText(member)) continue;
      count += 1;
      const planted = mine.members.with(at, changed);
      bothFind(planted);
      sidesFind(planted);
    }
    expect(count).toBeGreaterThan(5);
  });
});

describe('a single bit that somebody turned over', () => {
  /** Everything that this text becomes when one bit of it is another, as far as it is still a text. */
  function* flips(text: string, step = 1): Generator<string> {
    const bytes = toUtf8(text);
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const turned = Uint8Array.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        yield fromUtf8(turned);
      } catch {
        // No text any more: nobody reads it at all.
      }
    }
  }

  const members = (): [string, Member][] => {
    const access = theirs.members.find((member) => member.kind === 'access' && member.count > 1);
    return [
      ['yes', theirs.members[0] as Member],
      ['reading', access as Member],
    ];
  };

  it('of a receipt and its proof is rejected, every one', { timeout: isLong ? 1_800_000 : 120_000 }, () => {
    const log = readVerifierKey((JSON.parse(party.text) as { log: string }).log);
    for (const [, member] of members()) {
      const receipt = member.receipt as LogReceipt;
      expect(isInLog(member.text, receipt, log)).toBe(true);
      expect(receipt.path.length).toBeGreaterThan(3);
      const taken = [...flips(canonicalText(receipt))].filter((text) => isTaken(member.text, text, log));
      expect(taken).toEqual([]);
    }
  });

  it('of the record that a receipt is about is rejected, every one', {
    timeout: isLong ? 1_800_000 : 120_000,
  }, () => {
    const log = readVerifierKey((JSON.parse(party.text) as { log: string }).log);
    for (const [, member] of members()) {
      const receipt = member.receipt as LogReceipt;
      const taken = [...flips(member.text)].filter((text) => isInLog(text, receipt, log));
      expect(taken).toEqual([]);
    }
  });

  it('of anything in a member of an export is found', { timeout: isLong ? 1_800_000 : 120_000 }, () => {
    for (const [, member] of members()) {
      const at = theirs.members.indexOf(member);
      // Every bit in the long run; here one in twenty-nine, which is no multiple of a byte.
      for (const text of flips(canonicalText(member), isLong ? 1 : 29)) {
        const turned = readTurned(text);
        if (turned === undefined) continue;
        const isBound = memberText(turned) === memberText(member);
        // Only what stands around the proof is not the same on both sides: that, the side's own proof rejects.
        if (isBound)
          expect(party.faults({ ...theirs, members: theirs.members.with(at, turned) })).not.toEqual([]);
        else expect(compareSides(theirs.members.with(at, turned), mine.members)).not.toEqual([]);
      }
    }
  });

  function isTaken(record: string, text: string, log: ReturnType<typeof readVerifierKey>): boolean {
    try {
      return isInLog(record, readLogReceipt(JSON.parse(text)), log);
    } catch {
      return false;
    }
  }

  function readTurned(text: string): Member | undefined {
    try {
      return readMember(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
});

describe('a sequence', () => {
  it('has a name for each member that no other has', () => {
    expect(new Set(theirs.members.map(memberName)).size).toBe(theirs.members.length);
    expect(theirs.members.length).toBeGreaterThan(20);
  });
});
