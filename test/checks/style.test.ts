import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildHouse, type LittleHouse } from './house.ts';

const clockless = 'export const grantedAt = (nowMs: number): number => nowMs;\n';

const faults: readonly [what: string, rule: string, files: Record<string, string>][] = [
  [
    'a clock on the ground floor',
    'noRestrictedGlobals',
    { 'policy/grant.ts': 'export const at = Date.now();\n' },
  ],
  ['a clock in crypto', 'noRestrictedGlobals', { 'crypto/sign.ts': 'export const at = new Date();\n' }],
  [
    'chance in policy',
    'noJsRestrictedProperties',
    { 'policy/grant.ts': 'export const id = Math.random();\n' },
  ],
  [
    'chance in crypto',
    'noJsRestrictedProperties',
    { 'crypto/sign.ts': 'export const id = Math.random();\n' },
  ],
  [
    'a promise that nobody awaits',
    'noFloatingPromises',
    {
      'relay/keep.ts':
        'async function keep(): Promise<void> {\n  await Promise.resolve();\n}\n\nexport function grant(): void {\n  keep();\n}\n',
    },
  ],
  [
    'a circle of imports',
    'noImportCycles',
    {
      'relay/one.ts': "import { two } from './two.ts';\n\nexport const one = (): number => two();\n",
      'relay/two.ts': "import { one } from './one.ts';\n\nexport const two = (): number => one();\n",
    },
  ],
  [
    'a circle of types',
    'noImportCycles',
    {
      'relay/one.ts':
        "import type { Two } from './two.ts';\n\nexport interface One {\n  readonly two: Two;\n}\n",
      'relay/two.ts':
        "import type { One } from './one.ts';\n\nexport interface Two {\n  readonly one: One;\n}\n",
    },
  ],
  ['a barrel', 'noBarrelFile', { 'relay/index.ts': "export { grantedAt } from '../policy/grant.ts';\n" }],
  ['any', 'noExplicitAny', { 'relay/any.ts': 'export const any: any = 1;\n' }],
  ['other spacing', 'format', { 'relay/wide.ts': 'export const wide  =  1\n' }],
];

describe('the style check', () => {
  let house: LittleHouse;
  beforeEach(() => {
    house = buildHouse(['biome.json', '.gitignore']);
    house.write('policy/grant.ts', clockless);
  });
  afterEach(() => house.destroy());

  const check = () => house.run('biome', 'ci', '--error-on-warnings', '--colors=off');

  it('lets a sound house through', async () => {
    const { status, said } = await check();
    expect(said).toContain('Checked 2 files');
    expect(status).toBe(0);
  });

  it.each(faults)('sees %s', async (_, rule, files) => {
    for (const [file, text] of Object.entries(files)) house.write(file, text);
    const { status, said } = await check();
    expect(said).toContain(rule);
    expect(status).not.toBe(0);
  });

  it('lets upstairs read the clock', async () => {
    house.write('relay/now.ts', 'export const now = (): number => Date.now();\n');
    expect((await check()).status).toBe(0);
  });
});
