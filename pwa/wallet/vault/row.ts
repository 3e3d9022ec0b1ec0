// One row: kind, name and body as JSON, padded, sealed with the data key of the root. Its key in the table is a keyed
// hash, so that a copy of the database tells how many rows there are and roughly how long each is, and nothing else.

import { fromUtf8, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { blake2b } from '../../../crypto/hash.ts';
import { rootKey } from '../../../crypto/keys.ts';
import { openWith, unpad } from '../../../crypto/open.ts';
import { padTo, sealWith } from '../../../crypto/seal.ts';
import type { SealedRow } from './database.ts';
import { VaultFault } from './fault.ts';
import { type KeptKinds, type Kind, kinds } from './kept.ts';

export interface RowKeys {
  readonly data: Uint8Array;
  readonly name: Uint8Array;
}

/** Finer steps than on the wire: here they cost room and time on a cheap phone, and only a thief sees them. */
const rowSizes: readonly number[] = [
  256, 512, 1024, 2048, 3072, 4096, 8192, 16_384, 65_536, 262_144, 1_048_576,
];

export function rowKeys(root: Uint8Array): RowKeys {
  const data = rootKey(root, 'data');
  return { data, name: blake2b(data, toUtf8('vav/row-name/1\n')) };
}

export function rowName(keys: RowKeys, kind: Kind, name: string): string {
  return toBase64url(blake2b(keys.name, toUtf8(`${kind}\n${name}`)).subarray(0, 16));
}

export function sealRow<K extends Kind>(keys: RowKeys, kind: K, name: string, body: KeptKinds[K]): SealedRow {
  const k = rowName(keys, kind, name);
  const plain = padTo(toUtf8(JSON.stringify([kind, name, body])), rowSizes);
  return { k, c: sealWith(keys.data, plain, boundTo(k)) };
}

export interface OpenRow<K extends Kind = Kind> {
  readonly kind: K;
  readonly name: string;
  readonly body: KeptKinds[K];
}

/** The seal binds the row to its key: a row put in another's place does not open. */
export function openRow(keys: RowKeys, row: SealedRow): OpenRow {
  const plain = unpad(openWith(keys.data, row.c, boundTo(row.k)), rowSizes);
  const [kind, name, body] = JSON.parse(fromUtf8(plain)) as [Kind, string, KeptKinds[Kind]];
  if (!known.has(kind) || typeof name !== 'string')
    throw new VaultFault('vault-broken', 'row of an unknown kind');
  return { kind, name, body };
}

const known: ReadonlySet<string> = new Set(kinds);

function boundTo(k: string): Uint8Array {
  return toUtf8(`vav/row/1\n${k}`);
}
