import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres, type PostgresServer } from '../support/postgres.ts';

describe('the packaged PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await openPostgres();
  }, 60_000);
  afterAll(() => server.close());

  it('answers, as a server of its major version', async () => {
    const client = new Client(await server.newDatabase());
    await client.connect();
    const { rows } = await client.query<{ one: number; version: string }>(
      "SELECT 1 AS one, current_setting('server_version') AS version",
    );
    await client.end();
    expect(rows[0]?.one).toBe(1);
    if (process.env.TEST_DATABASE_URL === undefined) expect(rows[0]?.version).toMatch(/^18\./);
  });

  it('gives every test a database of its own', async () => {
    expect(await server.newDatabase()).not.toBe(await server.newDatabase());
  });

  it('makes commits durable as a real one does', async () => {
    const client = new Client(await server.newDatabase());
    await client.connect();
    const { rows } = await client.query<{ fsync: string; commit: string }>(
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
    );
    await client.end();
    expect(rows[0]).toEqual({ fsync: 'on', commit: 'on' });
  });
});
