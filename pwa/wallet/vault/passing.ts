// The vault of a tablet that goes from hand to hand: in the memory of its open tabs and nowhere else. Leaving for a party's
// page opens another tab; the wallet that comes back there asks the first one for what it holds. With the last tab, or with
// « Nouvelle personne », it is gone. The same doors as database.ts.
//
// Invariant: nothing in this file reaches a disk. What the channel carries stays between tabs of this origin, in memory.

import type { RowAccess, RowChange, SealedRow } from './database.ts';
import { VaultFault } from './fault.ts';

interface Passing {
  readonly slotText: string;
  readonly rows: ReadonlyMap<string, Uint8Array>;
  readonly root: Uint8Array;
}

type Said =
  | { readonly kind: 'who' }
  | {
      readonly kind: 'here';
      readonly slotText: string;
      readonly rows: SealedRow[];
      readonly root: Uint8Array;
    }
  | {
      readonly kind: 'changed';
      readonly slotText: string;
      readonly puts: SealedRow[];
      readonly drops: string[];
    }
  | { readonly kind: 'gone' };

/** A tab that is there answers at once; on a first visit nobody does. */
const patienceMs = 400;

let held: Passing | undefined;
let asked: Promise<void> | undefined;
let arrived: (() => void) | undefined;
let channel: BroadcastChannel | undefined;
let onGone: () => void = () => undefined;
/** The visit was ended in another tab: what still runs on this page must not begin it again. */
let isOver = false;

/** Called once; `gone` when another tab ended the visit. */
export function hearPassing(gone: () => void): void {
  onGone = gone;
  if (channel !== undefined || typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('vav-passing');
  channel.onmessage = ({ data }: MessageEvent<Said>) => hear(data);
}

function hear(said: Said): void {
  switch (said.kind) {
    case 'who':
      if (held !== undefined)
        tell({ kind: 'here', slotText: held.slotText, rows: rowsIn(held), root: held.root });
      return;
    case 'here':
      if (!isOver) held ??= { slotText: said.slotText, rows: mapOf(said.rows), root: said.root };
      arrived?.();
      return;
    case 'changed':
      if (held !== undefined) held = withChange(held, said);
      return;
    case 'gone':
      closeDatabase();
      onGone();
  }
}

/** What this visit's tabs hold. */
export function passingRoot(): Promise<Uint8Array | undefined> {
  return ask().then(() => held?.root.slice());
}

/** Every tab that is open has it from now on. */
export function keepPassing(root: Uint8Array): void {
  if (held === undefined) return;
  held = { ...held, root: root.slice() };
  tell({ kind: 'here', slotText: held.slotText, rows: rowsIn(held), root: held.root });
}

async function readSlotText(): Promise<string | undefined> {
  await ask();
  return held?.slotText;
}

async function readRows(): Promise<SealedRow[]> {
  return held === undefined ? [] : rowsIn(held);
}

/** The root comes by `keepPassing`, in the same turn. */
async function writeFirst(slotText: string, rows: readonly SealedRow[]): Promise<void> {
  if (held !== undefined) throw new VaultFault('vault-exists', 'this device has a vault');
  if (isOver) throw new VaultFault('vault-locked', 'another tab ended the visit');
  held = { slotText, rows: mapOf(rows), root: new Uint8Array(32) };
}

async function writeSlotText(before: string, after: string): Promise<void> {
  const passing = requireHeld();
  if (passing.slotText !== before) throw new VaultFault('vault-broken', 'slot list has changed');
  held = { ...passing, slotText: after };
  tell({ kind: 'changed', slotText: after, puts: [], drops: [] });
}

async function changeRows(act: (rows: RowAccess) => Promise<RowChange>): Promise<void> {
  const { slotText } = requireHeld();
  const change = await act({ slotText, read: async (k) => requireHeld().rows.get(k) });
  const said = { puts: [...change.puts], drops: [...change.drops], slotText: requireHeld().slotText };
  held = withChange(requireHeld(), said);
  tell({ kind: 'changed', ...said });
}

async function destroyDatabase(): Promise<void> {
  drop();
  tell({ kind: 'gone' });
}

function closeDatabase(): void {
  isOver = true;
  drop();
}

function ask(): Promise<void> {
  if (held !== undefined || channel === undefined) return Promise.resolve();
  asked ??= new Promise<void>((resolve) => {
    arrived = resolve;
    tell({ kind: 'who' });
    setTimeout(resolve, patienceMs);
  }).then(() => {
    asked = undefined;
  });
  return asked;
}

function drop(): void {
  held?.root.fill(0);
  held = undefined;
}

function requireHeld(): Passing {
  if (held === undefined) throw new VaultFault('vault-locked', 'nothing is held any more');
  return held;
}

const tell = (said: Said): void => channel?.postMessage(said);
const rowsIn = ({ rows }: Passing): SealedRow[] => [...rows].map(([k, c]) => ({ k, c }));
const mapOf = (rows: readonly SealedRow[]) => new Map(rows.map(({ k, c }) => [k, c] as const));

function withChange(
  { root, rows }: Passing,
  { puts, drops, slotText }: { puts: readonly SealedRow[]; drops: readonly string[]; slotText: string },
): Passing {
  const next = new Map([...rows, ...mapOf(puts)]);
  for (const k of drops) next.delete(k);
  return { root, slotText, rows: next };
}

type Doors = Pick<
  typeof import('./database.ts'),
  | 'readSlotText'
  | 'readRows'
  | 'writeFirst'
  | 'writeSlotText'
  | 'changeRows'
  | 'destroyDatabase'
  | 'closeDatabase'
>;

/** What `hold.ts` asks of a database. */
export const passing: Doors = {
  readSlotText,
  readRows,
  writeFirst,
  writeSlotText,
  changeRows,
  destroyDatabase,
  closeDatabase,
};
