// What a backup holds: the rows of the vault as they are, but for what is this device's own. All of it must fit: readings
// (« qui a regardé ») are left out where it does not, the oldest first, and how many is said. The relay still has those.

import { maxBackupContentBytes } from '../../../crypto/backup.ts';
import { toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { type KeptKinds, type Kind, kinds } from '../vault/kept.ts';
import type { Held } from '../vault/open.ts';
import { PathFault } from './fault.ts';

export type ContentRow = { readonly kind: Kind; readonly name: string; readonly body: KeptKinds[Kind] };

export interface BackupContent {
  /** The wallet's time, cut to the minute. */
  readonly at: string;
  readonly rows: readonly ContentRow[];
  readonly leftOut: number;
}

/** Written at every look, and found again by looking: they make no backup worth sending by themselves. */
const restless: ReadonlySet<Kind> = new Set<Kind>(['answer', 'head', 'log', 'account']);

const rowsIn = (held: Held): ContentRow[] =>
  kinds
    .filter((kind) => kind !== 'device')
    .flatMap((kind) => [...held[kind]].map(([name, body]) => ({ kind, name, body }) as ContentRow));

/** Of what would be worth a new backup. */
export function contentDigest(held: Held): string {
  const rows = rowsIn(held).filter(({ kind }) => !restless.has(kind));
  return recordDigest(JSON.stringify(rows.map(({ kind, name, body }) => [kind, name, body])));
}

const lengthOf = (text: string): number => toUtf8(text).length + 1;

export function writeContent(held: Held, at: string): { readonly text: string; readonly leftOut: number } {
  const newestFirst = (left: ContentRow, right: ContentRow): number =>
    (right.body as { at: string }).at < (left.body as { at: string }).at ? -1 : 1;
  const all = rowsIn(held);
  const looks = all.filter(({ kind }) => kind === 'look').sort(newestFirst);
  const others = all.filter(({ kind }) => kind !== 'look');
  const textOf = ({ kind, name, body }: ContentRow): string => JSON.stringify([kind, name, body]);
  const texts = others.map(textOf);
  let room = maxBackupContentBytes - 200 - texts.reduce((sum, text) => sum + lengthOf(text), 0);
  if (room < 0) throw new PathFault('backup-large', 'rows do not fit into a backup');
  let leftOut = 0;
  for (const look of looks) {
    const text = textOf(look);
    room -= lengthOf(text);
    if (room < 0) leftOut += 1;
    else texts.push(text);
  }
  return { text: `{"v":1,"at":"${at}","leftOut":${leftOut},"rows":[${texts.join(',')}]}`, leftOut };
}

const known: ReadonlySet<unknown> = new Set(kinds);

/** From a parsed text that whoever holds the root has sealed. A kind that this build does not know is passed over. */
export function readContent(value: unknown): BackupContent {
  const wrong = () => new PathFault('backup-unopened', 'backup of another form');
  const { v, at, leftOut, rows } = (value ?? {}) as Record<string, unknown>;
  if (v !== 1 || typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !Array.isArray(rows))
    throw wrong();
  return {
    at,
    leftOut: typeof leftOut === 'number' ? leftOut : 0,
    rows: rows.flatMap((row: unknown): ContentRow[] => {
      if (!Array.isArray(row) || row.length !== 3) throw wrong();
      const [kind, name, body] = row as [Kind, unknown, unknown];
      if (typeof name !== 'string' || typeof body !== 'object' || body === null) throw wrong();
      return known.has(kind) && kind !== 'device' ? [{ kind, name, body: body as KeptKinds[Kind] }] : [];
    }),
  };
}
