// The one holder of the open root, and the only way to write the vault. Before there is a vault the same calls work in
// memory, so that nothing typed is lost and nothing is asked for too early.

import { keyslotText } from '../../../crypto/keyslot.ts';
import { type KeyslotList, readKeyslotList } from '../../../crypto/keyslot-list.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { isTablet } from '../tablet.ts';
import type { SealedRow } from './database.ts';
import { mayHaveVault } from './device.ts';
import { VaultFault } from './fault.ts';
import type { KeptKinds, Kind } from './kept.ts';
import {
  erasedElsewhereSignal,
  type Held,
  heldSignal,
  lockSignal,
  nothingHeld,
  waysInSignal,
} from './open.ts';
import { type OpenRow, openRow, type RowKeys, rowKeys, rowName, sealRow } from './row.ts';
import { hear, tell } from './tabs.ts';

// Dexie comes as a chunk of its own: a first page is painted without it. A device that goes from hand to hand has none.
const database = async () =>
  isTablet.value ? (await import('./passing.ts')).passing : import('./database.ts');
const mayHold = async (): Promise<boolean> => isTablet.value || (await mayHaveVault());

interface Opened {
  readonly root: Uint8Array;
  /** Of the root. */
  readonly generation: number;
  readonly keys: RowKeys;
}

let opened: Opened | undefined;
let slots: KeyslotList | undefined;
/** One at a time in this tab: a reload that began before a write must not end after it. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const mine = turn.then(act, act);
  turn = mine.catch(() => undefined);
  return mine;
}

/** Looks whether this device has a vault. Called once at start, and again when another tab erased it. */
export function readDoor(): Promise<void> {
  return inTurn(async () => {
    hear({ changed: () => void reload(), locked: lockHere, erased: () => void afterErasing() });
    if (opened !== undefined) return;
    if (isTablet.value) (await import('./passing.ts')).hearPassing(() => void afterErasing());
    const text = (await mayHold()) ? await (await database()).readSlotText() : undefined;
    showSlots(text === undefined ? undefined : readSlotList(text));
    lockSignal.value = text === undefined ? 'empty' : 'locked';
  });
}

export function keyslots(): KeyslotList {
  if (slots === undefined) throw new VaultFault('vault-locked', 'no slot list: call `readDoor` first');
  return slots;
}

/** What stays between calls only while the vault is open. */
export function openRoot(): Uint8Array {
  if (opened === undefined) throw new VaultFault('vault-locked', 'vault is locked');
  return opened.root;
}

/** Everything held in memory so far, the wallet's own keys and the slot list, in one transaction. */
export function writeFirstVault(root: Uint8Array, list: KeyslotList, keys: KeptKinds['keys']): Promise<void> {
  return writeVault(root, list, [{ kind: 'keys', name: 'wallet', body: keys }]);
}

/** The same with rows that were found again elsewhere; they come before what was typed here meanwhile. */
export function writeVault(root: Uint8Array, list: KeyslotList, found: readonly OpenRow[]): Promise<void> {
  return inTurn(async () => {
    await readySodium();
    const rowsKeys = rowKeys(root);
    const held = withSteps(heldSignal.value, found);
    const rows = rowsOf(held).map(({ kind, name, body }) => sealRow(rowsKeys, kind, name, body));
    await (await database()).writeFirst(keyslotText(list), rows);
    if (isTablet.value) (await import('./passing.ts')).keepPassing(root);
    opened = { root, generation: list.generation, keys: rowsKeys };
    showSlots(list);
    heldSignal.value = held;
    lockSignal.value = 'open';
    tell('changed');
  });
}

/** Of a device that goes from hand to hand: the root that another tab of this visit holds. */
export async function rootOfVisit(): Promise<Uint8Array | undefined> {
  return isTablet.value ? (await import('./passing.ts')).passingRoot() : undefined;
}

/** Takes a root that a slot has really unwrapped. Rows that do not open are counted and left where they are. */
export function openVault(root: Uint8Array): Promise<{ unreadable: number }> {
  return inTurn(async () => {
    await readySodium();
    const candidate = { root, generation: keyslots().generation, keys: rowKeys(root) };
    const read = await readAll(candidate);
    opened = candidate;
    heldSignal.value = read.held;
    lockSignal.value = 'open';
    return { unreadable: read.unreadable };
  });
}

export function putSlots(list: KeyslotList): Promise<void> {
  return inTurn(async () => {
    openRoot();
    await (await database()).writeSlotText(keyslotText(keyslots()), keyslotText(list));
    showSlots(list);
    tell('changed');
  });
}

/**
 * Another root for everything, in one transaction: `list` is sealed to `root`, and `also` may change rows on the way. Rows
 * that this device cannot read stay as they are. Other tabs are locked: what they hold opens nothing any more.
 */
export function changeRoot(
  root: Uint8Array,
  list: KeyslotList,
  also: (row: OpenRow) => OpenRow = (row) => row,
): Promise<void> {
  return inTurn(async () => {
    const before = opened;
    if (before === undefined) throw new VaultFault('vault-locked', 'vault is locked');
    if (isTablet.value)
      throw new VaultFault('vault-absent', 'a device that goes from hand to hand keeps none');
    const after = { root, generation: list.generation, keys: rowKeys(root) };
    const steps: Step[] = [];
    const turned = (row: SealedRow): SealedRow => {
      try {
        const former = openRow(before.keys, row);
        const next = also(former);
        if (next !== former) steps.push(next);
        return sealRow(after.keys, next.kind, next.name, next.body);
      } catch {
        return row;
      }
    };
    const { replaceAll } = await import('./database.ts');
    await replaceAll(keyslotText(keyslots()), keyslotText(list), (rows) => rows.map(turned));
    opened = after;
    wipe(before);
    showSlots(list);
    if (steps.length > 0) heldSignal.value = withSteps(heldSignal.value, steps);
    tell('locked');
    tell('changed');
  });
}

/** A list under another root, from a device that has changed it: looked at when this one is opened again. */
export async function keepNextSlots(list: KeyslotList): Promise<void> {
  if (!isTablet.value) await (await import('./database.ts')).writeNextSlots(keyslotText(list));
}

export async function nextSlots(): Promise<KeyslotList | undefined> {
  if (isTablet.value) return undefined;
  const text = await (await import('./database.ts')).readNextSlots();
  return text === undefined ? undefined : readSlotList(text);
}

export function lockVault(): void {
  lockHere();
  tell('locked');
}

/** Reading and writing inside one change. Invariant: nothing but `get` is awaited between the first and last call. */
export interface Change {
  get<K extends Kind>(kind: K, name: string): Promise<KeptKinds[K] | undefined>;
  put<K extends Kind>(kind: K, name: string, body: KeptKinds[K]): void;
  drop(kind: Kind, name: string): void;
}

type Step = { kind: Kind; name: string; body: KeptKinds[Kind] | undefined };

/**
 * Reads the present rows, decides, writes: all or nothing, and never over another tab's write. Signals change after
 * the commit only. `act` may run its steps on memory alone when there is no vault yet.
 */
export function change<T>(act: (rows: Change) => Promise<T> | T): Promise<T> {
  return inTurn(async () => {
    if (lockSignal.value === 'locked') throw new VaultFault('vault-locked', 'vault is locked');
    const steps: Step[] = [];
    const held = opened;
    const result =
      held === undefined ? await act(changeInMemory(steps)) : await changeOnDisk(held, act, steps);
    if (steps.length > 0) heldSignal.value = withSteps(heldSignal.value, steps);
    if (held !== undefined && steps.length > 0) tell('changed');
    return result;
  });
}

async function changeOnDisk<T>(
  held: Opened,
  act: (rows: Change) => Promise<T> | T,
  steps: Step[],
): Promise<T> {
  const { changeRows } = await database();
  let result: T | undefined;
  await changeRows(async (access) => {
    requireSameRoot(held, access.slotText);
    steps.length = 0;
    result = await act({
      get: async (kind, name) => {
        const own = lastStep(steps, kind, name);
        if (own !== undefined) return own.body as never;
        const k = rowName(held.keys, kind, name);
        const c = await access.read(k);
        return c === undefined ? undefined : (openRow(held.keys, { k, c }).body as never);
      },
      put: (kind, name, body) => void steps.push({ kind, name, body }),
      drop: (kind, name) => void steps.push({ kind, name, body: undefined }),
    });
    const last = steps.filter((step, at) => steps.findLastIndex((other) => isSameRow(step, other)) === at);
    return {
      puts: last.flatMap(({ kind, name, body }) =>
        body === undefined ? [] : [sealRow(held.keys, kind, name, body)],
      ),
      drops: last.flatMap(({ kind, name, body }) =>
        body === undefined ? [rowName(held.keys, kind, name)] : [],
      ),
    };
  });
  return result as T;
}

/** Another tab may have changed the root, and its word is still on its way: what is written now would open nowhere. */
function requireSameRoot({ generation }: Opened, slotText: string | undefined): void {
  if (slotText === undefined || readSlotList(slotText).generation !== generation)
    throw new VaultFault('vault-locked', 'the root is another one now');
}

function changeInMemory(steps: Step[]): Change {
  return {
    get: async (kind, name) => {
      const own = lastStep(steps, kind, name);
      return (own === undefined ? heldSignal.value[kind].get(name) : own.body) as never;
    },
    put: (kind, name, body) => void steps.push({ kind, name, body }),
    drop: (kind, name) => void steps.push({ kind, name, body: undefined }),
  };
}

const isSameRow = (left: Step, right: Step) => left.kind === right.kind && left.name === right.name;
const lastStep = (steps: Step[], kind: Kind, name: string) =>
  steps.findLast((step) => step.kind === kind && step.name === name);

/**
 * Keys first: the root in memory and the slot list, then the rows. Nothing is awaited between the two: screens see that the
 * vault is gone, and a page that leaves at that moment must have told the other tabs of a tablet.
 */
export function destroyVault(): Promise<void> {
  return inTurn(async () => {
    const { destroyDatabase } = await database();
    forgetAll();
    await destroyDatabase();
    tell('erased');
  });
}

/** Another tab erased the device: its connection is gone, and with it ours. */
async function afterErasing(): Promise<void> {
  forgetAll();
  erasedElsewhereSignal.value = true;
  (await database()).closeDatabase();
}

async function reload(): Promise<void> {
  await inTurn(async () => {
    const text = (await mayHold()) ? await (await database()).readSlotText() : undefined;
    if (text === undefined) return;
    showSlots(readSlotList(text));
    if (opened === undefined && isTablet.value) await openByVisit();
    if (opened === undefined) {
      // Typed here while another tab made the vault: it stays in memory until this tab unlocks.
      if (lockSignal.value === 'empty') lockSignal.value = 'locked';
      return;
    }
    heldSignal.value = (await readAll(opened)).held;
  });
}

/** Another tab of this visit made the vault: nobody is asked for a key that was never given. */
async function openByVisit(): Promise<void> {
  const root = await rootOfVisit();
  if (root === undefined) return;
  await readySodium();
  opened = { root, generation: keyslots().generation, keys: rowKeys(root) };
  lockSignal.value = 'open';
}

async function readAll({ keys }: Opened): Promise<{ held: Held; unreadable: number }> {
  const rows = await (await database()).readRows();
  const maps = Object.fromEntries(Object.keys(nothingHeld).map((kind) => [kind, new Map<string, unknown>()]));
  let unreadable = 0;
  for (const row of rows) {
    try {
      const { kind, name, body } = openRow(keys, row);
      maps[kind]?.set(name, body);
    } catch {
      unreadable += 1;
    }
  }
  return { held: maps as unknown as Held, unreadable };
}

function rowsOf(held: Held): OpenRow[] {
  return (Object.keys(held) as Kind[]).flatMap((kind) =>
    [...held[kind]].map(([name, body]) => ({ kind, name, body }) as OpenRow),
  );
}

/** New maps for the kinds that changed only: a signal that nothing touched stays quiet. */
function withSteps(held: Held, steps: readonly Step[]): Held {
  const next: Partial<Record<Kind, Map<string, KeptKinds[Kind]>>> = {};
  for (const { kind, name, body } of steps) {
    next[kind] ??= new Map<string, KeptKinds[Kind]>(held[kind]);
    if (body === undefined) next[kind].delete(name);
    else next[kind].set(name, body);
  }
  return { ...held, ...next } as Held;
}

function lockHere(): void {
  if (opened === undefined) return;
  wipe(opened);
  opened = undefined;
  heldSignal.value = nothingHeld;
  lockSignal.value = 'locked';
}

function forgetAll(): void {
  if (opened !== undefined) wipe(opened);
  opened = undefined;
  showSlots(undefined);
  heldSignal.value = nothingHeld;
  lockSignal.value = 'empty';
}

/** As much as JavaScript allows: the bytes are ours, copies made by the engine are not. */
function wipe({ root, keys }: Opened): void {
  root.fill(0);
  keys.data.fill(0);
  keys.name.fill(0);
}

function readSlotList(text: string): KeyslotList {
  try {
    return readKeyslotList(JSON.parse(text));
  } catch (cause) {
    throw new VaultFault('vault-broken', 'slot list cannot be read', { cause });
  }
}

function showSlots(list: KeyslotList | undefined): void {
  slots = list;
  waysInSignal.value = (list?.slots ?? [])
    .filter(({ active }) => active)
    .map(({ id, kind }) => ({ id, kind }));
}
