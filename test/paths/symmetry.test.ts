// Point one of symmetry: a program that holds only the party's export and one that holds only the resident's agree byte
// for byte on every shared record, and find whatever anybody took away, put in, moved or changed on either side.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberText } from '../../policy/member.ts';
import { compareSides } from '../../policy/symmetry.ts';
import { alarms, heldSignal } from '../../pwa/wallet/vault/open.ts';
import { openPostgresStore } from '../../relay/store/postgres.ts';
import { openPostgres, type PostgresServer } from '../support/postgres.ts';
import type { Side } from '../support/sides.ts';
import { type Life, openLife } from './symmetry-days.ts';

const isLong = process.env.LONG === '1';

const seed = fc.integer({ min: 0, max: 0x7fffffff });

/** `npm test` lives one life that is known to have everything in it; `npm run test:long` lives others each time. */
const runs = (numRuns: number): fc.Parameters<[number]> =>
  isLong ? { numRuns, endOnFailure: true } : { numRuns: 1, seed: 20_261_121, endOnFailure: true };

interface Sides {
  readonly resident: Side;
  readonly parties: readonly Side[];
}

async function sidesOf(lived: Life): Promise<Sides> {
  const parties = await Promise.all(lived.parties.map((party) => lived.partyExport(party)));
  return { resident: await lived.residentExport(), parties };
}

/** Every shared record, byte for byte; each side whole by its own checking. */
function expectSymmetry(lived: Life, { resident, parties }: Sides): void {
  expect(alarms.value.map(({ code }) => code)).toEqual([]);
  const theirs = parties.flatMap((side) => side.histories.map((history) => ({ side, history })));
  expect(theirs.map(({ history }) => history.grant).sort()).toEqual(
    resident.histories.map((history) => history.grant).sort(),
  );
  expect(theirs.length).toBe(lived.given.length);
  for (const { side, history } of theirs) {
    const mine = resident.history(history.grant);
    expect(mine.mailbox).toBe(history.mailbox);
    expect(compareSides(mine.members, history.members)).toEqual([]);
    expect(mine.members.map(memberText).join('\n')).toBe(history.members.map(memberText).join('\n'));
    expect(resident.faults(mine)).toEqual([]);
    expect(side.faults(history)).toEqual([]);
  }
}

/** What a mailbox keeps to itself is in no byte of any party's export. */
function expectPrivate({ parties }: Sides): void {
  const { pause, refusal, calculation } = heldSignal.value;
  const secrets = [
    ...[...pause.values()].map(({ text }) => text),
    ...[...refusal.values()].map(({ text }) => text),
    ...[...refusal.values()].map(({ mailbox }) => mailbox),
    ...[...calculation.values()].flatMap(({ content }) => (content === null ? [] : [content.salt])),
  ];
  const privately = new Set(secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]));
  const shared = new Set(parties.flatMap((side) => side.histories.map(({ mailbox }) => mailbox)));
  for (const side of parties) {
    expect(side.text).not.toContain('"type":"pause"');
    expect(side.text).not.toContain('\\"type\\":\\"pause\\"');
    expect(side.text).not.toContain('refusal');
    for (const secret of privately) if (!shared.has(secret)) expect(side.text).not.toContain(secret);
  }
}

describe('a random life of agreements', () => {
  it('leaves both sides with the same bytes of every shared record, and the private ones private', {
    timeout: isLong ? 1_800_000 : 120_000,
  }, async () => {
    const property = fc.asyncProperty(seed, async (of) => {
      const lived = await openLife();
      try {
        await lived.live(of, isLong ? 2000 : 1100);
        const sides = await sidesOf(lived);
        expectSymmetry(lived, sides);
        expectPrivate(sides);
        // The life was one: every kind of member, pauses and noes beside them, and months that were stated.
        const members = sides.resident.histories.flatMap((history) => history.members);
        const kinds = new Set(members.map((member) => (member.kind === 'signed' ? member.type : 'access')));
        expect([...kinds].sort()).toEqual(['access', 'calculation', 'grant', 'receipt', 'revocation']);
        const { pause, refusal, statement } = heldSignal.value;
        expect(Math.min(pause.size, refusal.size, statement.size, lived.stated)).toBeGreaterThan(0);
        expect([...statement.values()].map(({ fault }) => fault).filter((fault) => fault !== null)).toEqual(
          [],
        );
        expect(members.length + pause.size + refusal.size).toBeGreaterThanOrEqual(1000);
      } finally {
        await lived.relay.close();
      }
    });
    await fc.assert(property, runs(3));
  });

  it('is the same on a relay of several processes', { timeout: isLong ? 1_800_000 : 120_000 }, async () => {
    const server: PostgresServer = await openPostgres({ fsync: 'off' });
    const url = await server.newDatabase();
    try {
      const property = fc.asyncProperty(seed, async (of) => {
        const lived = await openLife((_folder, signer) => openPostgresStore(url, signer));
        try {
          await lived.live(of, isLong ? 1000 : 150);
          const sides = await sidesOf(lived);
          expectSymmetry(lived, sides);
          expectPrivate(sides);
        } finally {
          await lived.relay.close();
        }
      });
      await fc.assert(property, runs(1));
    } finally {
      await server.close();
    }
  });
});
