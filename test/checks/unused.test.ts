import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildHouse, type LittleHouse, projectFile } from './house.ts';

describe('the check for what nobody uses', () => {
  let house: LittleHouse;
  beforeEach(() => {
    house = buildHouse();
    house.write(
      'package.json',
      JSON.stringify({ name: 'little', type: 'module', dependencies: { hono: '*' } }),
    );
    house.write('knip.json', JSON.stringify({ entry: ['relay/main.ts'], project: ['**/*.ts'] }));
    house.write(
      'relay/main.ts',
      "import { Hono } from 'hono';\nimport { used } from './used.ts';\nnew Hono();\nused();\n",
    );
    house.write('relay/used.ts', 'export const used = (): number => 1;\n');
    symlinkSync(projectFile('node_modules'), `${house.folder}/node_modules`);
  });
  afterEach(() => house.destroy());

  const faults: readonly [what: string, file: string, text: string, said: string][] = [
    ['an export', 'relay/used.ts', 'export const used = 1;\nexport const spare = 2;\n', 'spare'],
    ['a file', 'relay/alone.ts', 'export const alone = 1;\n', 'relay/alone.ts'],
    ['a package', 'relay/main.ts', "import { used } from './used.ts';\nused();\n", 'hono'],
  ];

  it('lets a sound house through', async () => {
    expect((await house.run('knip', '--no-progress')).status).toBe(0);
  });

  it.each(faults)('sees %s', async (_, file, text, expected) => {
    house.write(file, text);
    const { status, said } = await house.run('knip', '--no-progress');
    expect(said).toContain(expected);
    expect(status).not.toBe(0);
  });
});
