import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyCosignatures } from '../../../crypto/cosignature.ts';
import { parseNote, verifyCheckpoint } from '../../../crypto/note.ts';
import { Anchor } from '../../../relay/log/anchor.ts';
import { openTestHouse, type TestHouse } from '../house.ts';
import { grow } from '../witness/grow.ts';
import {
  askOf,
  openTestWitness,
  openWitnessedHouse,
  type TestWitness,
  tinyWallet,
  type WitnessedHouse,
} from '../witness/witnessed.ts';

let house: WitnessedHouse;
beforeEach(async () => {
  house = await openWitnessedHouse();
});
afterEach(() => house.close());

const shown = async (relay: TestHouse) => {
  const note = await (await relay.fetch('/log/checkpoint')).text();
  const { size } = verifyCheckpoint(note, relay.house.signer);
  const keys = [house.witness.cosigner];
  return { note, size, cosigners: verifyCosignatures(parseNote(note), keys).length };
};
const size = async () => (await house.relay.house.store.head()).size;

describe('the relay with a witness', () => {
  it('publishes what the witness cosigned, and goes on with it as the log grows', async () => {
    await house.round();
    const first = await shown(house.relay);
    expect(first).toMatchObject({ size: await size(), cosigners: 1 });
    for (let turn = 0; turn < 5; turn += 1) {
      await grow(house.relay, turn * 60 + 1);
      await house.round();
      expect(await shown(house.relay)).toMatchObject({ size: await size(), cosigners: 1 });
    }
  });

  it('shows the last cosigned checkpoint while the witness is away, and receipts stand on newer heads', async () => {
    await house.round();
    const before = await shown(house.relay);
    house.way.isOpen = false;
    await grow(house.relay, 3);
    await house.round();
    expect((await shown(house.relay)).note).toBe(before.note);
    expect((await house.relay.house.store.head()).size).toBe(before.size + 3);
    house.way.isOpen = true;
    await house.round();
    expect((await shown(house.relay)).size).toBe(before.size + 3);
  });

  it('asks nobody twice about one head', async () => {
    await house.round();
    house.way.isOpen = false;
    await house.round();
    expect(house.relay.lines.filter((line) => line.includes('is not reached'))).toEqual([]);
  });

  it('says that a witness is away, but for the first ten seconds, in which it may be starting too', async () => {
    const { store, signer } = house.relay.house;
    const lines: string[] = [];
    const anchor = new Anchor({
      store,
      signer,
      witnesses: [{ key: house.witness.cosigner, url: 'https://w0.example' }],
      dataDir: house.witness.folder,
      ask: () => Promise.reject(new Error('no')),
      tell: (text) => void lines.push(text),
    });
    const openedMs = performance.now();
    const clock = vi.spyOn(performance, 'now');
    try {
      clock.mockReturnValue(openedMs + 9_000);
      await anchor.round();
      expect(lines).toEqual([]);
      clock.mockReturnValue(openedMs + 10_001);
      await anchor.round();
      await anchor.round();
      expect(lines).toEqual([`witness ${house.witness.cosigner.name} is not reached`]);
    } finally {
      clock.mockRestore();
    }
  });

  it('finds the size again that a witness has seen, after a restart', async () => {
    await house.round();
    await grow(house.relay, 20);
    await house.relay.restart();
    // What was cosigned before the restart is there at once.
    expect((await shown(house.relay)).cosigners).toBe(1);
    await house.round();
    expect(await shown(house.relay)).toMatchObject({ size: await size(), cosigners: 1 });
  });

  it('does not start when it has published more than it holds', async () => {
    const { store, signer } = house.relay.house;
    const ahead = signer.signHead(`${signer.name}\n999\n${Buffer.alloc(32, 7).toString('base64')}\n`);
    writeFileSync(join(house.relay.folder, 'log-checkpoint.txt'), ahead);
    const dataDir = house.relay.folder;
    const anchor = new Anchor({
      store,
      signer,
      witnesses: [],
      dataDir,
      ask: () => Promise.reject(),
      tell: () => {},
    });
    await expect(anchor.open()).rejects.toMatchObject({ code: 'log-other' });
  });

  it('publishes nothing that a witness refused, or that another key signed, and says so once', async () => {
    const other = openTestWitness(() => [house.relay.house.signer]);
    const { store, signer } = house.relay.house;
    const lines: string[] = [];
    const answers = [
      { status: 422, text: 'no\n' },
      { status: 200, text: other.cosigner.cosign(`${signer.name}\n1\n\n`, 5) },
      { status: 200, text: 'nothing\n' },
      { status: 409, text: '5000\n' },
      { status: 500, text: '' },
    ];
    for (const answer of answers) {
      const anchor = new Anchor({
        store,
        signer,
        witnesses: [{ key: house.witness.cosigner, url: 'https://w0.example' }],
        dataDir: house.witness.folder,
        ask: async () => answer,
        tell: (text) => void lines.push(text),
      });
      await anchor.round();
      await anchor.round();
      expect(anchor.note).toBeUndefined();
    }
    expect(lines).toHaveLength(answers.length);
    expect(lines[3]).toContain('has seen 5000 records');
    other.close();
  });

  it('keeps what was cosigned in one file, whole', async () => {
    await house.round();
    const kept = readFileSync(join(house.relay.folder, 'log-checkpoint.txt'), 'utf8');
    expect(kept).toBe((await shown(house.relay)).note);
  });
});

describe('the relay with two witnesses', () => {
  it('publishes with one, and adds the other when it comes', async () => {
    let relay: TestHouse | undefined;
    const logs = () => (relay === undefined ? [] : [relay.house.signer]);
    const both: TestWitness[] = [
      openTestWitness(logs),
      openTestWitness(logs, undefined, 'temoin.example/w2'),
    ];
    let open = 1;
    const ask = askOf(...both);
    relay = await openTestHouse(tinyWallet, {
      doors: both.map(({ cosigner }, at) => ({ key: cosigner, url: `https://w${at}.example` })),
      ask: (address, body) =>
        Number(/w(\d)/.exec(address)?.[1]) < open ? ask(address, body) : Promise.reject(new Error('away')),
    });
    const count = async () => {
      const note = await (await (relay as TestHouse).fetch('/log/checkpoint')).text();
      return verifyCosignatures(
        parseNote(note),
        both.map(({ cosigner }) => cosigner),
      ).length;
    };
    await relay.house.anchor?.round();
    expect(await count()).toBe(1);
    open = 2;
    await relay.house.anchor?.round();
    expect(await count()).toBe(2);
    await relay.close();
    for (const witness of both) witness.close();
  });
});
