import { describe, expect, it } from 'vitest';
import { textDigest } from '../../../relay/proof/hash.ts';
import type { NewHandover } from '../../../relay/store/handover-contract.ts';
import { aHandover } from '../../support/a-handover.ts';
import { someDigest, someId } from '../../support/builders.ts';
import { anEnd, mailboxOf, newGrant, signedText } from './acts.ts';
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
  return { mailbox, grant: someId(name), id, text: signedText(record, id), key, newKey };
}

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
      expect(await twin.store.readNewestHandover(mailboxOf('Nour'), someId('Nour'))).toBe(handover.text);
      expect(await twin.store.readNewestHandover(mailboxOf('Nour'), someId('Lou'))).toBeUndefined();
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
