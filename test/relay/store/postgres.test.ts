import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, verifyInclusion } from '../../../crypto/proof.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { decide } from '../../../policy/decide.ts';
import { fastSha256, innerDigest } from '../../../relay/proof/hash.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import type { AccessOutcome, Store } from '../../../relay/store/contract.ts';
import { openPostgresStore, type PostgresOptions } from '../../../relay/store/postgres.ts';
import { cityId, someId } from '../../support/builders.ts';
import { openPostgres, type PostgresServer } from '../../support/postgres.ts';
import { aCall, anEnd, mailboxOf, newGrant, signedText } from './acts.ts';

const signer = newLogSigner('https://relay.example');
let server: PostgresServer;
let url: string;
let stores: Store[] = [];

beforeAll(async () => {
  await readySodium();
  server = await openPostgres({ fsync: 'off' });
});
afterAll(() => server.close());
beforeEach(async () => {
  url = await server.newDatabase();
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  stores = [];
});

/** One more relay process on the same database. */
async function open(options?: PostgresOptions): Promise<Store> {
  const store = await openPostgresStore(url, signer, options);
  stores.push(store);
  return store;
}

async function tell(command: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(command)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let at = 0; at < 200; at += 1) {
    if (await holds()) return;
    await new Promise((again) => setTimeout(again, 25));
  }
  throw new Error('expected it to hold within 5 seconds');
}

const verdict = (outcome: AccessOutcome): string =>
  outcome.kind === 'kept' && outcome.answers[0]?.decision.allowed === true ? 'allowed' : 'denied';

describe('postgres', () => {
  it('denies through one process what was withdrawn through another, from its commit', async () => {
    const [here, there] = [await open(), await open()];
    await here.keepGrant(newGrant('Nour'));
    expect(verdict(await there.keepAccess(aCall('n1', ['Nour']), decide))).toBe('allowed');
    await here.endGrant(anEnd('Nour'));
    expect(verdict(await there.keepAccess(aCall('n2', ['Nour']), decide))).toBe('denied');
  });

  it('has no yes after a withdrawal in the order of the log, however both race', async () => {
    const [here, there] = [await open(), await open()];
    for (const name of ['Nour', 'Lou', 'Sam']) await here.keepGrant(newGrant(name));
    for (const name of ['Nour', 'Lou', 'Sam']) {
      const calls = Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? here : there).keepAccess(aCall(`${name} ${at}`, [name, 'Nour']), decide),
      );
      const end = there.endGrant(anEnd(name));
      const endIndex = (await end).kept?.index ?? -1;
      expect(endIndex).toBeGreaterThan(0);
      for (const outcome of await Promise.all(calls)) {
        if (outcome.kind === 'kept' && verdict(outcome) === 'allowed')
          expect(outcome.kept().index).toBeLessThan(endIndex);
      }
    }
    const { records } = await here.readMailbox(mailboxOf('Nour'), new Map(), 1000);
    expect(records.map((record) => record.seq)).toEqual(records.map((_, at) => at + 1));
    const places = records.map((record) => record.entry?.index ?? -1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it('lets one process sign, and another take over when it ends', async () => {
    const first = await open();
    const second = await open();
    await first.keepGrant(newGrant('Nour'));
    await second.keepGrant(newGrant('Lou'));
    expect(await tell('SELECT DISTINCT term FROM head')).toEqual([{ term: '1' }]);
    await first.close();
    await until(() => second.isReady());
    await until(async () => (await tell('SELECT term FROM signer'))[0]?.['term'] === '2');
    await second.keepGrant(newGrant('Sam'));
    expect(await tell('SELECT DISTINCT term FROM head ORDER BY term')).toEqual([
      { term: '1' },
      { term: '2' },
    ]);
    const head = await second.head();
    expect(verifyCheckpoint(head.note, signer).size).toBe(3);
  });

  it('answers no access without a signer, and still withdraws', async () => {
    const candidate = await open();
    const store = await open({ isCandidate: false });
    const given = newGrant('Nour');
    await store.keepGrant(given);
    await candidate.close();
    stores = [store];
    await expect(store.keepAccess(aCall('n1', ['Nour']), decide)).rejects.toMatchObject({
      code: 'signer-absent',
    });
    await expect(store.keepGrant(newGrant('Lou'))).rejects.toMatchObject({ code: 'signer-absent' });
    await until(() => !store.isReady());
    const ended = await store.endGrant(anEnd('Nour'));
    expect(ended).toMatchObject({ reason: 'grant-withdrawn', text: anEnd('Nour').text });
    expect(ended.kept).toBeUndefined();
    expect((await store.readGrant(given.mailbox, given.id))?.envelope).toBeUndefined();
    const waiting = await store.readMailbox(given.mailbox, new Map(), 10);
    expect(waiting.records.map((record) => record.entry === undefined)).toEqual([false, true]);
    await open();
    await until(() => store.isReady());
    const placed = await store.endGrant(anEnd('Nour'));
    expect(placed.kept?.index).toBe(1);
    expect(verdict(await store.keepAccess(aCall('n1', ['Nour']), decide))).toBe('denied');
  });

  it('fences a signer whose term is over, and signs no two heads of one size', async () => {
    const store = await open();
    await store.keepGrant(newGrant('Nour'));
    await tell('UPDATE signer SET term = term + 1');
    const during = store.keepGrant(newGrant('Lou'));
    await during;
    expect((await tell('SELECT term FROM head ORDER BY size')).map((row) => row['term'])).toEqual(['1', '3']);
    const sizes = (await tell('SELECT size FROM head')).map((row) => row['size']);
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  it('goes on after every connection broke, and keeps what it acknowledged', async () => {
    const [here, there] = [await open(), await open()];
    const acknowledged: string[] = [];
    let broken = 0;
    for (let round = 0; round < 3; round += 1) {
      const writing = Array.from({ length: 20 }, (_, at) => {
        const name = `${round}/${at}`;
        return (at % 2 === 0 ? here : there).keepGrant(newGrant(name)).then(
          () => acknowledged.push(name),
          (fault: { code: string }) => {
            expect(['store-failed', 'signer-absent']).toContain(fault.code);
            broken += 1;
          },
        );
      });
      await tell(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
      );
      await Promise.all(writing);
      await until(
        async () => (await here.keepGrant(newGrant(`end ${round}`)).catch(() => undefined)) !== undefined,
      );
    }
    expect(broken).toBeGreaterThan(0);
    for (const name of acknowledged) {
      expect(await there.readGrant(mailboxOf(name), someId(name)), name).toBeDefined();
    }
  });

  it('keeps one successor of a version, whichever process is first', async () => {
    const [here, there] = [await open(), await open()];
    const record = { type: 'declaration' as const, party: cityId };
    const { digest: previousHash } = await here.keepPublic({ ...record, text: signedText({}, 'first') });
    const kept = await Promise.allSettled(
      [here, there].map((store, at) =>
        store.keepPublic({ ...record, text: signedText({ at, previousHash }, `${at}`) }),
      ),
    );
    expect(kept.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await there.listPublic('declaration')).toHaveLength(2);
  });

  it('gives every process the same proofs', async () => {
    const [here, there] = [await open(), await open()];
    const given = newGrant('Nour');
    const kept = await here.keepGrant(given);
    const labels = Array.from({ length: 300 }, (_, at) => ({
      type: 'label' as const,
      party: 'p',
      text: `label ${at}`,
    }));
    await Promise.all(labels.map((label) => there.keepPublic(label)));
    for (const store of [here, there]) {
      const { checkpoint, path, index, size } = await store.receiptOf(kept);
      const { root } = verifyCheckpoint(checkpoint, signer);
      const leaf = leafHash(innerDigest(Buffer.from(kept.salt, 'base64url'), given.text), fastSha256);
      expect(verifyInclusion(leaf, index, size, path.map(fromBase64url), root)).toBe(true);
    }
  });
});
