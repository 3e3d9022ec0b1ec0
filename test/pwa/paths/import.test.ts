// Before Dexie, which looks for the browser's database once.
import 'fake-indexeddb/auto';

import { readFileSync } from 'node:fs';
import Dexie from 'dexie';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import type { Mapping } from '../../../policy/table.ts';
import { eraseDevice } from '../../../pwa/wallet/paths/erase.ts';
import { exportAll } from '../../../pwa/wallet/paths/export.ts';
import {
  changeColumns,
  dropImport,
  forgetImport,
  type ImportAround,
  importState,
  keepImport,
  readFiles,
  readTable,
} from '../../../pwa/wallet/paths/import.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { createWallet } from '../../../pwa/wallet/paths/open.ts';
import { here, type Surroundings } from '../../../pwa/wallet/paths/surroundings.ts';
import { closeDatabase } from '../../../pwa/wallet/vault/database.ts';
import { lockVault } from '../../../pwa/wallet/vault/hold.ts';
import { facts, heldSignal, imports } from '../../../pwa/wallet/vault/open.ts';
import { runImport } from '../../../pwa/wallet/worker/import.worker.ts';
import { findCanaries } from '../../support/canary.ts';

/** A phone with its clock standing still and no way to anybody: an import asks nobody. */
const around: Surroundings = {
  passkey: here.passkey,
  runRules: here.runRules,
  communes: here.communes,
  now: () => Date.parse('2026-11-28T10:05:00Z'),
  chance: () => 0.5,
  pause: async () => undefined,
  isOnline: () => false,
  reach: { origin: 'https://relay.example', patienceMs: 1, fetch: () => Promise.reject(new Error('a call')) },
  // Argon2id at its floor takes seconds; what it gives is tested beside it.
  derive: async (passphrase, salt) => sha256(toUtf8(passphrase), salt),
};
const importing: ImportAround = {
  now: around.now,
  // As the worker is: stopped means that no answer comes.
  run: async (task, question, over, onProgress) => {
    const answer = await runImport(task, question, onProgress);
    over.throwIfAborted();
    return answer;
  },
};

beforeEach(async () => {
  await eraseDevice();
  await createWallet({ kind: 'passphrase', passphrase: 'quatre vélos bleus sous la pluie' }, around);
});

const sample = (path: string, name = path): File =>
  new File([readFileSync(new URL(`../../../docs/examples/import/${path}`, import.meta.url))], name);

const found = () => {
  const state = importState.value;
  if (state.step !== 'found') throw new Error(`expected something found, not \`${state.step}\``);
  return state.found;
};
const shown = (
  ...keys: ('trip-km' | 'trips-week' | 'travel-mode' | 'electricity-day' | 'electricity-peak')[]
) => keys.map((key) => ({ key, over: facts.value.get(key) ?? null }));

/** Everything that lies on the disk, as bytes. */
async function dumpDisk(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Dexie(name ?? '').open();
    for (const table of database.tables)
      for (const row of (await table.toArray()) as Record<string, unknown>[])
        for (const value of Object.values(row))
          parts.push(
            ArrayBuffer.isView(value)
              ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
              : Buffer.from(String(value)),
          );
    database.close();
  }
  return Buffer.concat(parts);
}

describe('an import', () => {
  it('writes nothing until the person says keep, and then the chosen facts and one row', async () => {
    const before = [heldSignal.value, await dumpDisk()];
    await readFiles('track', [sample('week.gpx')], importing);
    expect(found().summary).toMatchObject({ kind: 'track', trips: 6 });
    expect([heldSignal.value, await dumpDisk()]).toEqual(before);
    const place = { code: '33063', name: 'Bordeaux' };
    expect(await keepImport({ facts: shown('trip-km', 'travel-mode'), place }, importing)).toBe('kept');
    expect(facts.value.get('trip-km')).toMatchObject({ value: 3.4, unit: 'km', source: 'phone' });
    expect(facts.value.get('travel-mode')).toMatchObject({ value: 'bike', source: 'phone' });
    expect(facts.value.has('trips-week')).toBe(false);
    expect(imports.value).toMatchObject([
      { kind: 'track', files: [{ name: 'week.gpx' }], rowsRead: 346, rowsRefused: 0, place },
    ]);
    expect(importState.value.step).toBe('choose');
  });

  it('keeps nothing when the person says so', async () => {
    const before = await dumpDisk();
    await readFiles('load', [sample('enedis-half-hours.csv')], importing);
    dropImport();
    expect(importState.value.step).toBe('choose');
    expect(await keepImport({ facts: shown('electricity-day'), place: null }, importing)).toBe('changed');
    expect(await dumpDisk()).toEqual(before);
  });

  it('that is stopped while it is read leaves everything as it was', async () => {
    const before = await dumpDisk();
    let steps = 0;
    const stopped: ImportAround = {
      ...importing,
      run: (task, question, over, onProgress) =>
        importing.run(task, question, over, (progress) => {
          onProgress(progress);
          steps += 1;
          if (steps === 1) dropImport();
        }),
    };
    await readFiles('track', [sample('week.gpx')], stopped);
    expect(steps).toBeGreaterThan(0);
    expect(importState.value.step).toBe('choose');
    expect(await dumpDisk()).toEqual(before);
    expect(imports.value).toEqual([]);
  });

  it('tells how far it is while it is read', async () => {
    const seen: string[] = [];
    const stop = importState.subscribe((state) => {
      seen.push(state.step === 'reading' && state.progress !== null ? 'progress' : state.step);
    });
    await readFiles('track', [sample('week.gpx')], importing);
    stop();
    expect([...new Set(seen)]).toEqual(['choose', 'reading', 'progress', 'found']);
    dropImport();
  });

  it('that cannot be read says why, and keeps nothing', async () => {
    await readFiles('track', [sample('notebook.csv')], importing);
    expect(importState.value).toMatchObject({
      step: 'refused',
      fault: { code: 'import-not-gpx', file: 'notebook.csv' },
    });
    dropImport();
    expect(imports.value).toEqual([]);
  });

  it('whose worker fails is a fault, and the next one can be read', async () => {
    const broken: ImportAround = { ...importing, run: () => Promise.reject(new Error('no worker')) };
    await expect(readFiles('track', [sample('week.gpx')], broken)).rejects.toThrow('no worker');
    expect(importState.value.step).toBe('choose');
    await readFiles('track', [sample('week.gpx')], importing);
    expect(found().summary.kind).toBe('track');
    dropImport();
  });

  it('is let go when the vault is locked', async () => {
    await readFiles('track', [sample('week.gpx')], importing);
    lockVault();
    expect(importState.value.step).toBe('choose');
  });
});

describe('a value that is there already', () => {
  it('is written over only as it was shown', async () => {
    await keepFact({ key: 'travel-mode', value: 'walk' }, around);
    await readFiles('track', [sample('week.gpx')], importing);
    const choice = { facts: shown('travel-mode'), place: null };
    await keepFact({ key: 'travel-mode', value: 'car' }, around);
    const before = await dumpDisk();
    expect(await keepImport(choice, importing)).toBe('changed');
    expect(facts.value.get('travel-mode')).toMatchObject({ value: 'car', source: 'self' });
    expect(await dumpDisk()).toEqual(before);
    expect(await keepImport({ facts: shown('travel-mode'), place: null }, importing)).toBe('kept');
    expect(facts.value.get('travel-mode')).toMatchObject({ value: 'bike', source: 'phone' });
  });

  it('stays where the new one was not chosen', async () => {
    await keepFact({ key: 'travel-mode', value: 'walk' }, around);
    await readFiles('track', [sample('week.gpx')], importing);
    await keepImport({ facts: shown('trip-km'), place: null }, importing);
    expect(facts.value.get('travel-mode')).toMatchObject({ value: 'walk', source: 'self' });
  });
});

describe('a disk that fails in the middle', () => {
  it.each([0, 1, 2])('at write %i leaves the vault as before', async (failing) => {
    await keepFact({ key: 'travel-mode', value: 'walk' }, around);
    await readFiles('track', [sample('week.gpx')], importing);
    const before = [heldSignal.value, await dumpDisk()];
    const put = IDBObjectStore.prototype.put;
    let writes = 0;
    const spy = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...row
    ) {
      writes += 1;
      if (writes > failing) throw new DOMException('planted', 'QuotaExceededError');
      return put.apply(this, row as [unknown]);
    });
    await expect(
      keepImport({ facts: shown('trip-km', 'travel-mode'), place: null }, importing),
    ).rejects.toMatchObject({ code: 'vault-full' });
    spy.mockRestore();
    expect(writes).toBeGreaterThan(failing);
    expect([heldSignal.value, await dumpDisk()]).toEqual(before);
    // What was found is still there to be kept once there is room.
    expect(await keepImport({ facts: shown('trip-km', 'travel-mode'), place: null }, importing)).toBe('kept');
  });

  it('takes nothing away while an import is erased', async () => {
    await readFiles('track', [sample('week.gpx')], importing);
    await keepImport({ facts: shown('trip-km', 'travel-mode'), place: null }, importing);
    const before = [heldSignal.value, await dumpDisk()];
    const spy = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
      throw new DOMException('planted', 'UnknownError');
    });
    await expect(forgetImport(imports.value[0]?.id ?? '')).rejects.toThrow();
    spy.mockRestore();
    expect([heldSignal.value, await dumpDisk()]).toEqual(before);
  });
});

describe('the same file again', () => {
  it('is known by its bytes, whatever its name, and takes the place of what it gave', async () => {
    await readFiles('track', [sample('week.gpx')], importing);
    await keepImport({ facts: shown('trip-km'), place: null }, importing);
    const [first] = imports.value;
    await readFiles('track', [sample('week.gpx', 'autre-nom.gpx')], importing);
    expect(importState.value).toMatchObject({ step: 'found', again: { id: first?.id } });
    await keepImport({ facts: [], place: null }, importing);
    expect(imports.value.map(({ files }) => files[0]?.name)).toEqual(['autre-nom.gpx']);
  });

  it('among others does not take away what these others gave', async () => {
    await readFiles('track', [sample('folder/market.gpx'), sample('folder/lake.gpx')], importing);
    await keepImport({ facts: [], place: null }, importing);
    await readFiles('track', [sample('folder/lake.gpx')], importing);
    expect(importState.value).toMatchObject({ again: { kind: 'track' } });
    await keepImport({ facts: [], place: null }, importing);
    expect(imports.value).toHaveLength(2);
  });
});

describe('erasing an import', () => {
  it('takes the facts with it that came from it, and leaves what was written since', async () => {
    await readFiles('track', [sample('week.gpx')], importing);
    await keepImport({ facts: shown('trip-km', 'travel-mode'), place: null }, importing);
    await keepFact({ key: 'travel-mode', value: 'walk' }, around);
    await forgetImport(imports.value[0]?.id ?? '');
    expect(imports.value).toEqual([]);
    expect(facts.value.has('trip-km')).toBe(false);
    expect(facts.value.get('travel-mode')).toMatchObject({ value: 'walk', source: 'self' });
    await forgetImport('nothing-of-that-name');
  });
});

describe('a table', () => {
  const mapping: Mapping = {
    dayColumn: 0,
    dayOrder: 'day-first',
    numberColumn: 2,
    decimal: ',',
    fact: 'trip-km',
    folding: 'mean',
    period: 'all',
  };

  it('is shown first, read as the person says, and may be read again otherwise', async () => {
    await readFiles('table', [sample('notebook.csv')], importing);
    expect(importState.value).toMatchObject({
      step: 'map',
      preview: { columns: ['Date', 'Trajet', 'Kilomètres'] },
    });
    await readTable(mapping, importing);
    expect(found().summary).toMatchObject({ value: 3.3 });
    changeColumns();
    expect(importState.value).toMatchObject({ step: 'map', mapping });
    await readTable({ ...mapping, folding: 'sum' }, importing);
    expect(found().summary).toMatchObject({ value: 19.7 });
    expect(await keepImport({ facts: shown('trip-km'), place: null }, importing)).toBe('kept');
    expect(facts.value.get('trip-km')).toMatchObject({ value: 19.7, source: 'phone' });
  });
});

describe('what rests of an import', () => {
  it('is sealed: no word of the file, of its name or of what came out lies on the disk', async () => {
    const text = (await sample('week.gpx').text()).replaceAll('Trajet inventé', 'Zyxglorbien');
    const file = new File([text], 'quokkafromage-48213.gpx');
    await readFiles('track', [file], importing);
    const place = { code: '63113', name: 'Vrombixotheque' };
    await keepImport({ facts: shown('trip-km', 'travel-mode', 'trips-week'), place }, importing);
    closeDatabase();
    const disk = await dumpDisk();
    const canaries = ['Zyxglorbien', 'quokkafromage-48213', 'Vrombixotheque', 'trip-km', 'usualKm'];
    expect(findCanaries(canaries, 'disk', disk)).toEqual([]);
    expect(findCanaries(['slots'], 'disk', disk)).not.toEqual([]);
    expect(JSON.stringify([...heldSignal.value.import.values()])).not.toMatch(/Zyxglorbien|44\.8|0\.58/);
  });

  it('is handed out with everything else that the wallet holds', async () => {
    await readFiles('load', [sample('enedis-half-hours.csv')], importing);
    await keepImport({ facts: shown('electricity-day', 'electricity-peak'), place: null }, importing);
    const { text } = await exportAll(around);
    const { parts } = JSON.parse(text) as { parts: { name: string; entries: unknown[] }[] };
    expect(parts.find(({ name }) => name === 'import')?.entries).toMatchObject([
      { kind: 'load', summary: { days: 3, peak: 'evening' } },
    ]);
    expect(text).not.toContain('00000000000000');
  });
});
