// The only file that names Dexie. Two tables: sealed rows, and the slot list, which must be readable before anything is
// unlocked and holds public parts only. No index but the key: everything is opened into memory at unlock.

import Dexie, { type Table } from 'dexie';
import { databaseName } from './device.ts';
import { VaultFault } from './fault.ts';

/** `k`: keyed hash of kind and name. `c`: the row, sealed. */
export interface SealedRow {
  readonly k: string;
  readonly c: Uint8Array;
}

interface DoorRow {
  /** `next`: of another root, which another device has made; believed only when a slot has opened it. */
  readonly k: 'slots' | 'next';
  readonly text: string;
}

class WalletDatabase extends Dexie {
  declare rows: Table<SealedRow, string>;
  declare door: Table<DoorRow, string>;

  constructor() {
    super(databaseName);
    this.version(1).stores({ rows: 'k', door: 'k' });
  }
}

let database: WalletDatabase | undefined;

function theDatabase(): WalletDatabase {
  database ??= new WalletDatabase();
  return database;
}

/** The present bytes of rows, inside one transaction. Invariant: `act` awaits nothing but `read`. */
export interface RowAccess {
  /** The slot list beside these rows: under the root that it names they were sealed. */
  readonly slotText: string | undefined;
  read(k: string): Promise<Uint8Array | undefined>;
}

export interface RowChange {
  readonly puts: readonly SealedRow[];
  readonly drops: readonly string[];
}

export async function readSlotText(): Promise<string | undefined> {
  return guarded(async () => (await theDatabase().door.get('slots'))?.text);
}

export async function readRows(): Promise<SealedRow[]> {
  return guarded(() => theDatabase().rows.toArray());
}

/** Slot list and first rows together, and only on a device that has no vault: two tabs cannot both make one. */
export async function writeFirst(slotText: string, rows: readonly SealedRow[]): Promise<void> {
  const db = theDatabase();
  await guarded(() =>
    db.transaction('rw', db.rows, db.door, async () => {
      await db.door.add({ k: 'slots', text: slotText });
      await db.rows.clear();
      await db.rows.bulkPut([...rows]);
    }),
  );
}

/** Puts a successor of the slot list, unless another tab was faster. */
export async function writeSlotText(before: string, after: string): Promise<void> {
  const db = theDatabase();
  await guarded(() =>
    db.transaction('rw', db.door, async () => {
      if ((await db.door.get('slots'))?.text !== before)
        throw new VaultFault('vault-broken', 'slot list has changed');
      await db.door.put({ k: 'slots', text: after });
    }),
  );
}

/** Another root: every row and the slot list in one transaction, unless another tab was faster. */
export async function replaceAll(
  before: string,
  after: string,
  turn: (rows: readonly SealedRow[]) => SealedRow[],
): Promise<void> {
  const db = theDatabase();
  await guarded(() =>
    db.transaction('rw', db.rows, db.door, async () => {
      if ((await db.door.get('slots'))?.text !== before)
        throw new VaultFault('vault-broken', 'slot list has changed');
      const rows = turn(await db.rows.toArray());
      await db.rows.clear();
      await db.rows.bulkPut(rows);
      await db.door.put({ k: 'slots', text: after });
      await db.door.delete('next');
    }),
  );
}

export async function readNextSlots(): Promise<string | undefined> {
  return guarded(async () => (await theDatabase().door.get('next'))?.text);
}

export async function writeNextSlots(text: string): Promise<void> {
  await guarded(() => theDatabase().door.put({ k: 'next', text }));
}

/** Reads, decides and writes in one transaction, so that two tabs never overwrite each other's change. */
export async function changeRows(act: (rows: RowAccess) => Promise<RowChange>): Promise<void> {
  const db = theDatabase();
  await guarded(() =>
    db.transaction('rw', db.rows, db.door, async () => {
      const slotText = (await db.door.get('slots'))?.text;
      const change = await act({ slotText, read: async (k) => (await db.rows.get(k))?.c });
      if (change.puts.length > 0) await db.rows.bulkPut([...change.puts]);
      if (change.drops.length > 0) await db.rows.bulkDelete([...change.drops]);
    }),
  );
}

/** The slot list first: without it the rows are noise, even if what follows is interrupted. */
export async function destroyDatabase(): Promise<void> {
  const db = theDatabase();
  await guarded(async () => {
    await db.door.clear();
    await db.rows.clear();
  });
  db.close();
  database = undefined;
  await Dexie.delete(databaseName);
}

/** For tests and for another tab's erasing: lets go of the connection. */
export function closeDatabase(): void {
  database?.close();
  database = undefined;
}

async function guarded<T>(act: () => PromiseLike<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw faultOf(cause);
  }
}

function faultOf(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const inner = 'inner' in cause && cause.inner instanceof Error ? cause.inner : undefined;
  const names = [cause.name, inner?.name];
  if (names.includes('QuotaExceededError')) return new VaultFault('vault-full', 'no more room', { cause });
  if (names.includes('ConstraintError'))
    return new VaultFault('vault-exists', 'this device has a vault', { cause });
  if (
    names.some(
      (name) => name === 'MissingAPIError' || name === 'OpenFailedError' || name === 'InvalidStateError',
    )
  )
    return new VaultFault('vault-absent', 'the browser gives no database', { cause });
  return cause;
}
