import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureWallet } from '../../../relay/commands/wallet-build.ts';
import { type RunningRelay, startRelay } from '../../../relay/main.ts';
import { readSettings } from '../../../relay/settings.ts';

export interface ServedExercise {
  readonly relay: RunningRelay;
  readonly origin: string;
  readonly workshopOrigin: string;
  /** What the real house keeps. */
  readonly dataDir: string;
  close(): Promise<void>;
}

/** An address as a phone sees it in a room without internet: to a browser no secure place. */
export const venueHost = '10.9.8.7';
/** So that the browser finds there what listens on this machine. */
export const venueArgs = [`--host-resolver-rules=MAP ${venueHost} 127.0.0.1`];

/** The real relay with the exercise beside it, over plain http at `host`, and its parties open. */
export async function serveExercise(host: string): Promise<ServedExercise> {
  await ensureWallet();
  const dataDir = mkdtempSync(join(tmpdir(), 'vis-a-vis-exercise-'));
  const [port, research, workshop, exercise] = await freePorts(4);
  const settings = readSettings({
    PORT: String(port),
    RESEARCH_PORT: String(research),
    WORKSHOP_PORT: String(workshop),
    EXERCISE_PORT: String(exercise),
    DATA_DIR: dataDir,
  });
  const beside = { isDefault: false, host: '0.0.0.0' };
  const origin = `http://${host}:${exercise}`;
  const workshopOrigin = `http://${host}:${workshop}`;
  const relay = await startRelay({
    ...settings,
    exercise: { ...beside, port: exercise as number, origin },
    workshop: { ...beside, port: workshop as number, origin: workshopOrigin },
  });
  const close = async () => {
    await relay.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  await waitForParties(`http://127.0.0.1:${exercise}`).catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  return { relay, origin, workshopOrigin, dataDir, close };
}

async function waitForParties(origin: string): Promise<void> {
  const untilMs = Date.now() + 120_000;
  while (Date.now() < untilMs) {
    const answer = await fetch(`${origin}/demonstration`);
    const { invitations } = (await answer.json()) as { invitations: unknown[] };
    if (invitations.length === 5) return;
    await pause(200);
  }
  throw new Error('the parties of the exercise did not open');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
