// One text of tests for both stores: `onBoth` runs it on each, with a new and empty store for every test.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { fromBase64url } from '../../../crypto/encode.ts';
import { verifyCheckpoint } from '../../../crypto/note.ts';
import { leafHash, verifyInclusion } from '../../../crypto/proof.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { decide } from '../../../policy/decide.ts';
import { fastSha256, innerDigest, textDigest } from '../../../relay/proof/hash.ts';
import { type LogSigner, newLogSigner } from '../../../relay/proof/log-signer.ts';
import type {
  AccessOutcome,
  KeptAccess,
  LogEntry,
  MailboxReading,
  Store,
} from '../../../relay/store/contract.ts';
import { openPostgresStore } from '../../../relay/store/postgres.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { someId } from '../../support/builders.ts';
import { openPostgres, type PostgresServer } from '../../support/postgres.ts';
import { type AskWish, aCall, mailboxOf } from './acts.ts';

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

export const signer = newLogSigner('https://relay.example');

export function requireKept(outcome: AccessOutcome): KeptAccess {
  if (outcome.kind !== 'kept') throw new Error('expected a call that was kept');
  return outcome;
}

/** The store of the running test, and what is often asked of it. */
class Twin {
  readonly #kind: Kind;
  #made: Awaited<ReturnType<Kind['make']>> | undefined;
  #store: Store | undefined;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('expected a running test');
    return this.#store;
  }

  async begin(): Promise<void> {
    this.#made = await this.#kind.make();
    this.#store = await this.open(signer);
  }

  async end(): Promise<void> {
    await this.store.close();
    await this.#made?.drop();
  }

  open(by: LogSigner): Promise<Store> {
    if (this.#made === undefined) throw new Error('expected a running test');
    return this.#made.open(by);
  }

  /** As a restart does. */
  async reopen(): Promise<void> {
    await this.store.close();
    this.#store = await this.open(signer);
  }

  async requireInLog(text: string, entry: LogEntry | undefined): Promise<void> {
    expect(entry).toBeDefined();
    const { digest, salt, index, size, path, checkpoint } = await this.store.receiptOf(entry as LogEntry);
    const head = verifyCheckpoint(checkpoint, signer);
    const leaf = leafHash(innerDigest(Buffer.from(salt, 'base64url'), text), fastSha256);
    expect(verifyInclusion(leaf, index, size, path.map(fromBase64url), head.root)).toBe(true);
    expect(head.size).toBe(size);
    expect(digest).toBe(textDigest(text));
  }

  async ask(nonce: string, names: string[], wish?: AskWish): Promise<KeptAccess> {
    return requireKept(await this.store.keepAccess(aCall(nonce, names, wish), decide));
  }

  async formOf(nonce: string, name: string, wish?: AskWish): Promise<string | undefined> {
    const decision = (await this.ask(nonce, [name], wish)).answers[0]?.decision;
    return decision?.allowed === true ? 'allowed' : decision?.form;
  }

  sequence(name: string, after = 0, limit = 1000): Promise<MailboxReading> {
    return this.store.readMailbox(mailboxOf(name), new Map([[someId(name), after]]), limit);
  }
}

export function onBoth(tests: (twin: Twin) => void): void {
  describe.each([sqlite, postgres])('$name', (kind) => {
    const twin = new Twin(kind);
    beforeAll(async () => {
      await readySodium();
      await kind.start();
    });
    afterAll(kind.stop);
    beforeEach(() => twin.begin());
    afterEach(() => twin.end());
    tests(twin);
  });
}
