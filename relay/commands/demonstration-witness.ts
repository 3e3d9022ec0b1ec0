// The demonstration's witness: a process of its own with a folder and a key of its own, as somebody else would run it. It
// is on the same machine all the same: it shows how anchoring works and is no second body.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endChild } from '../end-child.ts';
import { anyFree } from '../free-port.ts';
import { openCosigner } from '../proof/cosigner.ts';
import { openLogSigner } from '../proof/log-signer.ts';
import type { Settings } from '../settings.ts';

const tie = new URL('./tied.ts', import.meta.url).href;
const program = fileURLToPath(new URL('./witness.ts', import.meta.url));
const name = 'temoin.demonstration/w1';

export interface DemonstrationWitness {
  /** The relay's settings with this witness in them. */
  readonly settings: Settings;
  stop(): Promise<void>;
}

/** Each has to know the other's key, so both keys are made, or read, before either starts. */
export async function startWitness(settings: Settings): Promise<DemonstrationWitness> {
  const folder = join(settings.dataDir, 'demonstration', 'witness');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { verifierKey } = openLogSigner(settings.dataDir, settings.origin);
  const { publicKey } = openCosigner(folder, name);
  const port = await anyFree();
  const child: ChildProcess = spawn(process.execPath, ['--import', tie, program], {
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, NAME: name, LOGS: verifierKey },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const door = { key: { name, publicKey }, url: `http://127.0.0.1:${port}` };
  return { settings: { ...settings, witnesses: [door] }, stop: () => endChild(child) };
}
