import { describe, expect, it } from 'vitest';
import { textDigest } from '../../../relay/proof/hash.ts';
import type { DeclarationEnd, NewPause } from '../../../relay/store/sides-contract.ts';
import { aPause, aStatement, cityId, operatorId, someDigest, someId } from '../../support/builders.ts';
import { anEnd, mailboxOf, minuteMs, newEnvelope, newGrant, signedText, startMs } from './acts.ts';
import { onBoth } from './twins.ts';

const declaration = newGrant('Nour').declaration;

function newPause(name: string, n: number, changes: Partial<NewPause> = {}): NewPause {
  const act = n % 2 === 1 ? 'pause' : 'resume';
  const record = aPause({
    id: someId(`pause ${n} of ${name}`),
    by: mailboxOf(name),
    grant: someId(name),
    act,
    n,
  });
  const { id, by: mailbox, grant } = record;
  return { mailbox, grant, id, text: signedText(record, id), act, n, atMs: startMs + n, ...changes };
}

onBoth((twin) => {
  describe('a suspension of a declaration', () => {
    it('stops every live grant of it and of no other, from its commit and after a restart', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      await twin.store.keepGrant(newGrant('Sam'));
      await twin.store.keepGrant({ ...newGrant('Ada'), declaration: someDigest('another declaration') });
      await twin.store.endGrant(anEnd('Sam'));
      await twin.ask('before', ['Nour', 'Lou', 'Ada']);
      expect(await twin.store.suspendGrants(declaration)).toBe(2);
      expect(await twin.formOf('n1', 'Nour')).toBe('not-now');
      expect(await twin.formOf('n2', 'Lou')).toBe('not-now');
      expect(await twin.formOf('n3', 'Sam')).toBe('ended');
      expect(await twin.formOf('n4', 'Ada')).toBe('allowed');
      await twin.reopen();
      expect(await twin.formOf('n5', 'Nour')).toBe('not-now');
      expect((await twin.store.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.status).toBe('suspended');
      expect(await twin.store.suspendGrants(declaration)).toBe(2);
      expect(await twin.store.suspendGrants(someDigest('unknown'))).toBe(0);
    });

    it('leaves withdrawing, renewing and expiring as they are', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou', { period: { days: 1 } }));
      await twin.store.suspendGrants(declaration);
      await twin.store.keepEnvelope(newEnvelope('Nour', 2));
      expect(await twin.formOf('n1', 'Nour')).toBe('not-now');
      expect((await twin.store.endGrant(anEnd('Nour'))).reason).toBe('grant-withdrawn');
      expect(await twin.formOf('n2', 'Nour')).toBe('ended');
      await twin.store.sweep(startMs + 2 * 86_400_000);
      expect(await twin.formOf('n3', 'Lou')).toBe('ended');
    });

    it('takes no later yes, and drops one that still waits for its six characters', async () => {
      await twin.store.keepGrant(newGrant('Nour', { isWaiting: true }));
      expect(await twin.store.suspendGrants(declaration)).toBe(0);
      expect((await twin.store.confirmGrant(mailboxOf('Nour'), someId('Nour'))).status).toBe('ended');
      expect(await twin.formOf('n1', 'Nour')).toBe('not-granted');
      await expect(twin.store.keepGrant(newGrant('Lou'))).rejects.toMatchObject({
        code: 'declaration-closed',
      });
      await twin.reopen();
      await expect(twin.store.keepGrant(newGrant('Lou'))).rejects.toMatchObject({
        code: 'declaration-closed',
      });
    });

    it('counts more grants than one step takes', async () => {
      const names = Array.from({ length: 520 }, (_, at) => `resident ${at}`);
      await Promise.all(names.map((name) => twin.store.keepGrant(newGrant(name))));
      expect(await twin.store.suspendGrants(declaration)).toBe(520);
      expect(await twin.formOf('n1', 'resident 519')).toBe('not-now');
    }, 60_000);
  });

  describe('the end of a declaration', () => {
    const end: DeclarationEnd = {
      declaration,
      reason: 'grant-terminated',
      record: someDigest('retired'),
      atMs: startMs + minuteMs,
    };

    it('ends every live grant of it and of no other, suspended or not, and tells since when and by what', async () => {
      for (const name of ['Nour', 'Sam']) await twin.store.keepGrant(newGrant(name));
      await twin.store.keepGrant({ ...newGrant('Ada'), declaration: someDigest('another declaration') });
      await twin.store.endGrant(anEnd('Sam'));
      await twin.store.suspendGrants(declaration);
      expect(await twin.store.endGrants(end)).toBe(1);
      const [answer] = (await twin.ask('n1', ['Nour'])).answers;
      expect(answer?.decision).toEqual({
        allowed: false,
        form: 'ended',
        denials: [{ reason: 'grant-terminated', atMs: end.atMs, record: end.record }],
      });
      expect(await twin.formOf('n2', 'Ada')).toBe('allowed');
      await twin.reopen();
      const stateOf = async (name: string) =>
        (await twin.store.readGrant(mailboxOf(name), someId(name)))?.state;
      expect(await stateOf('Nour')).toMatchObject({
        status: 'ended',
        endReason: 'grant-terminated',
        endedMs: end.atMs,
        endRecord: end.record,
      });
      expect(await stateOf('Sam')).toMatchObject({ endReason: 'grant-withdrawn' });
      const later: DeclarationEnd = { ...end, reason: 'party-closed', record: someDigest('closed') };
      expect(await twin.store.endGrants(later)).toBe(0);
      expect(await stateOf('Nour')).toMatchObject({ endReason: 'grant-terminated', endRecord: end.record });
    });

    it('deletes the envelopes with it, and adds nothing to the sequence', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const read = await twin.ask('n1', ['Nour'], { want: 'envelope' });
      expect(await twin.store.readReleased(cityId, read.id, startMs + 2000)).toHaveLength(1);
      await twin.store.endGrants(end);
      expect(await twin.store.readReleased(cityId, read.id, startMs + 2000)).toEqual([]);
      const { grants, records } = await twin.sequence('Nour');
      expect(grants[0]).not.toHaveProperty('envelope');
      expect(records.map(({ kind }) => kind)).toEqual(['signed', 'access']);
      await expect(twin.store.keepEnvelope(newEnvelope('Nour', 2))).rejects.toMatchObject({
        code: 'grant-ended',
      });
    });

    it('keeps what a withdrawal answers, and takes no later yes', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.endGrants(end);
      expect(await twin.store.endGrant(anEnd('Nour'))).toEqual({
        reason: 'grant-terminated',
        atMs: end.atMs,
      });
      await expect(twin.store.keepGrant(newGrant('Lou'))).rejects.toMatchObject({
        code: 'declaration-closed',
      });
    });

    it('is none for what was over before: time, or nobody who typed the six characters', async () => {
      await twin.store.keepGrant(newGrant('Nour', { isWaiting: true }));
      await twin.store.keepGrant(newGrant('Lou', { period: { days: 1 } }));
      expect(await twin.store.endGrants({ ...end, atMs: startMs + 2 * 86_400_000 })).toBe(0);
      expect(await twin.formOf('n1', 'Nour')).toBe('not-granted');
      const lou = await twin.store.readGrant(mailboxOf('Lou'), someId('Lou'));
      expect(lou?.state).toMatchObject({ status: 'ended', endReason: 'grant-expired' });
    });
  });

  describe('a pause', () => {
    it('stops readings and lets them go on, in the private sequence alone', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const paused = await twin.store.keepPause(newPause('Nour', 1));
      expect(paused.state.status).toBe('paused');
      await twin.requireInLog(newPause('Nour', 1).text, paused.kept);
      expect(await twin.formOf('n1', 'Nour')).toBe('not-now');
      expect((await twin.store.keepPause(newPause('Nour', 2))).state.status).toBe('active');
      expect(await twin.formOf('n2', 'Nour')).toBe('allowed');
      const { records } = await twin.sequence('Nour');
      expect(records.map(({ kind, seq }) => [kind, seq])).toEqual([
        ['signed', 1],
        ['access', 2],
        ['access', 3],
      ]);
      const pauses = await twin.store.listPauses(mailboxOf('Nour'));
      expect(pauses.map(({ grant, n, text }) => [grant, n, text])).toEqual(
        [1, 2].map((n) => [someId('Nour'), n, newPause('Nour', n).text]),
      );
      await twin.requireInLog(newPause('Nour', 2).text, pauses[1]?.entry);
      expect(await twin.store.listPauses(mailboxOf('Lou'))).toEqual([]);
    });

    it('that names its end is over by that time alone', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const untilMs = startMs + 60 * minuteMs;
      const paused = await twin.store.keepPause(newPause('Nour', 1, { untilMs }));
      expect(paused.state).toMatchObject({ status: 'paused', pausedUntilMs: untilMs });
      expect(await twin.formOf('n1', 'Nour', { atMs: untilMs - 1 })).toBe('not-now');
      expect(await twin.formOf('n2', 'Nour', { atMs: untilMs })).toBe('allowed');
    });

    it('has one number and no other, whoever sends it again', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const first = await twin.store.keepPause(newPause('Nour', 1));
      const again = await twin.store.keepPause(newPause('Nour', 1));
      expect(again.kept.index).toBe(first.kept.index);
      const other = signedText(aPause({ id: someId('other') }), 'other');
      const stale = { code: 'pause-stale' };
      await expect(twin.store.keepPause(newPause('Nour', 1, { text: other }))).rejects.toMatchObject(stale);
      await expect(twin.store.keepPause(newPause('Nour', 3))).rejects.toMatchObject(stale);
      await twin.store.keepGrant(newGrant('Lou', { isWaiting: true }));
      await expect(twin.store.keepPause(newPause('Lou', 1))).rejects.toMatchObject(stale);
      await expect(twin.store.keepPause(newPause('Sam', 1))).rejects.toMatchObject({ code: 'grant-unknown' });
      await twin.store.endGrant(anEnd('Nour'));
      await expect(twin.store.keepPause(newPause('Nour', 2))).rejects.toMatchObject({ code: 'grant-ended' });
      expect((await twin.store.keepPause(newPause('Nour', 1))).kept.index).toBe(first.kept.index);
    });

    it('does not lift a suspension when it ends', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepPause(newPause('Nour', 1));
      await twin.store.suspendGrants(declaration);
      expect((await twin.store.keepPause(newPause('Nour', 2))).state.status).toBe('suspended');
      expect(await twin.formOf('n1', 'Nour', { atMs: startMs + minuteMs })).toBe('not-now');
    });
  });

  describe('the sequence of a grant, for its party', () => {
    it('is what the mailbox is shown, from any member on', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.ask('n1', ['Nour']);
      await twin.store.keepPause(newPause('Nour', 1));
      await twin.ask('n2', ['Nour']);
      await twin.store.endGrant(anEnd('Nour'));
      const shown = await twin.sequence('Nour');
      const history = await twin.store.readHistory(mailboxOf('Nour'), someId('Nour'), 0, 100);
      expect(history?.records).toEqual(shown.records);
      expect(history).toMatchObject({ party: cityId, more: false, last: { seq: 4 } });
      const some = await twin.store.readHistory(mailboxOf('Nour'), someId('Nour'), 1, 2);
      expect(some?.records.map(({ seq }) => seq)).toEqual([2, 3]);
      expect(some?.more).toBe(true);
    });

    it('is none before the six characters are typed, nor when nobody ever does', async () => {
      await twin.store.keepGrant(newGrant('Nour', { isWaiting: true }));
      const read = () => twin.store.readHistory(mailboxOf('Nour'), someId('Nour'), 0, 100);
      expect(await read()).toBeUndefined();
      await twin.store.sweep(startMs + 10 * minuteMs);
      expect(await read()).toBeUndefined();
      expect(await twin.store.readHistory(mailboxOf('Lou'), someId('Nour'), 0, 100)).toBeUndefined();
    });
  });

  describe('a monthly statement', () => {
    const text = signedText(aStatement(), 'statement');
    const leaf = (name: string) => ({
      mailbox: mailboxOf(name),
      grant: someId(name),
      position: 0,
      text: `leaf of ${name}`,
      path: [someDigest('sibling')],
    });
    const november = {
      type: 'statement' as const,
      party: cityId,
      text,
      month: '2026-11',
    };
    const leaves = {
      statement: textDigest(text),
      party: cityId,
      month: '2026-11',
      leaves: [leaf('Nour'), { ...leaf('Lou'), position: 1 }],
    };

    const grantBoth = async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
    };

    it('is a public record, and gives each mailbox its own leaf alone', async () => {
      await grantBoth();
      const kept = await twin.store.keepStatement(november);
      await twin.store.keepLeaves(leaves);
      await twin.requireInLog(text, kept);
      expect((await twin.store.listPublic('statement', cityId)).map((record) => record.text)).toEqual([text]);
      const [told, ...more] = await twin.store.listLeaves(mailboxOf('Nour'), '');
      expect(more).toEqual([]);
      expect(told).toMatchObject({ ...leaf('Nour'), month: '2026-11', statement: text });
      await twin.requireInLog(text, told?.entry);
      expect(await twin.store.listLeaves(mailboxOf('Nour'), '2026-11')).toEqual([]);
      expect(await twin.store.listLeaves(mailboxOf('Sam'), '')).toEqual([]);
    });

    it('is one a month: the same again has the same place, another is refused', async () => {
      const kept = await twin.store.keepStatement(november);
      expect((await twin.store.keepStatement(november)).index).toBe(kept.index);
      const other = { ...november, text: signedText(aStatement({ size: 2 }), 'other') };
      await expect(twin.store.keepStatement(other)).rejects.toMatchObject({ code: 'record-exists' });
      await twin.store.keepStatement({ ...other, party: operatorId });
      expect((await twin.store.listPublic('statement')).map((record) => record.digest)).toEqual([
        textDigest(text),
        textDigest(other.text),
      ]);
    });

    it('says nothing of a grant that was not given to this party', async () => {
      const foreign = { code: 'grant-unknown' };
      await twin.store.keepStatement(november);
      await expect(twin.store.keepLeaves(leaves)).rejects.toMatchObject(foreign);
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou', { isWaiting: true }));
      await expect(twin.store.keepLeaves(leaves)).rejects.toMatchObject(foreign);
      const of = { ...leaves, leaves: [leaf('Nour')] };
      await expect(twin.store.keepLeaves({ ...of, party: operatorId })).rejects.toMatchObject(foreign);
      expect(await twin.store.listLeaves(mailboxOf('Nour'), '')).toEqual([]);
      await twin.store.keepLeaves(of);
      await twin.store.keepLeaves({ ...of, leaves: [{ ...leaf('Nour'), text: 'another leaf' }] });
      expect((await twin.store.listLeaves(mailboxOf('Nour'), '')).map((told) => told.text)).toEqual([
        'leaf of Nour',
      ]);
    });
  });
});
