// A witness in this process, with a folder of its own, and a relay that asks it without a socket.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NoteKey, readVerifierKey } from '../../../crypto/note.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import type { AskWitness } from '../../../relay/log/anchor.ts';
import { type Cosigner, openCosigner } from '../../../relay/proof/cosigner.ts';
import type { Wallet } from '../../../relay/routes/wallet.ts';
import { buildWitnessApp } from '../../../relay/witness/app.ts';
import { WitnessFolder } from '../../../relay/witness/kept.ts';
import { Witness } from '../../../relay/witness/witness.ts';
import { stillClock } from '../../support/clock.ts';
import { openTestHouse, type TestHouse } from '../house.ts';

export interface TestWitness {
  readonly cosigner: Cosigner;
  readonly folder: string;
  fetch(path: string, options?: RequestInit): Promise<Response>;
  restart(): void;
  close(): void;
}

export const witnessName = 'temoin.example/w1';

export function openTestWitness(
  logs: () => readonly NoteKey[],
  now = stillClock().now,
  name = witnessName,
): TestWitness {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  const cosigner = openCosigner(folder, name);
  let kept = new WitnessFolder(folder);
  let app: ReturnType<typeof buildWitnessApp> | undefined;
  return {
    cosigner,
    folder,
    fetch: async (path, options) => {
      app ??= buildWitnessApp(
        new Witness(
          cosigner,
          kept,
          logs().map((key) => ({ origin: key.name, key })),
          now,
        ),
        cosigner.verifierKey,
      );
      return app.request(path, options);
    },
    restart: () => {
      kept.close();
      kept = new WitnessFolder(folder);
      app = undefined;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const askOf =
  (...witnesses: readonly TestWitness[]): AskWitness =>
  async (address, body) => {
    const at = witnesses.findIndex((_, index) => address === `https://w${index}.example/add-checkpoint`);
    const response = await witnesses[at]?.fetch('/add-checkpoint', { method: 'POST', body });
    if (response === undefined) throw new Error('no such witness');
    return { status: response.status, text: await response.text() };
  };

export interface WitnessedHouse {
  readonly relay: TestHouse;
  readonly witness: TestWitness;
  /** The way to the witness. */
  readonly way: { isOpen: boolean };
  /** What happens once a second. */
  round(): Promise<void>;
  close(): Promise<void>;
}

/** The wallet that is served is one file, so that a build can be named. */
export const tinyWallet: Wallet = {
  files: new Map([
    [
      '/index.html',
      {
        bytes: new Uint8Array(Buffer.from('<!doctype html><title>wallet</title>')),
        br: undefined,
        gz: undefined,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      },
    ],
  ]),
  shellPaths: ['/'],
};

export async function openWitnessedHouse(wallet = tinyWallet): Promise<WitnessedHouse> {
  await readySodium();
  let relay: TestHouse | undefined;
  const logs = () => (relay === undefined ? [] : [readVerifierKey(relay.house.signer.verifierKey)]);
  const witness = openTestWitness(logs);
  const asked = askOf(witness);
  const way = { isOpen: true };
  relay = await openTestHouse(wallet, {
    doors: [{ key: witness.cosigner, url: 'https://w0.example' }],
    ask: (address, body) => (way.isOpen ? asked(address, body) : Promise.reject(new Error('away'))),
  });
  const house = relay;
  return {
    relay: house,
    witness,
    way,
    round: async () => house.house.anchor?.round(),
    close: async () => {
      await house.close();
      witness.close();
    },
  };
}
