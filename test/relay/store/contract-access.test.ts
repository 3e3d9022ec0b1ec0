import { describe, expect, it } from 'vitest';
import { readAccess, readAnswerText } from '../../../policy/access.ts';
import { decide } from '../../../policy/decide.ts';
import { rootOfLeaves, treeOfTexts } from '../../../relay/proof/hash.ts';
import { cityId, operatorId, someId } from '../../support/builders.ts';
import {
  aCall,
  anEnd,
  dayMs,
  mailboxOf,
  minuteMs,
  newEnvelope,
  newGrant,
  nextTurn,
  signedText,
  startMs,
} from './acts.ts';
import { onBoth, requireKept } from './twins.ts';

onBoth((twin) => {
  describe('access', () => {
    it('keeps one record for one call, with the place of its leaf and the roots of both trees', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      const call = aCall('n1', ['Nour', 'Lou', 'nobody']);
      const kept = requireKept(await twin.store.keepAccess(call, decide));
      await twin.requireInLog(kept.text, kept.kept());
      expect((await twin.store.head()).size).toBe(3);
      const record = readAccess(kept.text);
      expect(record).toMatchObject({
        id: kept.id,
        by: cityId,
        base: call.base,
        signature: call.signature,
        itemsRoot: call.itemsRoot,
        answersRoot: kept.answersRoot,
        count: 3,
        at: '2026-11-21T10:05:01Z',
      });
      expect(rootOfLeaves(treeOfTexts(kept.answerTexts()).leaves).toString('base64url')).toBe(
        kept.answersRoot,
      );
      const answers = kept.answerTexts().map(readAnswerText);
      expect(answers.map(({ decision, seq, form }) => [decision, seq, form])).toEqual([
        [true, 2, undefined],
        [true, 2, undefined],
        [false, 0, 'not-granted'],
      ]);
      answers.forEach((answer, at) => {
        expect(answer.item).toBe(call.leaves.toString('base64url', at * 32, at * 32 + 32));
      });
    });

    it('gives the envelope to who wanted it, and says which in the answer', async () => {
      const given = newGrant('Nour');
      await twin.store.keepGrant(given);
      const plain = await twin.ask('n1', ['Nour']);
      expect(plain.answers[0]?.envelope).toBeUndefined();
      expect(readAnswerText(plain.answerTexts()[0] as string).envelopeDigest).toBeUndefined();
      const wanted = await twin.ask('n2', ['Nour'], { want: 'envelope' });
      expect(Buffer.from(wanted.answers[0]?.envelope?.sealed as Uint8Array)).toEqual(given.envelope);
      const { envelope } = (await twin.store.readGrant(given.mailbox, given.id)) ?? {};
      expect(readAnswerText(wanted.answerTexts()[0] as string).envelopeDigest).toBe(envelope?.digest);
    });

    it('refuses a nonce of the same party twice and names the first record', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const call = aCall('n1', ['Nour']);
      const outcomes = await Promise.all([1, 2, 3].map(() => twin.store.keepAccess(call, decide)));
      const kept = outcomes.filter((outcome) => outcome.kind === 'kept');
      expect(kept.length).toBe(1);
      const replayed = { kind: 'replayed', id: kept[0]?.id };
      expect(outcomes.filter((outcome) => outcome.kind === 'replayed')).toEqual([replayed, replayed]);
      await twin.reopen();
      expect(await twin.store.keepAccess(call, decide)).toEqual(replayed);
      expect((await twin.store.head()).size).toBe(2);
      expect((await twin.store.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.last.seq).toBe(2);
      expect(
        requireKept(await twin.store.keepAccess(aCall('n1', ['Nour'], { party: operatorId }), decide)).id,
      ).not.toBe(kept[0]?.id);
    });

    it('answers the same about a refused, an unanswered and an absent grant, and about that of another party', async () => {
      await twin.store.keepGrant(newGrant('Nour', { isWaiting: true }));
      await twin.store.keepGrant(newGrant('Lou', { party: operatorId }));
      await twin.store.keepRefusal({
        mailbox: mailboxOf('Sam'),
        id: someId('refusal'),
        text: signedText({ no: 1 }, 'x'),
      });
      const kept = await twin.ask('n1', ['Nour', 'Lou', 'Sam', 'nobody'], { want: 'envelope' });
      for (const [at, { seq, envelope }] of kept.answers.entries()) {
        const { decision, form, previous } = readAnswerText(kept.answerTexts()[at] as string);
        expect({ decision, form, previous, seq, envelope }).toEqual({
          decision: false,
          form: 'not-granted',
          previous: null,
          seq: 0,
          envelope: undefined,
        });
      }
      expect((await twin.sequence('Lou')).records.length).toBe(1);
    });

    it('records a no about a live grant in its sequence, so that the resident sees who tried', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      expect(await twin.formOf('n1', 'Nour', { facts: ['park-visits'] })).toBe('bad-request');
      const { records } = await twin.sequence('Nour');
      expect(records[1]).toMatchObject({ kind: 'access', seq: 2 });
    });

    it('counts readings in their window, also across a restart', async () => {
      await twin.store.keepGrant(newGrant('Nour', { terms: { maxUses: 2, windowMs: dayMs } }));
      expect(await twin.formOf('n1', 'Nour')).toBe('allowed');
      await twin.reopen();
      expect(await twin.formOf('n2', 'Nour')).toBe('allowed');
      await twin.reopen();
      expect(await twin.formOf('n3', 'Nour')).toBe('not-now');
      expect(await twin.formOf('n4', 'Nour', { atMs: startMs + dayMs })).toBe('allowed');
    });

    it('numbers the readings of one grant without a gap when a call asks for it several times', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const { answers } = await twin.ask('n1', ['Nour', 'Nour', 'Nour']);
      expect(answers.map((answer) => answer.seq)).toEqual([2, 3, 4]);
    });

    it('gives the envelopes of a record again for ten minutes while the grant lives, to its party', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      const { id } = await twin.ask('n1', ['Nour', 'nobody', 'Lou'], { want: 'envelope', atMs: startMs });
      const again = await twin.store.readReleased(cityId, id, startMs + 10 * minuteMs);
      expect(again?.map(({ position, grant }) => [position, grant])).toEqual([
        [0, someId('Nour')],
        [2, someId('Lou')],
      ]);
      expect(Buffer.from(again?.[0]?.envelope as Uint8Array)).toEqual(newGrant('Nour').envelope);
      expect(await twin.store.readReleased(cityId, id, startMs + 10 * minuteMs + 1)).toBeUndefined();
      expect(await twin.store.readReleased(operatorId, id, startMs)).toBeUndefined();
      expect(await twin.store.readReleased(cityId, someId('other'), startMs)).toBeUndefined();
      await twin.store.endGrant(anEnd('Nour', { atMs: startMs }));
      await twin.store.keepEnvelope(newEnvelope('Lou', 2));
      expect(await twin.store.readReleased(cityId, id, startMs)).toEqual([]);
    });

    it('releases nothing again that was only decided', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const { id } = await twin.ask('n1', ['Nour']);
      expect(await twin.store.readReleased(cityId, id, startMs)).toEqual([]);
    });

    it('keeps nothing of a call whose rule fails', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const broken = twin.store.keepAccess(aCall('n1', ['Nour', 'Nour']), (state, question, nowMs) => {
        if (state?.last.seq === 2) throw new Error('planted');
        return decide(state, question, nowMs);
      });
      await expect(broken).rejects.toMatchObject({ code: 'store-failed' });
      await nextTurn();
      expect((await twin.ask('n1', ['Nour'])).answers[0]?.seq).toBe(2);
    });
  });
});
