import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, nodeHash, verifyInclusion } from '../../../crypto/proof.ts';
import { readAccess } from '../../../policy/access.ts';
import { fastSha256, rootOfLeaves } from '../../../relay/proof/hash.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import { cityId, someId } from '../../support/builders.ts';
import {
  anEnd,
  chainDigest,
  dayMs,
  mailboxOf,
  newCalculation,
  newGrant,
  newReceipt,
  signedText,
  startMs,
} from './acts.ts';
import { onBoth, signer } from './twins.ts';

onBoth((twin) => {
  describe('calculations and receipts', () => {
    it('hands the sealed result to the mailbox and puts the digest in the log', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      const calculation = newCalculation('Nour');
      const kept = await twin.store.keepCalculation(calculation);
      expect((await twin.store.keepCalculation(calculation)).index).toBe(kept.index);
      await twin.requireInLog(calculation.text, kept);
      const { records } = await twin.sequence('Nour', 1);
      expect(records).toMatchObject([{ type: 'calculation', seq: 2, text: calculation.text }]);
      const [record] = records;
      expect(record?.kind === 'signed' && Buffer.from(record.sealed as Uint8Array)).toEqual(
        calculation.sealed,
      );
      await expect(
        twin.store.keepCalculation({ ...calculation, text: signedText({ c: 1 }, 'x') }),
      ).rejects.toMatchObject({
        code: 'record-exists',
      });
      await expect(twin.store.keepCalculation(newCalculation('Lou'))).rejects.toMatchObject({
        code: 'grant-unknown',
      });
    });

    it('keeps a result 90 days, then only its digest', async () => {
      await twin.store.keepGrant(newGrant('Nour', { period: { days: 365 } }));
      await twin.store.keepCalculation(newCalculation('Nour'));
      expect((await twin.store.sweep(startMs + 90 * dayMs - 1)).resultsDropped).toBe(0);
      expect((await twin.store.sweep(startMs + 90 * dayMs)).resultsDropped).toBe(1);
      const [record] = (await twin.sequence('Nour', 1)).records;
      expect(record?.kind === 'signed' && record.sealed).toBeUndefined();
      expect(record?.text).toBe(newCalculation('Nour').text);
    });

    it('takes a receipt for a calculation of this grant, also after its end', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      const calculation = newCalculation('Nour');
      await twin.store.keepCalculation(calculation);
      await twin.store.endGrant(anEnd('Nour'));
      const receipt = newReceipt('Nour', calculation);
      const kept = await twin.store.keepReceipt(receipt);
      expect((await twin.store.keepReceipt(receipt)).index).toBe(kept.index);
      await twin.requireInLog(receipt.text, kept);
      await expect(twin.store.keepReceipt(newReceipt('Lou', calculation))).rejects.toMatchObject({
        code: 'calculation-unknown',
      });
    });
  });

  describe('the mailbox', () => {
    const fill = async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.keepGrant(newGrant('Lou'));
      for (let at = 0; at < 5; at += 1) {
        await twin.ask(`single ${at}`, ['Nour'], { want: 'envelope' });
        await twin.ask(`batch ${at}`, ['Lou', 'Nour', 'nobody', 'Nour', 'Lou', 'Nour']);
      }
      await twin.store.keepCalculation(newCalculation('Nour'));
      await twin.ask('last', ['Lou', 'Nour']);
      await twin.store.endGrant(anEnd('Nour'));
      await twin.ask('late', ['Nour']);
    };

    it('reads a gap-free sequence in which each record names the one before it', async () => {
      await fill();
      await twin.reopen();
      const { records, more } = await twin.sequence('Nour');
      expect(more).toBe(false);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
      records.forEach((record, at) => {
        const before = records[at - 1];
        if (before === undefined) expect(record.previous).toBeNull();
        else expect(record.previous).toMatchObject({ seq: before.seq, digest: chainDigest(before) });
      });
      for (const record of records) await twin.requireInLog(record.text, record.entry);
    });

    it('proves to a resident its own part of a call, and gives nothing of another', async () => {
      await fill();
      const { records } = await twin.sequence('Nour');
      for (const record of records) {
        if (record.kind !== 'access') continue;
        const access = readAccess(record.text);
        for (const [text, path, root] of [
          [record.item, record.itemPath, access.itemsRoot],
          [record.answer, record.answerPath, access.answersRoot],
        ] as const) {
          const leaf = leafHash(Buffer.from(text), fastSha256);
          const proven = verifyInclusion(
            leaf,
            record.position,
            record.count,
            path.map(fromBase64url),
            fromBase64url(root),
          );
          expect(proven).toBe(true);
        }
        expect(JSON.stringify(record)).not.toContain(mailboxOf('Lou'));
        expect(JSON.stringify(record)).not.toContain(someId('Lou'));
      }
    });

    it('goes on after a sequence number, the oldest first', async () => {
      await fill();
      const part = await twin.sequence('Nour', 3, 4);
      expect(part.records.map((record) => record.seq)).toEqual([4, 5, 6, 7]);
      expect(part.more).toBe(true);
      const rest = await twin.sequence('Nour', 23, 4);
      expect(rest.records.map((record) => record.seq)).toEqual([24, 25]);
      expect(rest.more).toBe(false);
      expect((await twin.sequence('Nour', 25)).records).toEqual([]);
      expect((await twin.sequence('nobody')).grants).toEqual([]);
    });
  });

  describe('the log', () => {
    it('begins with a signed head of nothing', async () => {
      const head = await twin.store.head();
      expect(verifyCheckpoint(head.note, signer).size).toBe(0);
      expect(await twin.store.readTile(0, 0, 1)).toBeUndefined();
      expect(await twin.store.readEntries(0, 1)).toBeUndefined();
    });

    it('covers each record by the head that comes with it, and signs one head for a turn', async () => {
      const kept = await Promise.all(
        Array.from({ length: 30 }, (_, at) => twin.store.keepGrant(newGrant(`r${at}`))),
      );
      for (const { index, head } of kept)
        expect(verifyCheckpoint(head.note, signer).size).toBeGreaterThan(index);
      const notes = new Map(kept.map(({ head }) => [head.size, head.note]));
      for (const { head } of kept) expect(notes.get(head.size)).toBe(head.note);
    });

    it('serves tiles and entries from which anyone computes its root', async () => {
      const count = 300;
      await Promise.all(
        Array.from({ length: count }, (_, at) =>
          twin.store.keepPublic({ type: 'declaration', party: cityId, text: signedText({ at }, `${at}`) }),
        ),
      );
      await twin.reopen();
      const full = Buffer.from((await twin.store.readTile(0, 0, 256)) as Uint8Array);
      const rest = Buffer.from((await twin.store.readTile(0, 1, count - 256)) as Uint8Array);
      const left = (await twin.store.readTile(1, 0, 1)) as Uint8Array;
      expect(rootOfLeaves(full)).toEqual(Buffer.from(left));
      const root = nodeHash(left, rootOfLeaves(rest), fastSha256);
      expect(Buffer.from(root).toString('base64url')).toBe((await twin.store.head()).root);
      const entries = Buffer.from((await twin.store.readEntries(1, count - 256)) as Uint8Array);
      expect(leafHash(entries.subarray(2, 34), fastSha256)).toEqual(rest.subarray(0, 32));
      expect(await twin.store.readTile(0, 1, count - 255)).toBeUndefined();
    });

    it('goes on with the same log after a restart', async () => {
      const first = await twin.store.keepGrant(newGrant('Nour'));
      const head = await twin.store.head();
      await twin.reopen();
      expect(await twin.store.head()).toEqual(head);
      expect((await twin.store.keepGrant(newGrant('Lou'))).index).toBe(first.index + 1);
    });

    it('refuses to go on under another name or key', async () => {
      await twin.store.keepGrant(newGrant('Nour'));
      await twin.store.close();
      await expect(twin.open(newLogSigner('https://relay.example'))).rejects.toMatchObject({
        code: 'log-other',
      });
      await twin.reopen();
    });
  });
});
