// Statements of the shared store, for one connection inside a transaction or for the pool.

import type { Pool, PoolClient } from 'pg';
import type { KeyStep } from '../../policy/handover.ts';
import type { ChainLink } from '../../policy/history.ts';
import { textDigest } from '../proof/hash.ts';
import type { AnsweredCall } from './access-call.ts';
import type { CallRow, SignedRow } from './chain.ts';
import type { AccessCall, KeptPublic, LogEntry, PublicRecord, PublicType } from './contract.ts';
import type { HeldGrant } from './held.ts';
import { unpackCall } from './packed-call.ts';
import { publicSalt } from './terms.ts';

/** A client inside a transaction, or the pool for a single read. */
export type Query = Pick<PoolClient, 'query'> | Pick<Pool, 'query'>;
export type Row = Record<string, unknown>;

export interface Ticketed {
  ticket: number;
  salt: Buffer;
  digest: string;
}

export const all = async (on: Query, text: string, values: unknown[] = []): Promise<Row[]> =>
  (await on.query(text, values)).rows as Row[];
export const first = async (on: Query, text: string, values: unknown[] = []): Promise<Row | undefined> =>
  (await all(on, text, values))[0];

/** Under the lock of its mailbox: a hand-over waits, and is waited for. */
export async function keySteps(on: Query, mailbox: string): Promise<KeyStep[]> {
  const found = await all(on, 'SELECT key, new_key FROM key_step WHERE mailbox = $1', [mailbox]);
  return found.map((row) => ({ key: String(row['key']), newKey: String(row['new_key']) }));
}

export async function handovers(on: Query, grant: { mailbox: string; id: string }): Promise<string[]> {
  const found = await all(
    on,
    "SELECT text FROM private_record WHERE mailbox = $1 AND grant_id = $2 AND type = 'handover' ORDER BY seq",
    [grant.mailbox, grant.id],
  );
  return found.map((row) => String(row['text']));
}

/** Takes the next number and lays the digest down for the signer. */
export async function insertPending(on: Query, inner: Buffer): Promise<number> {
  const row = await first(on, "INSERT INTO pending VALUES (nextval('ticket'), $1) RETURNING ticket", [inner]);
  return Number(row?.['ticket']);
}

/** For a record whose id is made of its number: taken first, laid down when the text is made. */
export async function nextTicket(on: Query): Promise<number> {
  return Number((await first(on, "SELECT nextval('ticket') AS ticket"))?.['ticket']);
}

export async function insertPendingAt(on: Query, ticket: number, inner: Buffer): Promise<void> {
  await on.query('INSERT INTO pending VALUES ($1, $2)', [ticket, inner]);
}

export async function insertPublic(
  on: Query,
  { type, party, text }: PublicRecord,
  at: Ticketed,
): Promise<void> {
  await on.query('INSERT INTO public_record VALUES ($1, $2, $3, $4, $5)', [
    at.ticket,
    type,
    party,
    at.digest,
    text,
  ]);
}

export async function publicByDigest(
  on: Query,
  digest: string,
): Promise<(KeptPublic & { ticket: number }) | undefined> {
  const row = await first(
    on,
    'SELECT p.*, l.idx FROM public_record p LEFT JOIN leaf l USING (ticket) WHERE digest = $1',
    [digest],
  );
  return row === undefined ? undefined : { ...publicOf(row), ticket: Number(row['ticket']) };
}

/** Only those that have their place already. */
export async function publicByType(
  on: Query,
  type: PublicType,
  party: string | undefined,
): Promise<KeptPublic[]> {
  const rows = await all(
    on,
    `SELECT p.*, l.idx FROM public_record p JOIN leaf l USING (ticket)
     WHERE type = $1 AND party = coalesce($2, party) ORDER BY l.idx`,
    [type, party ?? null],
  );
  return rows.map(publicOf);
}

export async function isSuspended(on: Query, declaration: string): Promise<boolean> {
  return (await first(on, 'SELECT 1 FROM suspended WHERE declaration = $1', [declaration])) !== undefined;
}

export interface PrivateRecord extends Ticketed {
  mailbox: string;
  grant: string;
  type: SignedRow['type'];
  link: ChainLink;
  previous: ChainLink | null;
  text: string;
}

export async function insertPrivate(on: Query, record: PrivateRecord): Promise<void> {
  const { mailbox, grant, link, type, ticket, salt, previous, text } = record;
  await on.query('INSERT INTO private_record VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    mailbox,
    grant,
    link.seq,
    type,
    link.record,
    ticket,
    salt,
    link.digest,
    previous === null ? null : JSON.stringify(previous),
    text,
  ]);
}

export type PrivateRow = SignedRow & { ticket: number; at: { salt: string; digest: string } };

const privateRows = `SELECT p.*, l.idx, r.sealed FROM private_record p LEFT JOIN leaf l USING (ticket)
  LEFT JOIN result r USING (mailbox, grant_id, seq) WHERE p.mailbox = $1 AND p.grant_id = $2 AND`;

export async function privateWhere(
  on: Query,
  grant: { mailbox: string; id: string },
  column: 'seq' | 'id' | 'digest',
  value: string | number,
): Promise<PrivateRow | undefined> {
  const row = await first(on, `${privateRows} p.${column} = $3`, [grant.mailbox, grant.id, value]);
  if (row === undefined) return undefined;
  const salt = (row['salt'] as Buffer).toString('base64url');
  return {
    type: row['type'] as SignedRow['type'],
    id: String(row['id']),
    previous: row['previous'] === null ? null : (JSON.parse(String(row['previous'])) as ChainLink),
    text: String(row['text']),
    entry: entryOf(row),
    sealed: (row['sealed'] as Uint8Array | null) ?? undefined,
    ticket: Number(row['ticket']),
    at: { salt, digest: String(row['digest']) },
  };
}

export interface RefusalRow {
  id: string;
  text: string;
  entry: LogEntry | undefined;
  ticket: number;
  at: { salt: string; digest: string };
}

export async function refusalsOf(on: Query, mailbox: string): Promise<RefusalRow[]> {
  const rows = await all(
    on,
    'SELECT r.*, l.idx FROM refusal r LEFT JOIN leaf l USING (ticket) WHERE mailbox = $1 ORDER BY ticket',
    [mailbox],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    text: String(row['text']),
    entry: entryOf(row),
    ticket: Number(row['ticket']),
    at: { salt: (row['salt'] as Buffer).toString('base64url'), digest: String(row['digest']) },
  }));
}

/** False when the party used this nonce before. */
export async function insertCall(
  on: Query,
  call: AccessCall,
  ticket: number,
  of: AnsweredCall<HeldGrant>,
): Promise<boolean> {
  const { rowCount } = await on.query(
    `INSERT INTO access_call VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (party, nonce) DO NOTHING`,
    [ticket, of.id, call.party, call.nonce, call.atMs, of.salt, of.text, of.packed],
  );
  return rowCount === 1;
}

export async function replayedId(on: Query, party: string, nonce: string): Promise<string | undefined> {
  const row = await first(on, 'SELECT id FROM access_call WHERE party = $1 AND nonce = $2', [party, nonce]);
  return row === undefined ? undefined : String(row['id']);
}

export type CalledRow = CallRow & { id: string; party: string; atMs: number };

export async function callByTicket(on: Query, ticket: number): Promise<CalledRow | undefined> {
  const row = await first(
    on,
    'SELECT c.*, l.idx FROM access_call c LEFT JOIN leaf l USING (ticket) WHERE ticket = $1',
    [ticket],
  );
  if (row === undefined) return undefined;
  return {
    id: String(row['id']),
    party: String(row['party']),
    atMs: Number(row['at_ms']),
    text: String(row['text']),
    entry: entryOf(row),
    call: unpackCall(String(row['packed']), String(row['party'])),
  };
}

function entryOf(row: Row): LogEntry | undefined {
  if (row['idx'] === null) return undefined;
  const salt = row['salt'] === undefined ? publicSalt : (row['salt'] as Buffer);
  return { index: Number(row['idx']), salt: salt.toString('base64url'), digest: digestOf(row) };
}

/** Not kept where the text is: a call has one only when somebody asks. */
function digestOf(row: Row): string {
  return row['digest'] === undefined ? textDigest(String(row['text'])) : String(row['digest']);
}

function publicOf(row: Row): KeptPublic {
  const { index = -1, salt = '', digest = '' } = entryOf(row) ?? {};
  return {
    type: row['type'] as PublicType,
    party: String(row['party']),
    text: String(row['text']),
    index,
    salt,
    digest,
  };
}
