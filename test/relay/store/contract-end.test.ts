import { describe, expect, it } from 'vitest';
import { decide } from '../../../policy/decide.ts';
import { cityId, someId } from '../../support/builders.ts';
import { aCall, anEnd, dayMs, mailboxOf, minuteMs, newGrant, startMs, stopSecretOf } from './acts.ts';
import { onBoth, requireKept } from './twins.ts';

onBoth((twin) => {
  describe('the end of a grant', () => {
    it('is in force from its commit on, and takes the envelope with it', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      expect(await twin.formOf('n1', 'Nour', { want: 'envelope' })).toBe('allowed');
      const ended = await twin.store.endGrant(anEnd('Nour'));
      expect(ended).toMatchObject({
        reason: 'grant-withdrawn',
        atMs: startMs + minuteMs,
        text: anEnd('Nour').text,
      });
      await twin.requireInLog(anEnd('Nour').text, ended.kept);
      const after = await twin.ask('n2', ['Nour'], { want: 'envelope' });
      expect(after.answers[0]).toMatchObject({
        decision: { allowed: false, form: 'ended' },
        envelope: undefined,
      });
      expect((await twin.store.readGrant(mailboxOf('Nour'), someId('Nour')))?.envelope).toBeUndefined();
    });

    it('stands in the log before every denial it causes and after every yes', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const calls = Array.from({ length: 20 }, (_, at) => aCall(`n${at}`, ['Nour']));
      const before = calls.slice(0, 10).map((call) => twin.store.keepAccess(call, decide));
      const end = twin.store.endGrant(anEnd('Nour'));
      const after = calls.slice(10).map((call) => twin.store.keepAccess(call, decide));
      const endIndex = (await end).kept?.index as number;
      for (const outcome of await Promise.all([...before, ...after])) {
        const { kept, answers } = requireKept(outcome);
        expect(answers[0]?.decision.allowed).toBe(kept().index < endIndex);
      }
    });

    it('is told as it was first, however often it is asked for', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const first = await twin.store.endGrant(anEnd('Nour'));
      const size = (await twin.store.head()).size;
      const again = await twin.store.endGrant(
        anEnd('Nour', { id: someId('later'), text: `${anEnd('Nour').text}x`, atMs: startMs + dayMs }),
      );
      expect({ ...again, kept: undefined }).toEqual({ ...first, kept: undefined });
      expect(again.kept?.index).toBe(first.kept?.index);
      expect((await twin.store.head()).size).toBe(size);
      await expect(twin.store.endGrant(anEnd('Lou'))).rejects.toMatchObject({ code: 'grant-unknown' });
    });

    it('comes with time: the sweep deletes the envelope, and a later revocation is told so', async () => {
      await twin.store.keepGrant(newGrant('Nour', { period: { days: 1 } }));
      await twin.store.keepGrant(newGrant('Lou', { period: { days: 31 } }));
      expect(await twin.formOf('n1', 'Nour', { atMs: startMs + dayMs })).toBe('ended');
      expect(await twin.store.sweep(startMs + dayMs)).toMatchObject({ ended: 1 });
      expect(await twin.store.sweep(startMs + dayMs)).toMatchObject({ ended: 0 });
      const read = await twin.store.readGrant(mailboxOf('Nour'), someId('Nour'));
      expect(read?.state).toMatchObject({
        status: 'ended',
        endReason: 'grant-expired',
        endedMs: startMs + dayMs,
      });
      expect(read?.envelope).toBeUndefined();
      expect(await twin.store.endGrant(anEnd('Nour', { atMs: startMs + 2 * dayMs }))).toEqual({
        reason: 'grant-expired',
        atMs: startMs + dayMs,
      });
      await twin.store.keepGrant(newGrant('Sam', { period: { days: 1 } }));
      expect(await twin.store.endGrant(anEnd('Sam', { atMs: startMs + 2 * dayMs }))).toMatchObject({
        reason: 'grant-expired',
      });
    });

    it('comes with its one use, which can still be completed', async () => {
      await twin.store.keepGrant(newGrant('Nour', { period: { once: true } }));
      const first = await twin.ask('n1', ['Nour'], { want: 'envelope' });
      expect(first.answers[0]?.envelope).toBeDefined();
      expect(await twin.formOf('n2', 'Nour')).toBe('ended');
      expect((await twin.store.readReleased(cityId, first.id, startMs + minuteMs))?.length).toBe(1);
      await twin.reopen();
      expect(await twin.formOf('n3', 'Nour')).toBe('ended');
      expect((await twin.store.readReleased(cityId, first.id, startMs + minuteMs))?.length).toBe(1);
      await twin.store.sweep(startMs + 11 * minuteMs);
      expect((await twin.store.readGrant(mailboxOf('Nour'), someId('Nour')))?.envelope).toBeUndefined();
    });
  });

  describe('the stop card', () => {
    const stop = (secrets: string[], atMs = startMs + minuteMs) =>
      twin.store.stopGrants({
        secrets,
        atMs,
        record: ({ grant, secret }) => ({
          id: someId(`stop ${grant}`),
          text: `{"grant":"${grant}"}\nstop:${secret}`,
        }),
      });

    it('ends every live grant of a mailbox by its secret, and gives the same count twice', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      const secrets = [stopSecretOf('Nour'), stopSecretOf('nobody'), stopSecretOf('Nour')];
      expect(await stop(secrets)).toBe(1);
      expect(await stop(secrets, startMs + dayMs)).toBe(1);
      expect(await twin.formOf('n1', 'Nour')).toBe('ended');
      expect(await twin.formOf('n2', 'Lou')).toBe('allowed');
      const { records } = await twin.sequence('Nour');
      const end = records.find((record) => record.kind === 'signed' && record.type === 'revocation');
      expect(end?.text.endsWith(`\nstop:${stopSecretOf('Nour')}`)).toBe(true);
      await twin.reopen();
      expect(await stop(secrets, startMs + dayMs)).toBe(1);
    });

    it('counts no grant that had ended before', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.endGrant(anEnd('Nour', { atMs: startMs }));
      expect(await stop([stopSecretOf('Nour')])).toBe(0);
    });
  });
});
