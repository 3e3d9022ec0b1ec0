import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildHouse, type LittleHouse, projectFile } from './house.ts';
import { walkRooms } from './rooms.ts';

const outsiders = [
  'libsodium-wrappers',
  'libsodium-wrappers-sumo',
  '@noble/hashes',
  'valibot',
  'publicodes',
  'preact',
  'dexie',
  '@simplewebauthn/browser',
  'workbox-window',
  'papaparse',
  'saxes',
  'uqr',
  'vite',
  'hono',
  'pg',
  'jose',
  '@betagouv/aides-velo',
  'left-pad',
];

/** Each way through a wall: the file that takes it, what it imports, and the rule that must see it. */
const faults: readonly [rule: string, file: string, imported: string][] = [
  ['ground-floor-alone', 'policy/grant.ts', '../crypto/hash.ts'],
  ['ground-floor-alone', 'crypto/sign.ts', '../policy/party.ts'],
  ['ground-floor-alone', 'policy/grant.ts', '../relay/app.ts'],
  ['ground-floor-alone', 'crypto/sign.ts', '../test/support/clock.ts'],
  ['ground-floor-pure', 'policy/grant.ts', 'node:fs'],
  ['ground-floor-pure', 'crypto/sign.ts', 'node:crypto'],
  ['neighbours-apart', 'pwa/wallet/main.ts', '../../relay/app.ts'],
  ['neighbours-apart', 'relay/routes/grant.ts', '../../pwa/ui/tokens.ts'],
  ['neighbours-apart', 'relay/routes/grant.ts', '../../test/support/clock.ts'],
  ['neighbours-apart', 'relay/commands/start.ts', '../../docs/examples/bike-grant/main.ts'],
  ['examples-by-the-kit', 'docs/examples/bike-grant/main.ts', '../../../policy/party.ts'],
  ['examples-by-the-kit', 'docs/examples/bike-grant/main.ts', '../../../relay/app.ts'],
  ['kit-is-outside', 'relay/routes/grant.ts', '../kit/client.ts'],
  ['kit-without-relay', 'relay/kit/client.ts', '../app.ts'],
  ['relay-opens-nothing', 'relay/routes/grant.ts', '../../crypto/open.ts'],
  ['relay-opens-nothing', 'relay/routes/grant.ts', '../../crypto/keys.ts'],
  ['relay-opens-nothing', 'relay/routes/grant.ts', '../../crypto/keyslot.ts'],
  ['relay-opens-nothing', 'relay/routes/grant.ts', '../../crypto/detour.ts'],
  ['relay-opens-nothing', 'relay/aggregate/helper.ts', '../../crypto/open.ts'],
  ['store-by-its-promise', 'relay/routes/grant.ts', '../store/sqlite.ts'],
  ['aggregates-apart', 'relay/routes/grant.ts', '../../crypto/noise.ts'],
  ['entries-apart', 'pwa/wallet/main.ts', '../desk/main.ts'],
  ['entries-apart', 'pwa/desk/main.ts', '../wallet/main.ts'],
  ['shared-screens-below', 'pwa/ui/tokens.ts', '../wallet/main.ts'],
  ['screens-never-write', 'pwa/wallet/screens/home.ts', '../vault/database.ts'],
  ['wallet-flows-one-way', 'pwa/wallet/paths/stop.ts', '../screens/home.ts'],
  ['paths-above-their-rooms', 'pwa/wallet/vault/database.ts', '../paths/stop.ts'],
  ['stop-page-without-vault', 'pwa/wallet/paths/stop.ts', '../vault/database.ts'],
  ['no-node-on-the-phone', 'pwa/wallet/main.ts', 'node:fs'],
  ['door-of-sqlite', 'relay/routes/grant.ts', 'node:sqlite'],
  ['door-of-node-crypto', 'relay/routes/grant.ts', 'node:crypto'],
  ['door-of-libsodium-wrappers', 'crypto/sign.ts', 'libsodium-wrappers'],
  ['door-of-libsodium-wrappers-sumo', 'pwa/wallet/main.ts', 'libsodium-wrappers-sumo'],
  ['door-of-@noble/hashes', 'relay/app.ts', '@noble/hashes'],
  ['door-of-valibot', 'policy/grant.ts', 'valibot'],
  ['door-of-publicodes', 'policy/grant.ts', 'publicodes'],
  ['door-of-preact', 'relay/app.ts', 'preact'],
  ['door-of-dexie', 'pwa/wallet/main.ts', 'dexie'],
  ['door-of-@simplewebauthn/browser', 'pwa/wallet/main.ts', '@simplewebauthn/browser'],
  ['door-of-workbox-window', 'pwa/wallet/main.ts', 'workbox-window'],
  ['door-of-papaparse', 'pwa/wallet/main.ts', 'papaparse'],
  ['door-of-papaparse', 'policy/grant.ts', 'saxes'],
  ['door-of-uqr', 'pwa/wallet/main.ts', 'uqr'],
  ['door-of-vite', 'pwa/wallet/main.ts', 'vite'],
  ['door-of-hono', 'policy/grant.ts', 'hono'],
  ['door-of-pg', 'relay/routes/grant.ts', 'pg'],
  ['door-of-jose', 'relay/routes/grant.ts', 'jose'],
  ['door-of-@betagouv/aides-velo', 'policy/grant.ts', '@betagouv/aides-velo'],
  ['door-for-every-package', 'relay/app.ts', 'left-pad'],
  ['no-package-of-chance', 'relay/app.ts', 'unnamed'],
  ['no-dead-end', 'relay/app.ts', './nowhere.ts'],
];

const sound: Record<string, string> = {
  'policy/party.ts': 'export const party = 1;',
  'policy/grant.ts': "import './party.ts';",
  'crypto/hash.ts': "import '@noble/hashes';",
  'crypto/sign.ts': "import './hash.ts';",
  'crypto/open.ts': 'export const open = 1;',
  'crypto/keys.ts': 'export const keys = 1;',
  'crypto/keyslot.ts': 'export const keyslot = 1;',
  'crypto/noise.ts': 'export const noise = 1;',
  'crypto/detour.ts': "import './open.ts';",
  'relay/app.ts': "import 'hono'; import '../policy/grant.ts'; import '../crypto/sign.ts';",
  'relay/routes/grant.ts': "import '../app.ts';",
  'relay/commands/start.ts': "import '../app.ts';",
  'relay/kit/client.ts': "import '../../crypto/open.ts'; import '../../crypto/sign.ts';",
  'relay/store/sqlite.ts': "import 'node:sqlite';",
  'relay/proof/verify.ts': "import 'node:crypto'; import 'jose';",
  'pwa/ui/tokens.ts': "import 'preact';",
  'pwa/wallet/main.ts': "import '../ui/tokens.ts'; import '../../crypto/open.ts';",
  'pwa/wallet/vault/database.ts': "import 'dexie';",
  'pwa/wallet/screens/home.ts': "import 'preact';",
  'pwa/wallet/paths/stop.ts': "import '../../../crypto/hash.ts';",
  'pwa/wallet/stop.ts': "import './paths/stop.ts';",
  'pwa/desk/main.ts': "import '../ui/tokens.ts';",
  'docs/examples/bike-grant/main.ts': "import '../../../relay/kit/client.ts';",
  'test/support/clock.ts': "import '../../relay/app.ts'; import '../../pwa/wallet/main.ts'; import 'jose';",
};

describe('the import rule', () => {
  let house: LittleHouse;
  beforeEach(() => {
    house = buildHouse();
    const dependencies = Object.fromEntries(outsiders.map((name) => [name, '1.0.0']));
    house.write('package.json', JSON.stringify({ name: 'little', type: 'module', dependencies }));
    for (const name of [...outsiders, 'unnamed']) {
      const named = JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' });
      house.write(`node_modules/${name}/package.json`, named);
      house.write(`node_modules/${name}/index.js`, 'export {};');
    }
    for (const [file, text] of Object.entries(sound)) house.write(file, text);
  });
  afterEach(() => house.destroy());

  it('finds nothing in a sound house, and has looked at every file', async () => {
    const walk = await walkRooms(house.folder);
    expect(walk.faults).toEqual([]);
    expect(walk.modules).toBe(Object.keys(sound).length);
  });

  it.each(faults)('%s: %s may not import %s', async (rule, file, imported) => {
    house.write(file, `${sound[file]} import '${imported}';`);
    const { faults: found } = await walkRooms(house.folder);
    expect(found.map((fault) => fault.split(':')[0])).toContain(rule);
  });

  it('counts an import of a type as an import', async () => {
    house.write(
      'policy/grant.ts',
      "import type { hash } from '../crypto/hash.ts'; export type G = typeof hash;",
    );
    expect((await walkRooms(house.folder)).faults.join()).toContain('ground-floor-alone');
  });

  it('sees an import that waits until it is needed', async () => {
    house.write('relay/routes/grant.ts', "export const later = () => import('../../crypto/keys.ts');");
    expect((await walkRooms(house.folder)).faults.join()).toContain('relay-opens-nothing');
  });

  it('fails when nothing was looked at', async () => {
    const empty = buildHouse();
    try {
      const { status, said } = await empty.run('node', projectFile('test/checks/rooms.ts'), empty.folder);
      expect(said).toContain('no module was counted');
      expect(status).toBe(1);
    } finally {
      empty.destroy();
    }
  });
});
