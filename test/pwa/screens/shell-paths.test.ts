import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../pwa/${path}`, import.meta.url), 'utf8');

/** By what stands in the files: the build is no module that a test can take a list from. */
const [, listed = ''] = /const shellPaths = \[([^\]]*)\]/.exec(read('build.ts')) ?? [];
const answered = [...listed.matchAll(/'([^']+)'/g)].map(([, path]) => path);
const pages = [...read('wallet/screens/pages.ts').matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path);

it('every page of the wallet is answered by its shell: reloaded, sent as a link, or without network', () => {
  expect(pages.length).toBeGreaterThan(20);
  const bases = pages.map((path) => path.replace(/\/\{\w+\}$/, ''));
  expect(bases.filter((path) => !answered.includes(path))).toEqual([]);
});
