// Before Dexie, which looks for the browser's database once.
import 'fake-indexeddb/auto';

import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { toUtf8 } from '../../crypto/encode.ts';
import { sha256 } from '../../crypto/hash.ts';
import { readHelp, readPreparedFacts } from '../../policy/help.ts';
import { exportAll } from '../../pwa/wallet/paths/export.ts';
import { createWallet } from '../../pwa/wallet/paths/open.ts';
import { kinds } from '../../pwa/wallet/vault/kept.ts';
import { aroundOf } from '../pwa/paths/wallet.ts';
import { openTestHouse } from '../relay/house.ts';
import { someDigest, someId } from '../support/builders.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const pageOf = (name: string): string => read(`docs/formats/${name}.md`);
const named = (text: string, form = /`([\w-]+)`/g): string[] =>
  [...text.matchAll(form)].map(([, name]) => name ?? '');

/** Of the first cell of each row of the one table that begins so. */
function rowsOf(page: string, head: string): string[] {
  const table = page.split(`${head}\n`)[1]?.split('\n\n')[0] ?? '';
  return table.split('\n').flatMap((row) => named(row.split('|')[1] ?? ''));
}
const partsOf = (page: string): string[] => named(/come in this order: ([^;]+);/.exec(page)?.[1] ?? '');

describe('the page of the vault', () => {
  const page = pageOf('vault');

  it('has one row for each kind that the vault keeps', () => {
    expect(rowsOf(page, '| kind | name | what |').toSorted()).toEqual(kinds.toSorted());
  });

  it('is found faulty where a kind is missing', () => {
    const without = page.replace(/^\| `pause` .*\n/m, '');
    expect(rowsOf(without, '| kind | name | what |')).not.toContain('pause');
    expect(rowsOf(without, '| kind | name | what |')).toHaveLength(kinds.length - 1);
  });
});

describe('the page of the export', () => {
  let parts: { name: string; entries: unknown[] }[];

  beforeAll(async () => {
    const relay = await openTestHouse();
    const around = {
      ...aroundOf(relay),
      derive: async (words: string, salt: Uint8Array) => sha256(toUtf8(words), salt),
    };
    await createWallet({ kind: 'passphrase', passphrase: 'quatre vélos bleus sous la pluie' }, around);
    ({ parts } = JSON.parse((await exportAll(around)).text));
    await relay.close();
  });

  it('names the parts in the order of the file', () => {
    expect(partsOf(pageOf('export'))).toEqual(parts.map(({ name }) => name));
  });

  it('is found faulty where two parts change places', () => {
    const turned = pageOf('export').replace('`fact`, `import`', '`import`, `fact`');
    expect(partsOf(turned)).not.toEqual(partsOf(pageOf('export')));
  });
});

/** Files that a page says hold the code, and that are not there. A folder is said once, with the first of its files. */
function lostCode(page: string): string[] {
  const said =
    page
      .split(/\bCode: (?=`)/)
      .at(-1)
      ?.split('\n\n')[0] ?? '';
  let folder = '';
  return named(said, /`([\w./-]+\.\w+|[\w/-]+\/)`/g).filter((name) => {
    const path = name.includes('/') ? name : folder + name;
    folder = path.slice(0, path.lastIndexOf('/') + 1);
    return !existsSync(root + path);
  });
}

describe('every page of a format', () => {
  const pages = globSync('*.md', { cwd: `${root}docs/formats` }).map((name) => name.slice(0, -3));

  it('ends with the files that hold it, and each is there', () => {
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.filter((name) => !/\bCode: `/.test(pageOf(name)))).toEqual([]);
    expect(pages.flatMap((name) => lostCode(pageOf(name)).map((file) => [name, file]))).toEqual([]);
  });

  it('is found faulty where a file has another name', () => {
    expect(lostCode(pageOf('handover').replace('sign-handover.ts', 'sign-over.ts'))).toEqual([
      'pwa/wallet/paths/sign-over.ts',
    ]);
    expect(lostCode(pageOf('export').replace('`history.ts`', '`histories.ts`'))).toEqual(['histories.ts']);
  });
});

describe('the page of the meeting', () => {
  const [help = '', prepared = ''] = [...pageOf('meeting').matchAll(/```json\n(.+)\n```/g)]
    .map(([, text]) => text ?? '')
    .filter((text) => text.includes('"use"'));

  it('shows what is given for help, and prepared facts, as they are read', () => {
    const whole = help
      .replace('"names":{"…"', `"names":{"${someDigest('party')}"`)
      .replace('"titles":{"…"', `"titles":{"${someId('grant')}"`)
      .replaceAll(/"(party|seed)":"…"/g, `"$1":"${someDigest('party')}"`);
    expect(readHelp(whole).mandates).toHaveLength(1);
    expect(readPreparedFacts(prepared.replace('r#…', 'r#handle')).facts).toHaveLength(1);
  });

  it('is found faulty where a field has another name', () => {
    expect(() => readPreparedFacts(prepared.replace('"facts"', '"values"'))).toThrow('facts');
  });
});

/** Files that the page of a room does not name; what stands in a folder that it names whole is named by that. */
function unnamed(page: string, folder: string, pattern = '**/*.ts'): string[] {
  const whole = [...page.matchAll(/`([\w-]+\/)(?:\*\.ts)?`/g)].map(([, name]) => name ?? '');
  return globSync(pattern, { cwd: root + folder }).filter(
    (name) => !page.includes(`\`${name}\``) && !whole.some((part) => name.startsWith(part)),
  );
}

describe('the page of a room', () => {
  it.each([
    ['policy', '**/*.ts'],
    ['crypto', '**/*.ts'],
    ['relay', '**/*.ts'],
    // What lies in the folders of the wallet is said of them together.
    ['pwa', 'wallet/*.{ts,tsx}'],
  ])('« %s » names each of its files', (room, pattern) => {
    expect(globSync(pattern, { cwd: root + room }).length).toBeGreaterThan(6);
    expect(unnamed(read(`${room}/README.md`), room, pattern)).toEqual([]);
  });

  it('is found faulty where a file is missing', () => {
    expect(unnamed(read('policy/README.md').replaceAll('`realm.ts`', ''), 'policy')).toContain('realm.ts');
    expect(unnamed(read('relay/README.md').replaceAll('`workshop/`', ''), 'relay')).toContain(
      'workshop/rooms.ts',
    );
  });
});

describe('the page for who runs a relay', () => {
  const settings = read('relay/settings.ts');
  const beside = [...settings.matchAll(/\{ name: '([A-Z]+)', after: \d \}/g)].flatMap(([, name]) => [
    `${name}_PORT`,
    `${name}_ORIGIN`,
  ]);
  const known = [
    ...[...settings.matchAll(/environment\['([A-Z_]+)'\]/g)].map(([, name]) => name ?? ''),
    ...beside,
  ];

  it('has a row for each setting, and for no other', () => {
    expect(beside).toHaveLength(6);
    expect(rowsOf(read('docs/operating.md'), '| setting | meaning | without it |').toSorted()).toEqual(
      known.toSorted(),
    );
  });

  it('is found faulty where a setting is missing', () => {
    const without = read('docs/operating.md').replace(/^\| `PORT` .*\n/m, '');
    expect(rowsOf(without, '| setting | meaning | without it |')).toHaveLength(known.length - 1);
  });
});
