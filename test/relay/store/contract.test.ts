import { describe, expect, it } from 'vitest';
import { cityId, operatorId, someDigest, someId } from '../../support/builders.ts';
import { anEnd, dayMs, mailboxOf, minuteMs, newEnvelope, newGrant, signedText, startMs } from './acts.ts';
import { onBoth } from './twins.ts';

onBoth((twin) => {
  describe('public records', () => {
    const party = { type: 'party' as const, party: cityId, text: signedText({ a: 1 }, 'party') };

    it('gives anyone what is public, with a salt that hides nothing', async () => {
      const kept = await twin.store.keepPublic(party);
      expect(kept.salt).toBe(Buffer.alloc(32).toString('base64url'));
      await twin.requireInLog(party.text, kept);
      expect(await twin.store.readPublic(kept.digest)).toMatchObject({ ...party, index: kept.index });
      expect(await twin.store.readPublic(someDigest('nothing'))).toBeUndefined();
    });

    it('keeps the same record once', async () => {
      const [first, second] = await Promise.all([twin.store.keepPublic(party), twin.store.keepPublic(party)]);
      expect(second.index).toBe(first.index);
      expect((await twin.store.keepPublic(party)).index).toBe(first.index);
      expect((await twin.store.head()).size).toBe(1);
    });

    it('keeps one successor of a version, of two that arrive at once', async () => {
      const first = await twin.store.keepPublic(party);
      const after = (name: string) =>
        twin.store.keepPublic({ ...party, text: signedText({ name, previousHash: first.digest }, name) });
      const kept = await Promise.allSettled(['one', 'other'].map(after));
      expect(kept.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(kept.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'record-followed' },
      });
      // What is kept stays kept when it comes again; the next follows the newest.
      const newest = kept[0]?.status === 'fulfilled' ? 'one' : 'other';
      const again = await after(newest);
      const text = signedText({ previousHash: again.digest }, 'third');
      expect((await twin.store.keepPublic({ ...party, text })).index).toBe(again.index + 1);
    });

    it('lists the records of a type in the order of the log', async () => {
      await twin.store.keepPublic(party);
      await twin.store.keepPublic({ ...party, text: signedText({ a: 2 }, 'party') });
      await twin.store.keepPublic({ type: 'label', party: cityId, text: signedText({ a: 3 }, 'label') });
      await twin.store.keepPublic({ type: 'party', party: operatorId, text: signedText({ a: 4 }, 'party') });
      expect((await twin.store.listPublic('party')).map((kept) => kept.index)).toEqual([0, 1, 3]);
      expect((await twin.store.listPublic('party', cityId)).map((kept) => kept.index)).toEqual([0, 1]);
      expect((await twin.store.listPublic('label', operatorId)).length).toBe(0);
    });

    it('gives a published document back byte for byte', async () => {
      const compiled = Buffer.from('{"prix . €": 1}');
      await twin.store.keepDocument(someDigest('rules'), cityId, compiled);
      await twin.store.keepDocument(someDigest('rules'), cityId, compiled);
      expect(Buffer.from((await twin.store.readDocument(someDigest('rules'))) as Uint8Array)).toEqual(
        compiled,
      );
      expect(await twin.store.readDocument(someDigest('other'))).toBeUndefined();
    });
  });

  describe('grants', () => {
    it('keeps a grant, its envelope and its place in the log as one', async () => {
      const given = newGrant('Nour');
      const kept = await twin.store.keepGrant(given);
      await twin.requireInLog(given.text, kept);
      const read = await twin.store.readGrant(given.mailbox, given.id);
      expect(read).toMatchObject({ text: given.text, party: cityId, entry: { index: kept.index } });
      expect(read?.state).toMatchObject({
        status: 'active',
        envelopeN: 1,
        last: { seq: 1, digest: kept.digest },
      });
      expect(read?.envelope?.n).toBe(1);
      expect(await twin.store.readGrant(mailboxOf('Lou'), given.id)).toBeUndefined();
    });

    it('gives the same place to the same grant sent twice, and none to another with its id', async () => {
      const given = newGrant('Nour');
      const kept = await twin.store.keepGrant(given);
      expect((await twin.store.keepGrant(given)).index).toBe(kept.index);
      await expect(twin.store.keepGrant({ ...given, text: `${given.text} ` })).rejects.toMatchObject({
        code: 'record-exists',
      });
      await expect(twin.store.keepGrant({ ...given, mailbox: mailboxOf('Lou') })).rejects.toMatchObject({
        code: 'record-exists',
      });
    });

    it('lets a mailbox belong to one party only', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const other = newGrant('other', { mailbox: mailboxOf('Nour'), party: operatorId });
      await expect(twin.store.keepGrant(other)).rejects.toMatchObject({ code: 'mailbox-taken' });
    });

    it('keeps a refusal in the log and nowhere else', async () => {
      const refusal = {
        mailbox: mailboxOf('Nour'),
        id: someId('refusal'),
        text: signedText({ no: 1 }, 'Nour'),
      };
      const kept = await twin.store.keepRefusal(refusal);
      expect((await twin.store.keepRefusal(refusal)).index).toBe(kept.index);
      await twin.requireInLog(refusal.text, kept);
      const read = await twin.store.readMailbox(mailboxOf('Nour'), new Map(), 10);
      expect(read.refusals).toEqual([
        { id: refusal.id, text: refusal.text, entry: expect.objectContaining({ index: 0 }) },
      ]);
      expect(read.grants).toEqual([]);
    });

    it('treats a grant that waits for its six characters as none, until they are typed', async () => {
      const given = newGrant('Nour', { isWaiting: true });
      await twin.store.keepGrant(given);
      expect(await twin.formOf('n1', 'Nour')).toBe('not-granted');
      expect(await twin.store.confirmGrant(given.mailbox, given.id)).toMatchObject({ status: 'active' });
      expect(await twin.formOf('n2', 'Nour')).toBe('allowed');
      await twin.store.sweep(startMs + 10 * minuteMs);
      expect(await twin.formOf('n3', 'Nour')).toBe('allowed');
    });

    it('lets a grant that nobody confirmed die without the party learning of it', async () => {
      const given = newGrant('Nour', { isWaiting: true });
      await twin.store.keepGrant(given);
      expect((await twin.store.sweep(startMs + 4 * minuteMs)).ended).toBe(0);
      expect((await twin.store.sweep(startMs + 5 * minuteMs)).ended).toBe(1);
      expect(await twin.store.confirmGrant(given.mailbox, given.id)).toMatchObject({ status: 'ended' });
      await twin.reopen();
      expect(await twin.formOf('n1', 'Nour')).toBe('not-granted');
      const withdrawn = newGrant('Lou', { isWaiting: true });
      await twin.store.keepGrant(withdrawn);
      await twin.store.endGrant(anEnd('Lou'));
      expect(await twin.formOf('n2', 'Lou')).toBe('not-granted');
    });
  });

  describe('envelopes', () => {
    it('takes n+1 in place of n and nothing else', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepEnvelope(newEnvelope('Nour', 2));
      await twin.store.keepEnvelope(newEnvelope('Nour', 2));
      expect(
        Buffer.from(
          (await twin.ask('n1', ['Nour'], { want: 'envelope' })).answers[0]?.envelope?.sealed as Uint8Array,
        ),
      ).toEqual(newEnvelope('Nour', 2).envelope);
      for (const stale of [
        newEnvelope('Nour', 1),
        newEnvelope('Nour', 2, { envelope: Buffer.from('other') }),
        newEnvelope('Nour', 4),
        newEnvelope('Nour', 3, { epoch: 2 }),
      ]) {
        await expect(twin.store.keepEnvelope(stale)).rejects.toMatchObject({ code: 'envelope-stale' });
      }
      await expect(twin.store.keepEnvelope(newEnvelope('Lou', 2))).rejects.toMatchObject({
        code: 'grant-unknown',
      });
    });

    it('takes none for a grant that ended, by an act or by time', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.endGrant(anEnd('Nour'));
      await expect(twin.store.keepEnvelope(newEnvelope('Nour', 2))).rejects.toMatchObject({
        code: 'grant-ended',
      });
      await twin.store.keepGrant(newGrant('Lou', { period: { days: 1 } }));
      await expect(
        twin.store.keepEnvelope(newEnvelope('Lou', 2, { atMs: startMs + dayMs })),
      ).rejects.toMatchObject({
        code: 'grant-ended',
      });
    });
  });

  it('acknowledges nothing once it is closed', async () => {
    await twin.store.close();
    await expect(twin.store.keepGrant(newGrant('Nour'))).rejects.toMatchObject({ code: 'store-closed' });
    await expect(twin.store.head()).rejects.toMatchObject({ code: 'store-closed' });
    expect(twin.store.isReady()).toBe(false);
    await twin.reopen();
  });
});
