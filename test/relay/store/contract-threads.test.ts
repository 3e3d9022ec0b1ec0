import { describe, expect, it } from 'vitest';
import { instantText } from '../../../policy/instant.ts';
import { maxWaiting, threadKeptMs } from '../../../relay/store/terms.ts';
import type { NewThread, NextAct } from '../../../relay/store/thread-contract.ts';
import { aThread } from '../../support/a-thread.ts';
import { aRefusal, cityId, operatorId, someBytes, someDigest, someId } from '../../support/builders.ts';
import { dayMs, mailboxOf, minuteMs, newCalculation, newGrant, signedText, startMs } from './acts.ts';
import { onBoth } from './twins.ts';

const sealedOf = (name: string): Buffer => Buffer.from(someBytes(`sealed ${name}`, 1024), 'base64url');

function newThread(name: string, changes: Partial<NewThread> = {}): NewThread {
  const id = someId(`thread ${name}`);
  const { mailbox = mailboxOf(name), grant = null } = changes;
  return {
    id,
    mailbox,
    party: cityId,
    grant,
    text: signedText(aThread({ id, thread: id, by: mailbox, grant }), name),
    isByOpener: true,
    atMs: startMs + 31_000,
    sealed: sealedOf(name),
    isAwaiting: true,
    ...changes,
  };
}

function nextAct(name: string, previous: string, changes: Partial<NextAct> = {}): NextAct {
  const id = changes.id ?? someId(`answer ${name}`);
  return {
    id,
    thread: someId(`thread ${name}`),
    previous,
    text: signedText({ id, says: name }, id),
    isByOpener: false,
    atMs: startMs + 3 * dayMs + 7_000,
    sealed: sealedOf(`answer ${name}`),
    isAwaiting: false,
    ...changes,
  };
}

onBoth((twin) => {
  describe('threads', () => {
    it('keeps an act, its sealed text and its place in the log as one', async () => {
      const given = newThread('Nour');
      const { kept, atMs } = await twin.store.openThread(given);
      await twin.requireInLog(given.text, kept);
      // The time of who opened is kept to the minute.
      expect(atMs).toBe(startMs);
      const [thread] = await twin.store.listThreads(mailboxOf('Nour'), undefined, 10);
      expect(thread).toMatchObject({ id: given.id, mailbox: given.mailbox, party: cityId });
      expect(thread?.acts).toHaveLength(1);
      expect(thread?.acts[0]).toMatchObject({
        text: given.text,
        isByOpener: true,
        atMs,
        entry: { index: kept.index },
      });
      expect(Buffer.from(thread?.acts[0]?.sealed as Uint8Array)).toEqual(given.sealed);
      await twin.reopen();
      expect((await twin.store.readThread(given.id))?.acts[0]?.text).toBe(given.text);
    });

    it('gives the same place and time to the same act sent twice, and none to another with its id', async () => {
      const given = newThread('Nour');
      const [first, second] = await Promise.all([twin.store.openThread(given), twin.store.openThread(given)]);
      expect(second.kept.index).toBe(first.kept.index);
      expect(await twin.store.openThread({ ...given, atMs: startMs + dayMs })).toMatchObject({
        atMs: first.atMs,
      });
      const other = { ...given, text: signedText({ other: 1 }, 'other') };
      await expect(twin.store.openThread(other)).rejects.toMatchObject({ code: 'record-exists' });
      const answer = nextAct('Nour', first.kept.digest);
      const turn = await twin.store.keepTurn(answer);
      expect((await twin.store.keepTurn(answer)).kept.index).toBe(turn.kept.index);
      expect(turn.atMs).toBe(answer.atMs);
      expect((await twin.store.head()).size).toBe(2);
    });

    it('keeps one of two acts that follow the same one', async () => {
      const { kept } = await twin.store.openThread(newThread('Nour'));
      const outcomes = await Promise.allSettled([
        twin.store.keepTurn(nextAct('Nour', kept.digest)),
        twin.store.keepTurn(nextAct('Nour', kept.digest, { id: someId('another') })),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
      expect(lost.reason).toMatchObject({ code: 'turn-stale' });
      expect((await twin.store.readThread(someId('thread Nour')))?.acts).toHaveLength(2);
    });

    it('knows no thread that was not opened', async () => {
      await expect(twin.store.keepTurn(nextAct('Nobody', someDigest('x')))).rejects.toMatchObject({
        code: 'thread-unknown',
      });
      expect(await twin.store.readThread(someId('thread Nobody'))).toBeUndefined();
      expect(await twin.store.listThreads(mailboxOf('Nobody'), undefined, 10)).toEqual([]);
    });

    it('shows a mailbox its own threads, a party its own, and those that wait apart', async () => {
      const kept = await twin.store.openThread(newThread('Nour'));
      await twin.store.openThread(newThread('Lou'));
      await twin.store.openThread(newThread('Sam', { party: operatorId }));
      await twin.store.openThread(newThread('again', { mailbox: mailboxOf('Nour') }));
      const mine = await twin.store.listThreads(mailboxOf('Nour'), undefined, 10);
      expect(mine.map(({ id }) => id)).toEqual([someId('thread Nour'), someId('thread again')]);
      const [second] = await twin.store.listThreads(mailboxOf('Nour'), someId('thread Nour'), 10);
      expect(second?.id).toBe(someId('thread again'));
      await twin.store.keepTurn(nextAct('Nour', kept.kept.digest));
      const open = await twin.store.listPartyThreads(cityId, { isAwaiting: true, after: -1, limit: 10 });
      expect(open.map(({ id }) => id)).toEqual([someId('thread Lou'), someId('thread again')]);
      const all = await twin.store.listPartyThreads(cityId, { isAwaiting: false, after: -1, limit: 10 });
      expect(all).toHaveLength(3);
      const rest = await twin.store.listPartyThreads(cityId, {
        isAwaiting: false,
        after: all[0]?.place ?? 0,
        limit: 1,
      });
      expect(rest.map(({ id }) => id)).toEqual([someId('thread Lou')]);
      const turns = await twin.store.listTurns(cityId, -1, 10);
      expect(turns.flatMap(({ acts }) => acts.map(({ sealed }) => sealed))).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    });

    it('lets a mailbox have so many that wait, under a grant', async () => {
      const mailbox = mailboxOf('Nour');
      const grant = someId('Nour');
      await twin.store.keepGrant(newGrant('Nour'));
      let first = '';
      for (let at = 0; at < maxWaiting; at += 1) {
        const { kept } = await twin.store.openThread(newThread(`n${at}`, { mailbox, grant }));
        if (at === 0) first = kept.digest;
      }
      await expect(twin.store.openThread(newThread('more', { mailbox, grant }))).rejects.toMatchObject({
        code: 'thread-full',
      });
      await twin.store.keepTurn(nextAct('n0', first));
      await twin.store.openThread(newThread('more', { mailbox, grant }));
    });

    it('drops sealed texts a year after the last act, and keeps the records', async () => {
      const { kept } = await twin.store.openThread(newThread('Nour'));
      const { atMs } = await twin.store.keepTurn(nextAct('Nour', kept.digest));
      await twin.store.sweep(atMs + threadKeptMs - 1);
      const before = await twin.store.listThreads(mailboxOf('Nour'), undefined, 1);
      expect(before[0]?.acts.every(({ sealed }) => sealed !== undefined)).toBe(true);
      await twin.store.sweep(atMs + threadKeptMs);
      const [after] = await twin.store.listThreads(mailboxOf('Nour'), undefined, 1);
      expect(after?.acts.map(({ sealed, text }) => [sealed, text.length > 10])).toEqual([
        [undefined, true],
        [undefined, true],
      ]);
    });

    it('drops a text by the minute of its opening, as the time itself is kept', async () => {
      const { atMs } = await twin.store.openThread(newThread('Nour'));
      await twin.store.sweep(atMs + threadKeptMs);
      const [thread] = await twin.store.listThreads(mailboxOf('Nour'), undefined, 1);
      expect(thread?.acts[0]?.sealed).toBeUndefined();
    });

    it('says of a digest whether it is a record under this grant of this mailbox', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      const { digest } = await twin.store.keepCalculation(newCalculation('Nour'));
      expect(await twin.store.hasRecord(mailboxOf('Nour'), someId('Nour'), digest)).toBe(true);
      expect(await twin.store.hasRecord(mailboxOf('Lou'), someId('Lou'), digest)).toBe(false);
      expect(await twin.store.hasRecord(mailboxOf('Nour'), someId('Nour'), someDigest('x'))).toBe(false);
    });
  });

  describe('what a page counts', () => {
    it('counts items that were answered with a yes, by party and week', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      await twin.ask('a', ['Nour', 'Lou', 'Nobody'], { atMs: startMs });
      await twin.ask('b', ['Nour'], { atMs: startMs + 60 * minuteMs });
      await twin.ask('c', ['Nour'], { atMs: startMs + 7 * dayMs });
      expect(await twin.store.countUses(startMs, startMs + dayMs)).toEqual(new Map([[cityId, 3]]));
      expect(await twin.store.countUses(startMs + dayMs, startMs + 30 * dayMs)).toEqual(
        new Map([[cityId, 1]]),
      );
      expect(await twin.store.countUses(startMs - dayMs, startMs)).toEqual(new Map());
    });

    it('counts refusals by party, up to a time', async () => {
      for (const [name, party, days] of [
        ['Nour', cityId, 0],
        ['Lou', cityId, 1],
        ['Sam', operatorId, 0],
        ['late', cityId, 9],
      ] as const) {
        const refusal = aRefusal({ id: someId(name), party, at: instantText(startMs + days * dayMs) });
        await twin.store.keepRefusal({
          mailbox: mailboxOf(name),
          id: someId(name),
          text: signedText(refusal, name),
        });
      }
      const counts = await twin.store.countRefusals(startMs + 2 * dayMs);
      expect([...counts].sort()).toEqual(
        [
          [cityId, 2],
          [operatorId, 1],
        ].sort(),
      );
    });
  });
});
