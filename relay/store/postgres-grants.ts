// The grants of the shared store and their envelopes. The row is the authority: whoever acts on a grant locks it first.

import type { GrantState } from '../../policy/history.ts';
import { dueMs, type HeldGrant } from './held.ts';
import { all, first, type Query, type Row } from './postgres-rows.ts';

/** Locks the rows in one order for everybody, and reads them as they are from then on. */
export async function lockGrants(on: Query, ids: readonly string[]): Promise<Map<string, HeldGrant>> {
  const rows = await all(on, 'SELECT * FROM grant_state WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  return new Map(rows.map((row) => [String(row['id']), heldOf(row)]));
}

export async function grantsOf(on: Query, mailbox: string): Promise<HeldGrant[]> {
  return (await all(on, 'SELECT * FROM grant_state WHERE mailbox = $1 ORDER BY id', [mailbox])).map(heldOf);
}

export async function grantOf(on: Query, mailbox: string, id: string): Promise<HeldGrant | undefined> {
  const row = await first(on, 'SELECT * FROM grant_state WHERE mailbox = $1 AND id = $2', [mailbox, id]);
  return row === undefined ? undefined : heldOf(row);
}

export async function insertGrant(on: Query, grant: HeldGrant): Promise<void> {
  const { mailbox, id, party, state, stopHash, envelopeDigest, declaration } = grant;
  await on.query('INSERT INTO grant_state VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true, false, false)', [
    mailbox,
    id,
    party,
    JSON.stringify(state),
    stopHash,
    envelopeDigest,
    declaration,
    dueMs(grant),
  ]);
}

export async function updateGrants(on: Query, grants: readonly HeldGrant[]): Promise<void> {
  if (grants.length === 0) return;
  await on.query(
    `UPDATE grant_state g SET state = u.state, envelope_digest = u.digest, due_ms = u.due, is_live = u.live,
       is_dropped = u.dropped, is_stopped = u.stopped
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bool[], $6::bool[], $7::bool[])
       AS u(id, state, digest, due, live, dropped, stopped) WHERE g.id = u.id`,
    [
      grants.map((grant) => grant.id),
      grants.map((grant) => JSON.stringify(grant.state)),
      grants.map((grant) => grant.envelopeDigest ?? null),
      grants.map(dueMs),
      grants.map((grant) => grant.state.status !== 'ended'),
      grants.map((grant) => grant.isDropped),
      grants.map((grant) => grant.isStopped),
    ],
  );
}

export async function putEnvelope(
  on: Query,
  grant: HeldGrant,
  of: { epoch: number; n: number; digest: string; sealed: Uint8Array },
): Promise<void> {
  await on.query(
    `INSERT INTO envelope VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (mailbox, grant_id)
     DO UPDATE SET epoch = excluded.epoch, n = excluded.n, digest = excluded.digest, sealed = excluded.sealed,
       drop_ms = NULL`,
    [grant.mailbox, grant.id, of.epoch, of.n, of.digest, of.sealed],
  );
}

export async function readEnvelopes(on: Query, grants: readonly string[]): Promise<Map<string, Uint8Array>> {
  const rows = await all(on, 'SELECT grant_id, sealed FROM envelope WHERE grant_id = ANY($1)', [grants]);
  return new Map(rows.map((row) => [String(row['grant_id']), row['sealed'] as Uint8Array]));
}

export async function deleteEnvelopes(on: Query, grants: readonly HeldGrant[]): Promise<void> {
  await on.query(
    'DELETE FROM envelope USING unnest($1::text[], $2::text[]) AS u(m, g) WHERE mailbox = u.m AND grant_id = u.g',
    [grants.map((grant) => grant.mailbox), grants.map((grant) => grant.id)],
  );
}

export async function envelopeNumber(on: Query, grant: HeldGrant): Promise<number> {
  const found = await first(on, 'SELECT n FROM envelope WHERE mailbox = $1 AND grant_id = $2', [
    grant.mailbox,
    grant.id,
  ]);
  return Number(found?.['n'] ?? 0);
}

export async function dropEnvelopesAt(
  on: Query,
  grants: readonly HeldGrant[],
  dropMs: number,
): Promise<void> {
  if (grants.length === 0) return;
  await on.query('UPDATE envelope SET drop_ms = $1 WHERE grant_id = ANY($2)', [
    dropMs,
    grants.map((grant) => grant.id),
  ]);
}

export async function dropEnvelopesDue(on: Query, nowMs: number): Promise<void> {
  const due = await all(on, 'SELECT grant_id FROM envelope WHERE drop_ms <= $1', [nowMs]);
  const grants = [
    ...(
      await lockGrants(
        on,
        due.map((row) => String(row['grant_id'])),
      )
    ).values(),
  ];
  for (const grant of grants) grant.envelopeDigest = undefined;
  await updateGrants(on, grants);
  await deleteEnvelopes(on, grants);
}

/** Skips what another process is at: its own sweep or act sees to it. */
export async function lockDue(on: Query, nowMs: number, limit: number): Promise<HeldGrant[]> {
  const due = await all(
    on,
    'SELECT * FROM grant_state WHERE is_live AND due_ms <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED',
    [nowMs, limit],
  );
  return due.map(heldOf);
}

export function heldOf(row: Row): HeldGrant {
  const state = JSON.parse(String(row['state'])) as GrantState;
  return {
    mailbox: String(row['mailbox']),
    id: String(row['id']),
    party: String(row['party']),
    stopHash: String(row['stop_hash']),
    declaration: String(row['declaration']),
    state,
    envelopeDigest: (row['envelope_digest'] as string | null) ?? undefined,
    isDropped: row['is_dropped'] === true,
    isStopped: row['is_stopped'] === true,
    waitUntilMs: state.status === 'waiting' ? Number(row['due_ms']) : undefined,
    isMoved: false,
  };
}
