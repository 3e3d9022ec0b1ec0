import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, nodeHash, verifyInclusion } from '../../../crypto/proof.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { readAccess, readAnswerText } from '../../../policy/access.ts';
import { decide } from '../../../policy/decide.ts';
import { fastSha256, innerDigest, rootOfLeaves, textDigest, treeOfTexts } from '../../../relay/proof/hash.ts';
import { type LogSigner, newLogSigner } from '../../../relay/proof/log-signer.ts';
import type { AccessOutcome, LogEntry, LogReceipt, Store } from '../../../relay/store/contract.ts';
import { openPostgresStore } from '../../../relay/store/postgres.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { cityId, operatorId, someDigest, someId } from '../../support/builders.ts';
import { openPostgres, type PostgresServer } from '../../support/postgres.ts';
import {
  aCall,
  anEnd,
  chainDigest,
  dayMs,
  mailboxOf,
  minuteMs,
  newCalculation,
  newEnvelope,
  newGrant,
  newReceipt,
  nextTurn,
  signedText,
  startMs,
  stopSecretOf,
} from './acts.ts';

interface Kind {
  name: string;
  start: () => Promise<void>;
  /** A new, empty one; `open` opens it again as a restart would. */
  make: () => Promise<{ open: (signer: LogSigner) => Promise<Store>; drop: () => Promise<void> }>;
  stop: () => Promise<void>;
}

const sqlite: Kind = {
  name: 'sqlite',
  start: async () => undefined,
  make: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vav-store-'));
    return {
      open: async (signer) => openSqliteStore(join(folder, 'relay.db'), signer),
      drop: async () => rmSync(folder, { recursive: true }),
    };
  },
  stop: async () => undefined,
};

let server: PostgresServer;
const postgres: Kind = {
  name: 'postgres',
  start: async () => {
    server = await openPostgres({ fsync: 'off' });
  },
  make: async () => {
    const url = await server.newDatabase();
    return { open: (signer) => openPostgresStore(url, signer), drop: async () => undefined };
  },
  stop: () => server.close(),
};

type KeptAccess = Extract<AccessOutcome, { kind: 'kept' }>;

function requireKept(outcome: AccessOutcome): KeptAccess {
  if (outcome.kind !== 'kept') throw new Error('expected a call that was kept');
  return outcome;
}

describe.each([sqlite, postgres])('$name', ({ start, make, stop }) => {
  const signer = newLogSigner('https://relay.example');
  let made: Awaited<ReturnType<Kind['make']>>;
  let store: Store;

  beforeAll(async () => {
    await readySodium();
    await start();
  });
  afterAll(stop);
  beforeEach(async () => {
    made = await make();
    store = await made.open(signer);
  });
  afterEach(async () => {
    await store.close();
    await made.drop();
  });

  const reopen = async () => {
    await store.close();
    store = await made.open(signer);
  };
  const isInLog = (text: string, { digest, salt, index, size, path, checkpoint }: LogReceipt) => {
    const head = verifyCheckpoint(checkpoint, signer);
    const leaf = leafHash(innerDigest(Buffer.from(salt, 'base64url'), text), fastSha256);
    const good = verifyInclusion(leaf, index, size, path.map(fromBase64url), head.root);
    return good && head.size === size && digest === textDigest(text);
  };
  const requireInLog = async (text: string, entry: LogEntry | undefined) => {
    expect(entry).toBeDefined();
    expect(isInLog(text, await store.receiptOf(entry as LogEntry))).toBe(true);
  };
  const ask = async (nonce: string, names: string[], wish?: Parameters<typeof aCall>[2]) =>
    requireKept(await store.keepAccess(aCall(nonce, names, wish), decide));
  const formOf = async (nonce: string, name: string, wish?: Parameters<typeof aCall>[2]) => {
    const decision = (await ask(nonce, [name], wish)).answers[0]?.decision;
    return decision?.allowed === true ? 'allowed' : decision?.form;
  };
  const sequence = async (name: string, after = 0, limit = 1000) =>
    store.readMailbox(mailboxOf(name), new Map([[someId(name), after]]), limit);

  describe('public records', () => {
    const party = { type: 'party' as const, party: cityId, text: signedText({ a: 1 }, 'party') };

    it('gives anyone what is public, with a salt that hides nothing', async () => {
      const kept = await store.keepPublic(party);
      expect(kept.salt).toBe(Buffer.alloc(32).toString('base64url'));
      await requireInLog(party.text, kept);
      expect(await store.readPublic(kept.digest)).toMatchObject({ ...party, index: kept.index });
      expect(await store.readPublic(someDigest('nothing'))).toBeUndefined();
    });

    it('keeps the same record once', async () => {
      const [first, second] = await Promise.all([store.keepPublic(party), store.keepPublic(party)]);
      expect(second.index).toBe(first.index);
      expect((await store.keepPublic(party)).index).toBe(first.index);
      expect((await store.head()).size).toBe(1);
    });

    it('lists the records of a type in the order of the log', async () => {
      await store.keepPublic(party);
      await store.keepPublic({ ...party, text: signedText({ a: 2 }, 'party') });
      await store.keepPublic({ type: 'label', party: cityId, text: signedText({ a: 3 }, 'label') });
      await store.keepPublic({ type: 'party', party: operatorId, text: signedText({ a: 4 }, 'party') });
      expect((await store.listPublic('party')).map((kept) => kept.index)).toEqual([0, 1, 3]);
      expect((await store.listPublic('party', cityId)).map((kept) => kept.index)).toEqual([0, 1]);
      expect((await store.listPublic('label', operatorId)).length).toBe(0);
    });

    it('gives published rules back byte for byte', async () => {
      const compiled = Buffer.from('{"prix . €": 1}');
      await store.keepRules(someDigest('rules'), cityId, compiled);
      await store.keepRules(someDigest('rules'), cityId, compiled);
      expect(Buffer.from((await store.readRules(someDigest('rules'))) as Uint8Array)).toEqual(compiled);
      expect(await store.readRules(someDigest('other'))).toBeUndefined();
    });
  });

  describe('grants', () => {
    it('keeps a grant, its envelope and its place in the log as one', async () => {
      const given = newGrant('Nour');
      const kept = await store.keepGrant(given);
      await requireInLog(given.text, kept);
      const read = await store.readGrant(given.mailbox, given.id);
      expect(read).toMatchObject({ text: given.text, party: cityId, entry: { index: kept.index } });
      expect(read?.state).toMatchObject({
        status: 'active',
        envelopeN: 1,
        last: { seq: 1, digest: kept.digest },
      });
      expect(read?.envelope?.n).toBe(1);
      expect(await store.readGrant(mailboxOf('Lou'), given.id)).toBeUndefined();
    });

    it('gives the same place to the same grant sent twice, and none to another with its id', async () => {
      const given = newGrant('Nour');
      const kept = await store.keepGrant(given);
      expect((await store.keepGrant(given)).index).toBe(kept.index);
      await expect(store.keepGrant({ ...given, text: `${given.text} ` })).rejects.toMatchObject({
        code: 'record-exists',
      });
      await expect(store.keepGrant({ ...given, mailbox: mailboxOf('Lou') })).rejects.toMatchObject({
        code: 'record-exists',
      });
    });

    it('lets a mailbox belong to one party only', async () => {
      await store.keepGrant(newGrant('Nour'));
      const other = newGrant('other', { mailbox: mailboxOf('Nour'), party: operatorId });
      await expect(store.keepGrant(other)).rejects.toMatchObject({ code: 'mailbox-taken' });
    });

    it('keeps a refusal in the log and nowhere else', async () => {
      const refusal = {
        mailbox: mailboxOf('Nour'),
        id: someId('refusal'),
        text: signedText({ no: 1 }, 'Nour'),
      };
      const kept = await store.keepRefusal(refusal);
      expect((await store.keepRefusal(refusal)).index).toBe(kept.index);
      await requireInLog(refusal.text, kept);
      const read = await store.readMailbox(mailboxOf('Nour'), new Map(), 10);
      expect(read.refusals).toEqual([
        { id: refusal.id, text: refusal.text, entry: expect.objectContaining({ index: 0 }) },
      ]);
      expect(read.grants).toEqual([]);
    });

    it('treats a grant that waits for its six characters as none, until they are typed', async () => {
      const given = newGrant('Nour', { isWaiting: true });
      await store.keepGrant(given);
      expect(await formOf('n1', 'Nour')).toBe('not-granted');
      expect(await store.confirmGrant(given.mailbox, given.id)).toMatchObject({ status: 'active' });
      expect(await formOf('n2', 'Nour')).toBe('allowed');
      await store.sweep(startMs + 10 * minuteMs);
      expect(await formOf('n3', 'Nour')).toBe('allowed');
    });

    it('lets a grant that nobody confirmed die without the party learning of it', async () => {
      const given = newGrant('Nour', { isWaiting: true });
      await store.keepGrant(given);
      expect((await store.sweep(startMs + 4 * minuteMs)).ended).toBe(0);
      expect((await store.sweep(startMs + 5 * minuteMs)).ended).toBe(1);
      expect(await store.confirmGrant(given.mailbox, given.id)).toMatchObject({ status: 'ended' });
      await reopen();
      expect(await formOf('n1', 'Nour')).toBe('not-granted');
      const withdrawn = newGrant('Lou', { isWaiting: true });
      await store.keepGrant(withdrawn);
      await store.endGrant(anEnd('Lou'));
      expect(await formOf('n2', 'Lou')).toBe('not-granted');
    });
  });

  describe('the end of a grant', () => {
    it('is in force from its commit on, and takes the envelope with it', async () => {
      await store.keepGrant(newGrant('Nour'));
      expect(await formOf('n1', 'Nour', { want: 'envelope' })).toBe('allowed');
      const ended = await store.endGrant(anEnd('Nour'));
      expect(ended).toMatchObject({
        reason: 'grant-withdrawn',
        atMs: startMs + minuteMs,
        text: anEnd('Nour').text,
      });
      await requireInLog(anEnd('Nour').text, ended.kept);
      const after = await ask('n2', ['Nour'], { want: 'envelope' });
      expect(after.answers[0]).toMatchObject({
        decision: { allowed: false, form: 'ended' },
        envelope: undefined,
      });
      expect((await store.readGrant(mailboxOf('Nour'), someId('Nour')))?.envelope).toBeUndefined();
    });

    it('stands in the log before every denial it causes and after every yes', async () => {
      await store.keepGrant(newGrant('Nour'));
      const calls = Array.from({ length: 20 }, (_, at) => aCall(`n${at}`, ['Nour']));
      const before = calls.slice(0, 10).map((call) => store.keepAccess(call, decide));
      const end = store.endGrant(anEnd('Nour'));
      const after = calls.slice(10).map((call) => store.keepAccess(call, decide));
      const endIndex = (await end).kept?.index as number;
      for (const outcome of await Promise.all([...before, ...after])) {
        const { kept, answers } = requireKept(outcome);
        expect(answers[0]?.decision.allowed).toBe(kept().index < endIndex);
      }
    });

    it('is told as it was first, however often it is asked for', async () => {
      await store.keepGrant(newGrant('Nour'));
      const first = await store.endGrant(anEnd('Nour'));
      const size = (await store.head()).size;
      const again = await store.endGrant(
        anEnd('Nour', { id: someId('later'), text: signedText({ b: 1 }, 'x'), atMs: startMs + dayMs }),
      );
      expect({ ...again, kept: undefined }).toEqual({ ...first, kept: undefined });
      expect(again.kept?.index).toBe(first.kept?.index);
      expect((await store.head()).size).toBe(size);
      await expect(store.endGrant(anEnd('Lou'))).rejects.toMatchObject({ code: 'grant-unknown' });
    });

    it('comes with time: the sweep deletes the envelope, and a later revocation is told so', async () => {
      await store.keepGrant(newGrant('Nour', { period: { days: 1 } }));
      await store.keepGrant(newGrant('Lou', { period: { days: 31 } }));
      expect(await formOf('n1', 'Nour', { atMs: startMs + dayMs })).toBe('ended');
      expect(await store.sweep(startMs + dayMs)).toMatchObject({ ended: 1 });
      expect(await store.sweep(startMs + dayMs)).toMatchObject({ ended: 0 });
      const read = await store.readGrant(mailboxOf('Nour'), someId('Nour'));
      expect(read?.state).toMatchObject({
        status: 'ended',
        endReason: 'grant-expired',
        endedMs: startMs + dayMs,
      });
      expect(read?.envelope).toBeUndefined();
      expect(await store.endGrant(anEnd('Nour', { atMs: startMs + 2 * dayMs }))).toEqual({
        reason: 'grant-expired',
        atMs: startMs + dayMs,
      });
      await store.keepGrant(newGrant('Sam', { period: { days: 1 } }));
      expect(await store.endGrant(anEnd('Sam', { atMs: startMs + 2 * dayMs }))).toMatchObject({
        reason: 'grant-expired',
      });
    });

    it('comes with its one use, which can still be completed', async () => {
      await store.keepGrant(newGrant('Nour', { period: { once: true } }));
      const first = await ask('n1', ['Nour'], { want: 'envelope' });
      expect(first.answers[0]?.envelope).toBeDefined();
      expect(await formOf('n2', 'Nour')).toBe('ended');
      expect((await store.readReleased(cityId, first.id, startMs + minuteMs))?.length).toBe(1);
      await reopen();
      expect(await formOf('n3', 'Nour')).toBe('ended');
      expect((await store.readReleased(cityId, first.id, startMs + minuteMs))?.length).toBe(1);
      await store.sweep(startMs + 11 * minuteMs);
      expect((await store.readGrant(mailboxOf('Nour'), someId('Nour')))?.envelope).toBeUndefined();
    });
  });

  describe('the stop card', () => {
    const stop = (secrets: string[], atMs = startMs + minuteMs) =>
      store.stopGrants({
        secrets,
        atMs,
        record: ({ grant, secret }) => ({
          id: someId(`stop ${grant}`),
          text: `{"grant":"${grant}"}\nstop:${secret}`,
        }),
      });

    it('ends every live grant of a mailbox by its secret, and gives the same count twice', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepGrant(newGrant('Lou'));
      const secrets = [stopSecretOf('Nour'), stopSecretOf('nobody'), stopSecretOf('Nour')];
      expect(await stop(secrets)).toBe(1);
      expect(await stop(secrets, startMs + dayMs)).toBe(1);
      expect(await formOf('n1', 'Nour')).toBe('ended');
      expect(await formOf('n2', 'Lou')).toBe('allowed');
      const { records } = await sequence('Nour');
      const end = records.find((record) => record.kind === 'signed' && record.type === 'revocation');
      expect(end?.text.endsWith(`\nstop:${stopSecretOf('Nour')}`)).toBe(true);
      await reopen();
      expect(await stop(secrets, startMs + dayMs)).toBe(1);
    });

    it('counts no grant that had ended before', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.endGrant(anEnd('Nour', { atMs: startMs }));
      expect(await stop([stopSecretOf('Nour')])).toBe(0);
    });
  });

  describe('envelopes', () => {
    it('takes n+1 in place of n and nothing else', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepEnvelope(newEnvelope('Nour', 2));
      await store.keepEnvelope(newEnvelope('Nour', 2));
      expect(
        Buffer.from(
          (await ask('n1', ['Nour'], { want: 'envelope' })).answers[0]?.envelope?.sealed as Uint8Array,
        ),
      ).toEqual(newEnvelope('Nour', 2).envelope);
      for (const stale of [
        newEnvelope('Nour', 1),
        newEnvelope('Nour', 2, { envelope: Buffer.from('other') }),
        newEnvelope('Nour', 4),
        newEnvelope('Nour', 3, { epoch: 2 }),
      ]) {
        await expect(store.keepEnvelope(stale)).rejects.toMatchObject({ code: 'envelope-stale' });
      }
      await expect(store.keepEnvelope(newEnvelope('Lou', 2))).rejects.toMatchObject({
        code: 'grant-unknown',
      });
    });

    it('takes none for a grant that ended, by an act or by time', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.endGrant(anEnd('Nour'));
      await expect(store.keepEnvelope(newEnvelope('Nour', 2))).rejects.toMatchObject({ code: 'grant-ended' });
      await store.keepGrant(newGrant('Lou', { period: { days: 1 } }));
      await expect(
        store.keepEnvelope(newEnvelope('Lou', 2, { atMs: startMs + dayMs })),
      ).rejects.toMatchObject({
        code: 'grant-ended',
      });
    });
  });

  describe('access', () => {
    it('keeps one record for one call, with the place of its leaf and the roots of both trees', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepGrant(newGrant('Lou'));
      const call = aCall('n1', ['Nour', 'Lou', 'nobody']);
      const kept = requireKept(await store.keepAccess(call, decide));
      await requireInLog(kept.text, kept.kept());
      expect((await store.head()).size).toBe(3);
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
      await store.keepGrant(given);
      const plain = await ask('n1', ['Nour']);
      expect(plain.answers[0]?.envelope).toBeUndefined();
      expect(readAnswerText(plain.answerTexts()[0] as string).envelopeDigest).toBeUndefined();
      const wanted = await ask('n2', ['Nour'], { want: 'envelope' });
      expect(Buffer.from(wanted.answers[0]?.envelope?.sealed as Uint8Array)).toEqual(given.envelope);
      const { envelope } = (await store.readGrant(given.mailbox, given.id)) ?? {};
      expect(readAnswerText(wanted.answerTexts()[0] as string).envelopeDigest).toBe(envelope?.digest);
    });

    it('refuses a nonce of the same party twice and names the first record', async () => {
      await store.keepGrant(newGrant('Nour'));
      const call = aCall('n1', ['Nour']);
      const outcomes = await Promise.all([1, 2, 3].map(() => store.keepAccess(call, decide)));
      const kept = outcomes.filter((outcome) => outcome.kind === 'kept');
      expect(kept.length).toBe(1);
      const replayed = { kind: 'replayed', id: kept[0]?.id };
      expect(outcomes.filter((outcome) => outcome.kind === 'replayed')).toEqual([replayed, replayed]);
      await reopen();
      expect(await store.keepAccess(call, decide)).toEqual(replayed);
      expect((await store.head()).size).toBe(2);
      expect((await store.readGrant(mailboxOf('Nour'), someId('Nour')))?.state.last.seq).toBe(2);
      expect(
        requireKept(await store.keepAccess(aCall('n1', ['Nour'], { party: operatorId }), decide)).id,
      ).not.toBe(kept[0]?.id);
    });

    it('answers the same about a refused, an unanswered and an absent grant, and about that of another party', async () => {
      await store.keepGrant(newGrant('Nour', { isWaiting: true }));
      await store.keepGrant(newGrant('Lou', { party: operatorId }));
      await store.keepRefusal({
        mailbox: mailboxOf('Sam'),
        id: someId('refusal'),
        text: signedText({ no: 1 }, 'x'),
      });
      const kept = await ask('n1', ['Nour', 'Lou', 'Sam', 'nobody'], { want: 'envelope' });
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
      expect((await sequence('Lou')).records.length).toBe(1);
    });

    it('records a no about a live grant in its sequence, so that the resident sees who tried', async () => {
      await store.keepGrant(newGrant('Nour'));
      expect(await formOf('n1', 'Nour', { facts: ['park-visits'] })).toBe('bad-request');
      const { records } = await sequence('Nour');
      expect(records[1]).toMatchObject({ kind: 'access', seq: 2 });
    });

    it('counts readings in their window, also across a restart', async () => {
      await store.keepGrant(newGrant('Nour', { terms: { maxUses: 2, windowMs: dayMs } }));
      expect(await formOf('n1', 'Nour')).toBe('allowed');
      await reopen();
      expect(await formOf('n2', 'Nour')).toBe('allowed');
      await reopen();
      expect(await formOf('n3', 'Nour')).toBe('not-now');
      expect(await formOf('n4', 'Nour', { atMs: startMs + dayMs })).toBe('allowed');
    });

    it('numbers the readings of one grant without a gap when a call asks for it several times', async () => {
      await store.keepGrant(newGrant('Nour'));
      const { answers } = await ask('n1', ['Nour', 'Nour', 'Nour']);
      expect(answers.map((answer) => answer.seq)).toEqual([2, 3, 4]);
    });

    it('gives the envelopes of a record again for ten minutes while the grant lives, to its party', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepGrant(newGrant('Lou'));
      const { id } = await ask('n1', ['Nour', 'nobody', 'Lou'], { want: 'envelope', atMs: startMs });
      const again = await store.readReleased(cityId, id, startMs + 10 * minuteMs);
      expect(again?.map(({ position, grant }) => [position, grant])).toEqual([
        [0, someId('Nour')],
        [2, someId('Lou')],
      ]);
      expect(Buffer.from(again?.[0]?.envelope as Uint8Array)).toEqual(newGrant('Nour').envelope);
      expect(await store.readReleased(cityId, id, startMs + 10 * minuteMs + 1)).toBeUndefined();
      expect(await store.readReleased(operatorId, id, startMs)).toBeUndefined();
      expect(await store.readReleased(cityId, someId('other'), startMs)).toBeUndefined();
      await store.endGrant(anEnd('Nour', { atMs: startMs }));
      await store.keepEnvelope(newEnvelope('Lou', 2));
      expect(await store.readReleased(cityId, id, startMs)).toEqual([]);
    });

    it('releases nothing again that was only decided', async () => {
      await store.keepGrant(newGrant('Nour'));
      const { id } = await ask('n1', ['Nour']);
      expect(await store.readReleased(cityId, id, startMs)).toEqual([]);
    });

    it('keeps nothing of a call whose rule fails', async () => {
      await store.keepGrant(newGrant('Nour'));
      const broken = store.keepAccess(aCall('n1', ['Nour', 'Nour']), (state, question, nowMs) => {
        if (state?.last.seq === 2) throw new Error('planted');
        return decide(state, question, nowMs);
      });
      await expect(broken).rejects.toMatchObject({ code: 'store-failed' });
      await nextTurn();
      expect((await ask('n1', ['Nour'])).answers[0]?.seq).toBe(2);
    });
  });

  describe('calculations and receipts', () => {
    it('hands the sealed result to the mailbox and puts the digest in the log', async () => {
      await store.keepGrant(newGrant('Nour'));
      const calculation = newCalculation('Nour');
      const kept = await store.keepCalculation(calculation);
      expect((await store.keepCalculation(calculation)).index).toBe(kept.index);
      await requireInLog(calculation.text, kept);
      const { records } = await sequence('Nour', 1);
      expect(records).toMatchObject([{ type: 'calculation', seq: 2, text: calculation.text }]);
      const [record] = records;
      expect(record?.kind === 'signed' && Buffer.from(record.sealed as Uint8Array)).toEqual(
        calculation.sealed,
      );
      await expect(
        store.keepCalculation({ ...calculation, text: signedText({ c: 1 }, 'x') }),
      ).rejects.toMatchObject({
        code: 'record-exists',
      });
      await expect(store.keepCalculation(newCalculation('Lou'))).rejects.toMatchObject({
        code: 'grant-unknown',
      });
    });

    it('keeps a result 90 days, then only its digest', async () => {
      await store.keepGrant(newGrant('Nour', { period: { days: 365 } }));
      await store.keepCalculation(newCalculation('Nour'));
      expect((await store.sweep(startMs + 90 * dayMs - 1)).resultsDropped).toBe(0);
      expect((await store.sweep(startMs + 90 * dayMs)).resultsDropped).toBe(1);
      const [record] = (await sequence('Nour', 1)).records;
      expect(record?.kind === 'signed' && record.sealed).toBeUndefined();
      expect(record?.text).toBe(newCalculation('Nour').text);
    });

    it('takes a receipt for a calculation of this grant, also after its end', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepGrant(newGrant('Lou'));
      const calculation = newCalculation('Nour');
      await store.keepCalculation(calculation);
      await store.endGrant(anEnd('Nour'));
      const receipt = newReceipt('Nour', calculation);
      const kept = await store.keepReceipt(receipt);
      expect((await store.keepReceipt(receipt)).index).toBe(kept.index);
      await requireInLog(receipt.text, kept);
      await expect(store.keepReceipt(newReceipt('Lou', calculation))).rejects.toMatchObject({
        code: 'calculation-unknown',
      });
    });
  });

  describe('the mailbox', () => {
    const fill = async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.keepGrant(newGrant('Lou'));
      for (let at = 0; at < 5; at += 1) {
        await ask(`single ${at}`, ['Nour'], { want: 'envelope' });
        await ask(`batch ${at}`, ['Lou', 'Nour', 'nobody', 'Nour', 'Lou', 'Nour']);
      }
      await store.keepCalculation(newCalculation('Nour'));
      await ask('last', ['Lou', 'Nour']);
      await store.endGrant(anEnd('Nour'));
      await ask('late', ['Nour']);
    };

    it('reads a gap-free sequence in which each record names the one before it', async () => {
      await fill();
      await reopen();
      const { records, more } = await sequence('Nour');
      expect(more).toBe(false);
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
      records.forEach((record, at) => {
        const before = records[at - 1];
        if (before === undefined) expect(record.previous).toBeNull();
        else expect(record.previous).toMatchObject({ seq: before.seq, digest: chainDigest(before) });
      });
      for (const record of records) await requireInLog(record.text, record.entry);
    });

    it('proves to a resident its own part of a call, and gives nothing of another', async () => {
      await fill();
      const { records } = await sequence('Nour');
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
      const part = await sequence('Nour', 3, 4);
      expect(part.records.map((record) => record.seq)).toEqual([4, 5, 6, 7]);
      expect(part.more).toBe(true);
      const rest = await sequence('Nour', 23, 4);
      expect(rest.records.map((record) => record.seq)).toEqual([24, 25]);
      expect(rest.more).toBe(false);
      expect((await sequence('Nour', 25)).records).toEqual([]);
      expect((await sequence('nobody')).grants).toEqual([]);
    });
  });

  describe('the log', () => {
    it('begins with a signed head of nothing', async () => {
      const head = await store.head();
      expect(verifyCheckpoint(head.note, signer).size).toBe(0);
      expect(await store.readTile(0, 0, 1)).toBeUndefined();
      expect(await store.readEntries(0, 1)).toBeUndefined();
    });

    it('covers each record by the head that comes with it, and signs one head for a turn', async () => {
      const kept = await Promise.all(
        Array.from({ length: 30 }, (_, at) => store.keepGrant(newGrant(`r${at}`))),
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
          store.keepPublic({ type: 'declaration', party: cityId, text: signedText({ at }, `${at}`) }),
        ),
      );
      await reopen();
      const full = Buffer.from((await store.readTile(0, 0, 256)) as Uint8Array);
      const rest = Buffer.from((await store.readTile(0, 1, count - 256)) as Uint8Array);
      const left = (await store.readTile(1, 0, 1)) as Uint8Array;
      expect(rootOfLeaves(full)).toEqual(Buffer.from(left));
      const root = nodeHash(left, rootOfLeaves(rest), fastSha256);
      expect(Buffer.from(root).toString('base64url')).toBe((await store.head()).root);
      const entries = Buffer.from((await store.readEntries(1, count - 256)) as Uint8Array);
      expect(leafHash(entries.subarray(2, 34), fastSha256)).toEqual(rest.subarray(0, 32));
      expect(await store.readTile(0, 1, count - 255)).toBeUndefined();
    });

    it('goes on with the same log after a restart', async () => {
      const first = await store.keepGrant(newGrant('Nour'));
      const head = await store.head();
      await reopen();
      expect(await store.head()).toEqual(head);
      expect((await store.keepGrant(newGrant('Lou'))).index).toBe(first.index + 1);
    });

    it('refuses to go on under another name or key', async () => {
      await store.keepGrant(newGrant('Nour'));
      await store.close();
      await expect(made.open(newLogSigner('https://relay.example'))).rejects.toMatchObject({
        code: 'log-other',
      });
      store = await made.open(signer);
    });
  });

  it('acknowledges nothing once it is closed', async () => {
    await store.close();
    await expect(store.keepGrant(newGrant('Nour'))).rejects.toMatchObject({ code: 'store-closed' });
    await expect(store.head()).rejects.toMatchObject({ code: 'store-closed' });
    expect(store.isReady()).toBe(false);
    store = await made.open(signer);
  });
});
