import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildHouse, type LittleHouse, projectFile } from './house.ts';

const walls = [
  'tsconfig.json',
  'policy/tsconfig.json',
  'crypto/tsconfig.json',
  'relay/tsconfig.json',
  'pwa/tsconfig.json',
  'pwa/tsconfig.worker.json',
  'pwa/tsconfig.build.json',
  'docs/examples/tsconfig.json',
  'docs/examples/bike-grant/aides-velo.d.ts',
  'test/tsconfig.json',
];

const faults: readonly [what: string, file: string, text: string, code: string][] = [
  ['policy sees no DOM', 'policy/grant.ts', 'export const title = document.title;', 'TS2584'],
  ['policy sees no Node', 'policy/grant.ts', 'export const where = process.cwd();', 'TS2591'],
  ['policy imports no Node', 'policy/grant.ts', "export { readFileSync } from 'node:fs';", 'TS2591'],
  ['policy imports no neighbour', 'policy/grant.ts', "export { hash } from '../crypto/hash.ts';", 'TS6307'],
  ['policy imports nothing upstairs', 'policy/grant.ts', "export { app } from '../relay/app.ts';", 'TS6307'],
  ['crypto sees no Node', 'crypto/hash.ts', 'export const hash = Buffer.from([]);', 'TS2591'],
  ['relay sees no DOM', 'relay/app.ts', 'export const app = document.title;', 'TS2584'],
  ['pwa sees no Node', 'pwa/main.ts', 'export const where = process.cwd();', 'TS2591'],
  ['pwa and relay are apart', 'pwa/main.ts', "export { app } from '../relay/app.ts';", 'TS6307'],
  ['an entry may be absent', 'policy/grant.ts', 'export const first: string = ["a"][0];', 'TS2322'],
  ['absent is not undefined', 'policy/grant.ts', 'export const a: { b?: 1 } = { b: undefined };', 'TS2375'],
  [
    'a type is imported as a type',
    'relay/app.ts',
    "import { G } from '../policy/grant.ts'; export const app: G = 1;",
    'TS1484',
  ],
  ['syntax is erasable', 'policy/grant.ts', 'export enum Kind { A }', 'TS1294'],
  ['nothing local is unused', 'policy/grant.ts', 'const a = 1; export {};', 'TS6133'],
];

// Relay's own `app.ts` imports both floors below, so that a sound house shows the stairs open.
const sound: Record<string, string> = {
  'policy/grant.ts': 'export type G = 1; export const grant: G = 1;',
  'crypto/hash.ts': 'export const hash = new Uint8Array(1);',
  'relay/app.ts':
    "import { hash } from '../crypto/hash.ts'; import { grant } from '../policy/grant.ts'; export const app = [hash, grant, process.pid];",
  'pwa/main.ts': "import { grant } from '../policy/grant.ts'; export const title = [document.title, grant];",
  'docs/examples/main.ts': "export { app } from '../../relay/app.ts';",
  'test/all.ts': "export { app } from '../relay/app.ts'; export { title } from '../pwa/main.ts';",
};

describe('the walls that the compiler sees', () => {
  let house: LittleHouse;
  beforeEach(() => {
    house = buildHouse(walls);
    symlinkSync(projectFile('node_modules'), `${house.folder}/node_modules`);
    for (const [file, text] of Object.entries(sound)) house.write(file, text);
  });
  afterEach(() => house.destroy());

  it('let a sound house through', async () => {
    expect(await house.run('tsc', '-b')).toEqual({ status: 0, said: '' });
  });

  it.each(faults)('%s', async (_, file, text, code) => {
    house.write(file, text);
    const { status, said } = await house.run('tsc', '-b');
    expect(said).toContain(`${file}(1,`);
    expect(said).toContain(code);
    expect(status).not.toBe(0);
  });
});
