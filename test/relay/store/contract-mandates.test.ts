import { describe, expect, it } from 'vitest';
import { judgeHelp, maxMandateUses } from '../../../policy/mandate.ts';
import { textDigest } from '../../../relay/proof/hash.ts';
import { requireUnused } from '../../../relay/store/held-mandate.ts';
import type { MandateEnd, NewMandate, NewMandateUse } from '../../../relay/store/mandate-contract.ts';
import { aMandate, anEndedMandate } from '../../support/a-mandate.ts';
import { someId } from '../../support/builders.ts';
import { anEnd, dayMs, mailboxOf, minuteMs, newGrant, signedText, startMs, stopSecretOf } from './acts.ts';
import { onBoth } from './twins.ts';

function newMandate(name: string, n = 1, changes: Partial<NewMandate> = {}): NewMandate {
  const record = aMandate({ id: someId(`mandate ${n} of ${name}`), by: mailboxOf(name), n });
  const { id, by: mailbox } = record;
  return { mailbox, id, text: signedText(record, id), n, atMs: startMs, ...changes };
}

function newEnd(name: string, n = 1): MandateEnd {
  const mandate = someId(`mandate ${n} of ${name}`);
  const record = anEndedMandate({ id: someId(`end ${n} of ${name}`), by: mailboxOf(name), mandate });
  return { mailbox: mailboxOf(name), mandate, text: signedText(record, record.id), atMs: startMs + minuteMs };
}

const aUse = (name: string, at: number, n = 1): NewMandateUse => ({
  mailbox: mailboxOf(name),
  mandate: someId(`mandate ${n} of ${name}`),
  text: `{"nonce":"${at}"}\ned25519:${'A'.repeat(86)}`,
  atMs: startMs + at * minuteMs,
});

const over = { code: 'mandate-over' };

onBoth((twin) => {
  describe('a mandate', () => {
    it('has its place in the log, one number and no other, and no number in the grant’s own sequence', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const kept = await twin.store.keepMandate(newMandate('Nour'));
      await twin.requireInLog(newMandate('Nour').text, kept);
      expect((await twin.store.keepMandate(newMandate('Nour'))).index).toBe(kept.index);
      const stale = { code: 'mandate-stale' };
      await expect(twin.store.keepMandate(newMandate('Nour', 3))).rejects.toMatchObject(stale);
      await twin.store.keepMandate(newMandate('Nour', 2));
      const listed = await twin.store.listMandates(mailboxOf('Nour'));
      expect(listed.map(({ n, endedMs, end }) => [n, endedMs, end])).toEqual([
        [1, undefined, undefined],
        [2, undefined, undefined],
      ]);
      expect((await twin.sequence('Nour')).records.map(({ kind }) => kind)).toEqual(['signed']);
      expect(await twin.store.listMandates(mailboxOf('Lou'))).toEqual([]);
    });

    it('needs a mailbox that a grant has made; on paper, that very grant', async () => {
      const unknown = { code: 'grant-unknown' };
      await expect(twin.store.keepMandate(newMandate('Nour'))).rejects.toMatchObject(unknown);
      const given = newGrant('Nour');
      await twin.store.keepGrant(given);
      const other = newMandate('Nour', 1, { grant: textDigest('another grant') });
      await expect(twin.store.keepMandate(other)).rejects.toMatchObject(unknown);
      await twin.store.keepMandate(newMandate('Nour', 1, { grant: textDigest(given.text) }));
    });

    it('is judged and used in one transaction, each look with its place and number', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepMandate(newMandate('Nour'));
      const first = await twin.store.keepMandateUse(aUse('Nour', 1), judgeHelp);
      await twin.requireInLog(aUse('Nour', 1).text, first);
      await twin.store.keepMandateUse(aUse('Nour', 7), judgeHelp);
      const uses = await twin.store.listMandateUses(mailboxOf('Nour'), 0, 10);
      // By the day: the minute would be nearly the same in all mailboxes at which somebody helps.
      const day = Math.floor(startMs / dayMs) * dayMs;
      expect(uses.map(({ n, atMs }) => [n, atMs])).toEqual([
        [1, day],
        [2, day],
      ]);
      expect(await twin.store.listMandateUses(mailboxOf('Nour'), 1, 10)).toHaveLength(1);
      expect(await twin.store.listMandateUses(mailboxOf('Nour'), 0, 1)).toHaveLength(1);
      const nobody = { ...aUse('Nour', 8), mandate: someId('nobody') };
      await expect(twin.store.keepMandateUse(nobody, judgeHelp)).rejects.toMatchObject({
        code: 'mandate-unknown',
      });
    });

    it('lets nothing through from the commit of its end on, also after a restart', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepMandate(newMandate('Nour'));
      const racing = await Promise.allSettled([
        twin.store.keepMandateUse(aUse('Nour', 1), judgeHelp),
        twin.store.endMandate(newEnd('Nour')),
        twin.store.keepMandateUse(aUse('Nour', 2), judgeHelp),
        twin.store.endGrantByHelper(anEnd('Nour'), newMandate('Nour').id, judgeHelp),
      ]);
      expect(racing[1]?.status).toBe('fulfilled');
      const [mandate] = await twin.store.listMandates(mailboxOf('Nour'));
      const endedAt = mandate?.end?.entry?.index ?? -1;
      const uses = await twin.store.listMandateUses(mailboxOf('Nour'), 0, 10);
      for (const { entry } of uses) expect(entry?.index).toBeLessThan(endedAt);
      await twin.reopen();
      await expect(twin.store.keepMandateUse(aUse('Nour', 3), judgeHelp)).rejects.toMatchObject(over);
    });

    it('is ended once: the first end stays, and an unknown one ends nothing', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepMandate(newMandate('Nour'));
      const first = await twin.store.endMandate(newEnd('Nour'));
      await twin.requireInLog(newEnd('Nour').text, first.kept);
      const later = { ...newEnd('Nour'), text: signedText(anEndedMandate({ id: someId('later') }), 'later') };
      const again = await twin.store.endMandate({ ...later, atMs: startMs + dayMs });
      expect([again.endedMs, again.kept?.index]).toEqual([first.endedMs, first.kept?.index]);
      await expect(twin.store.endMandate(newEnd('Nour', 2))).rejects.toMatchObject({
        code: 'mandate-unknown',
      });
    });

    it('is over by the relay’s time alone', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepMandate(newMandate('Nour'));
      const last = { ...aUse('Nour', 1), atMs: startMs + 31 * dayMs - 1 };
      await twin.store.keepMandateUse(last, judgeHelp);
      const late = { ...aUse('Nour', 2), atMs: startMs + 31 * dayMs };
      await expect(twin.store.keepMandateUse(late, judgeHelp)).rejects.toMatchObject(over);
    });

    it('is ended by the stop card with the agreements of its mailbox, and with no others', async () => {
      for (const name of ['Nour', 'Lou']) {
        await twin.store.keepGrant(newGrant(name));
        await twin.store.keepMandate(newMandate(name));
      }
      const record = () => ({ id: someId('stop'), text: signedText({ id: someId('stop') }, 'stop') });
      await twin.store.stopGrants({ secrets: [stopSecretOf('Nour')], record, atMs: startMs + minuteMs });
      await expect(twin.store.keepMandateUse(aUse('Nour', 2), judgeHelp)).rejects.toMatchObject(over);
      await twin.store.keepMandateUse(aUse('Lou', 2), judgeHelp);
    });
  });
});

it('a mandate that was stolen fills no disk: it is over after a thousand looks', () => {
  expect(() => requireUnused(maxMandateUses - 1)).not.toThrow();
  expect(() => requireUnused(maxMandateUses)).toThrow('no more looks');
});
