import { describe, expect, it } from 'vitest';
import { judgeHelp } from '../../../policy/mandate.ts';
import { bytesDigest, textDigest } from '../../../relay/proof/hash.ts';
import type { NewHandover } from '../../../relay/store/handover-contract.ts';
import type { NewMandate } from '../../../relay/store/mandate-contract.ts';
import { maxKeySteps } from '../../../relay/store/terms.ts';
import { aHandover } from '../../support/a-handover.ts';
import { aMandate } from '../../support/a-mandate.ts';
import { aThread } from '../../support/a-thread.ts';
import {
  aPause,
  aReceipt,
  aRefusal,
  aRevocation,
  cityId,
  someDigest,
  someId,
} from '../../support/builders.ts';
import {
  anEnd,
  mailboxOf,
  minuteMs,
  newCalculation,
  newEnvelope,
  newGrant,
  signedText,
  startMs,
} from './acts.ts';
import { onBoth } from './twins.ts';

/** Every grant of `acts.ts` is signed by this key. */
const first = someDigest('pairwise key of Nour');
const second = someDigest('second key');
const third = someDigest('third key');

function newHandover(
  name: string,
  [key, newKey]: readonly [string, string],
  mailbox = mailboxOf(name),
): NewHandover {
  const id = someId(`handover of ${name} to ${newKey}`);
  const record = aHandover({ id, by: mailbox, grant: someId(name), key, newKey });
  return {
    mailbox,
    grant: someId(name),
    id,
    text: signedText(record, id),
    key,
    newKey,
    atMs: startMs + minuteMs,
  };
}

function newMandate(n: number, key: string): NewMandate {
  const record = aMandate({ id: someId(`mandate ${n}`), by: mailboxOf('Nour'), n, key });
  const { id, by: mailbox } = record;
  return { mailbox, id, text: signedText(record, id), n, atMs: startMs };
}

const aLook = (n: number) => ({
  mailbox: mailboxOf('Nour'),
  mandate: someId(`mandate ${n}`),
  text: `{"nonce":"${n}"}\ned25519:${'A'.repeat(86)}`,
  atMs: startMs + 2 * minuteMs,
});

const forked = { code: 'handover-forked' };

onBoth((twin) => {
  describe('a hand-over', () => {
    it('is a member of its grant’s sequence and a step of its mailbox, also after a restart', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const handover = newHandover('Nour', [first, second]);
      const kept = await twin.store.keepHandover(handover);
      await twin.requireInLog(handover.text, kept);
      expect(await twin.store.listKeySteps(mailboxOf('Nour'))).toEqual([{ key: first, newKey: second }]);
      expect(await twin.store.listKeySteps(mailboxOf('Lou'))).toEqual([]);
      await twin.reopen();
      expect(await twin.store.listKeySteps(mailboxOf('Nour'))).toEqual([{ key: first, newKey: second }]);
      const { records, grants } = await twin.sequence('Nour');
      expect(records.map((record) => record.kind === 'signed' && record.type)).toEqual(['grant', 'handover']);
      expect(grants[0]?.state.last).toMatchObject({ seq: 2, digest: textDigest(handover.text) });
    });

    it('has one place, however often it comes, also behind the next', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const handover = newHandover('Nour', [first, second]);
      const { index } = await twin.store.keepHandover(handover);
      await twin.store.keepHandover(newHandover('Nour', [second, third]));
      expect((await twin.store.keepHandover(handover)).index).toBe(index);
      expect((await twin.sequence('Nour')).records).toHaveLength(3);
    });

    it('is refused when the key has another successor, was left behind, or would come back', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      const { size } = await twin.store.head();
      for (const step of [
        [first, third],
        [third, someDigest('fourth key')],
        [second, first],
      ] as const)
        await expect(twin.store.keepHandover(newHandover('Nour', step))).rejects.toMatchObject(forked);
      expect((await twin.store.head()).size).toBe(size);
    });

    it('leads all grants of a mailbox to the same key, each by its own record', async () => {
      const mailbox = mailboxOf('Nour');
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('second yes', { mailbox }));
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      const other = newHandover('second yes', [first, third], mailbox);
      await expect(twin.store.keepHandover(other)).rejects.toMatchObject(forked);
      await twin.store.keepHandover(newHandover('second yes', [first, second], mailbox));
      expect(await twin.store.listKeySteps(mailbox)).toHaveLength(1);
    });

    it('of two at once to different keys, one is kept', async () => {
      const mailbox = mailboxOf('Nour');
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('second yes', { mailbox }));
      const both = await Promise.allSettled([
        twin.store.keepHandover(newHandover('Nour', [first, second])),
        twin.store.keepHandover(newHandover('second yes', [first, third], mailbox)),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await twin.store.listKeySteps(mailbox)).toHaveLength(1);
    });

    it('ends the help that the key before gave, and none that its successor gives', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('second yes', { mailbox: mailboxOf('Nour') }));
      await twin.store.keepMandate(newMandate(1, first));
      await twin.store.keepMandateUse(aLook(1), judgeHelp);
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      await expect(twin.store.keepMandateUse(aLook(1), judgeHelp)).rejects.toMatchObject({
        code: 'mandate-over',
      });
      const [ended] = await twin.store.listMandates(mailboxOf('Nour'));
      expect(ended).toMatchObject({ endedMs: startMs + minuteMs, end: undefined });
      await twin.store.keepMandate(newMandate(2, second));
      await twin.store.keepHandover(newHandover('second yes', [first, second], mailboxOf('Nour')));
      await twin.store.keepMandateUse(aLook(2), judgeHelp);
    });

    it('is seen by what came through the door before it: nothing more is kept under the key before', async () => {
      const mailbox = mailboxOf('Nour');
      await twin.store.keepGrant(newGrant('Nour'));
      const early = newMandate(1, first);
      await twin.store.keepMandate(early);
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      const { size } = await twin.store.head();
      const left = { code: 'key-unknown' };
      await expect(twin.store.keepMandate(newMandate(2, first))).rejects.toMatchObject(left);
      const pause = aPause({ by: mailbox, grant: someId('Nour'), key: first, n: 1 });
      const held = { mailbox, grant: someId('Nour'), act: 'pause', n: 1, atMs: startMs } as const;
      const late = { ...held, id: pause.id, text: signedText(pause, 'pause') };
      await expect(twin.store.keepPause(late)).rejects.toMatchObject(left);
      const receipt = { ...aReceipt({ by: mailbox, key: first }), id: someId('receipt') };
      const { calculation, id } = receipt;
      const given = { mailbox, grant: someId('Nour'), calculation, id, text: signedText(receipt, id) };
      await expect(twin.store.keepReceipt(given)).rejects.toMatchObject(left);
      const thread = aThread({ id: someId('thread'), thread: someId('thread'), by: mailbox, key: first });
      const opening = { mailbox, party: cityId, grant: someId('Nour'), isByOpener: true, isAwaiting: true };
      const opened = {
        ...opening,
        id: thread.id,
        text: signedText(thread, 'thread'),
        atMs: startMs,
        sealed: undefined,
      };
      await expect(twin.store.openThread(opened)).rejects.toMatchObject(left);
      await expect(twin.store.keepGrant(newGrant('late yes', { mailbox }))).rejects.toMatchObject(left);
      const refusal = aRefusal({ by: mailbox, key: first });
      const no = { mailbox, id: refusal.id, text: signedText(refusal, 'refusal') };
      await expect(twin.store.keepRefusal(no)).rejects.toMatchObject(left);
      await expect(twin.store.keepEnvelope(newEnvelope('Nour', 2))).rejects.toMatchObject(left);
      const sealedTo = bytesDigest(Buffer.from(aHandover().newBoxKey, 'base64url'));
      const result = newCalculation('Nour');
      for (const to of [undefined, someDigest('box key before')])
        await expect(twin.store.keepCalculation({ ...result, sealedTo: to })).rejects.toMatchObject({
          code: 'key-replaced',
        });
      expect((await twin.store.head()).size).toBe(size);
      // What was kept before keeps its place.
      await twin.store.keepMandate(early);
      await twin.store.keepEnvelope(newEnvelope('Nour', 2, { key: second }));
      await twin.store.keepCalculation({ ...result, sealedTo });
    });

    it('lets its key speak under its own grant alone: what a party proves by another grant’s key it cannot', async () => {
      const mailbox = mailboxOf('Nour');
      const other = someId('second yes');
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('second yes', { mailbox }));
      const calculation = newCalculation('Nour');
      const result = { ...calculation, grant: other, id: someId('result'), text: `${calculation.text}A` };
      await twin.store.keepCalculation(result);
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      await twin.store.keepMandate(newMandate(1, second));
      const { size } = await twin.store.head();
      const endBy = (key: string) => {
        const record = aRevocation({ id: someId(`end by ${key}`), by: mailbox, grant: other, key });
        return anEnd('Nour', { grant: other, id: record.id, text: signedText(record, record.id) });
      };
      const receiptBy = (key: string) => {
        const of = { id: someId(`receipt by ${key}`), calculation: textDigest(result.text) };
        const text = signedText(aReceipt({ ...of, by: mailbox, key }), of.id);
        return { ...of, mailbox, grant: other, text };
      };
      const threadBy = (key: string) => {
        const id = someId('thread');
        const text = signedText(aThread({ id, thread: id, by: mailbox, grant: other, key }), id);
        const opening = { id, mailbox, party: cityId, grant: other, text, sealed: undefined };
        return { ...opening, isByOpener: true, isAwaiting: true, atMs: startMs };
      };
      const { id: mandate } = newMandate(1, second);
      const unknown = { code: 'key-unknown' };
      await expect(twin.store.endGrant(endBy(second))).rejects.toMatchObject(unknown);
      await expect(twin.store.keepReceipt(receiptBy(second))).rejects.toMatchObject(unknown);
      await expect(twin.store.openThread(threadBy(second))).rejects.toMatchObject(unknown);
      await expect(twin.store.endGrantByHelper(endBy(first), mandate, judgeHelp)).rejects.toMatchObject({
        code: 'mandate-outside',
      });
      expect((await twin.store.head()).size).toBe(size);
      await twin.store.keepHandover(newHandover('second yes', [first, second], mailbox));
      await twin.store.keepReceipt(receiptBy(second));
      const { kept } = await twin.store.openThread(threadBy(second));
      const turn = (key: string) => ({
        ...threadBy(key),
        thread: someId('thread'),
        id: someId(`turn by ${key}`),
        text: signedText({ ...aThread({ by: mailbox, grant: other, key }), id: someId('turn') }, 'turn'),
        previous: kept.digest,
      });
      await expect(twin.store.keepTurn(turn(third))).rejects.toMatchObject(unknown);
      await twin.store.keepTurn(turn(second));
      // Whoever held the key before may still end it.
      expect((await twin.store.endGrant(endBy(first))).reason).toBe('grant-withdrawn');
    });

    it('lets a helper stop under the grants at which the giver’s key speaks', async () => {
      const mailbox = mailboxOf('Nour');
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      await twin.store.keepMandate(newMandate(1, second));
      const ended = await twin.store.endGrantByHelper(anEnd('Nour'), newMandate(1, second).id, judgeHelp);
      expect(ended.reason).toBe('grant-withdrawn');
      expect(await twin.store.listKeySteps(mailbox)).toHaveLength(1);
    });

    it('comes sixty-four times in the life of a mailbox, and not once more', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const keys = [first, ...Array.from({ length: maxKeySteps + 1 }, (_, at) => someDigest(`key ${at}`))];
      const step = (at: number) => newHandover('Nour', [keys[at] ?? '', keys[at + 1] ?? '']);
      for (let at = 0; at < maxKeySteps; at += 1) await twin.store.keepHandover(step(at));
      const { size } = await twin.store.head();
      await expect(twin.store.keepHandover(step(maxKeySteps))).rejects.toMatchObject(forked);
      expect((await twin.store.head()).size).toBe(size);
      await twin.store.keepHandover(step(maxKeySteps - 1));
    });

    it('is taken of an ended grant, and not of one that nobody confirmed or that is not there', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.endGrant(anEnd('Nour'));
      await twin.store.keepHandover(newHandover('Nour', [first, second]));
      expect((await twin.store.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.status).toBe('ended');
      await twin.store.keepGrant(newGrant('Lou', { isWaiting: true }));
      for (const name of ['Lou', 'Ada'])
        await expect(twin.store.keepHandover(newHandover(name, [first, second]))).rejects.toMatchObject({
          code: 'grant-unknown',
        });
    });
  });
});
