// The demonstration's helper: the second aggregator as a process of its own with a folder, keys and a database of its own,
// as another body would run it. It is on the same machine all the same: it shows how counting works and is no second body.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readySodium } from '../../crypto/sodium.ts';
import { endChild } from '../end-child.ts';
import type { RunningRelay } from '../main.ts';
import { openOwnParty } from '../own-party.ts';
import { openRegie } from '../regie.ts';
import type { Settings } from '../settings.ts';
import { admitNew, choosePort } from './demonstration.ts';

const tie = new URL('./tied.ts', import.meta.url).href;
const program = fileURLToPath(new URL('./helper.ts', import.meta.url));
const patienceMs = 120_000;
const about = {
  name: { fr: 'Université voisine (démonstration)', en: 'University next door (demonstration)' },
  legalId: 'demonstration-helper',
  email: 'comptage@universite.example',
};

export interface DemonstrationHelper {
  /** The relay's settings with this helper in them. */
  readonly settings: Settings;
  admit(relay: RunningRelay): Promise<void>;
  stop(): Promise<void>;
}

/** Each has to know the other's party, so both are made, or read, before either starts. */
export async function startHelper(settings: Settings): Promise<DemonstrationHelper> {
  await readySodium();
  const folder = join(settings.dataDir, 'demonstration', 'helper');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Manifests name its address, so it keeps it.
  const port = await choosePort(settings.dataDir, 'helper', settings.port + 20);
  const origin = `http://localhost:${port}`;
  const nowMs = Date.now();
  const { id } = openOwnParty(
    folder,
    {
      name: about.name,
      role: 'research',
      interest: 'general',
      legalId: about.legalId,
      url: origin,
      contact: { email: about.email },
    },
    nowMs,
  );
  const regie = openRegie(settings.dataDir, settings.origin, nowMs);
  const child: ChildProcess = spawn(process.execPath, ['--import', tie, program], {
    env: {
      ...process.env,
      PORT: String(port),
      ORIGIN: origin,
      DATA_DIR: folder,
      NAME: about.name.fr,
      NAME_EN: about.name.en,
      LEGAL_ID: about.legalId,
      CONTACT: about.email,
      LEADERS: regie.id,
      RELAY: settings.origin,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const stopper = new AbortController();
  return {
    settings: { ...settings, helpers: [{ party: id, url: origin }] },
    admit: async (relay) => {
      const untilMs = Date.now() + patienceMs;
      while (Date.now() < untilMs && !stopper.signal.aborted) {
        await admitNew(relay, origin);
        if ((relay.house.directory.party(id)?.labels.length ?? 0) > 0) return;
        await pause(250, undefined, { signal: stopper.signal }).catch(() => undefined);
      }
    },
    stop: () => {
      stopper.abort();
      return endChild(child);
    },
  };
}
