import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAsShipped } from '../../../pwa/build/as-shipped.ts';
import { isLater } from '../../../pwa/build/words.ts';
import config from '../../../pwa/vite.config.ts';
import fr from '../../../pwa/words/fr.json' with { type: 'json' };

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

interface Weighed {
  readonly kb: (entries: readonly string[]) => number;
  readonly wasmKb: number;
  readonly names: (entries: readonly string[]) => readonly string[];
  readonly text: (entries: readonly string[]) => string;
}

const kbOfFile = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / 1000;

/** Builds as `pwa/build.ts` does, and weighs what entries pull in by themselves, compressed as it is sent. */
async function weigh(plugins: readonly Plugin[] = []): Promise<Weighed> {
  const outDir = mkdtempSync(join(tmpdir(), 'vis-a-vis-size-'));
  await buildAsShipped({
    ...config,
    plugins: [...plugins, ...config.plugins],
    logLevel: 'silent',
    build: { ...config.build, outDir, manifest: true },
  });
  const chunks = JSON.parse(readFileSync(join(outDir, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const kbOf = new Map(
    Object.values(chunks)
      .filter(({ file }) => file.endsWith('.js'))
      .map(({ file }) => [file, kbOfFile(join(outDir, file))]),
  );
  const textOf = new Map(
    [...kbOf.keys()].map((file) => [file, readFileSync(join(outDir, file), 'utf8')] as const),
  );
  const wasm = readdirSync(join(outDir, 'assets')).filter((file) => file.endsWith('.wasm'));
  const wasmKb = wasm.reduce((sum, file) => sum + kbOfFile(join(outDir, 'assets', file)), 0);
  rmSync(outDir, { recursive: true });
  const filesOf = (entries: readonly string[]): Set<string> => {
    const seen = new Set<string>();
    const visit = (name: string) => {
      const chunk = chunks[name];
      if (chunk === undefined) throw new Error(`expected a chunk for \`${name}\``);
      if (seen.has(chunk.file)) return;
      seen.add(chunk.file);
      for (const next of chunk.imports ?? []) visit(next);
    };
    for (const entry of entries) visit(entry);
    return seen;
  };
  return {
    wasmKb,
    kb: (entries) => [...filesOf(entries)].reduce((sum, file) => sum + (kbOf.get(file) ?? 0), 0),
    names: (entries) => [...filesOf(entries)],
    text: (entries) => [...filesOf(entries)].map((file) => textOf.get(file) ?? '').join('\n'),
  };
}

/** Both scripts that the shell names. */
const entry = ['index.html', 'ahead.ts'];
/**
 * All that a first visit waits for before signatures are checked and « Oui » is active. The database's library comes when
 * there is something to keep; the WebAssembly of libsodium is added below.
 */
const untilKeys = [
  ...entry,
  'screens/start.ts',
  'screens/ask/ask.tsx',
  '../../node_modules/libsodium-wrappers/dist/modules-esm/libsodium-wrappers.mjs',
];

describe('the first load of the wallet', () => {
  let real: Weighed;
  beforeAll(async () => {
    real = await weigh();
  }, 60_000);

  it('begins with at most 45 kB of script', () => {
    expect(real.kb(entry)).toBeLessThanOrEqual(45);
  });

  // What asks for a request must not wait for what draws it: on a slow line every 20 kB are a tenth of a second.
  it('asks for a request with at most 6 kB of script', () => {
    expect(real.kb(['ahead.ts'])).toBeLessThanOrEqual(6);
  });

  it('has its keys after at most 230 kB of script', () => {
    expect(real.kb(untilKeys) + real.wasmKb).toBeLessThanOrEqual(230);
  });

  it('begins without libsodium, database and rules', () => {
    expect(real.names(entry).filter((file) => /sodium|database|dexie|publicodes/.test(file))).toEqual([]);
  });

  it('says nothing whose words come later', () => {
    const first = [
      ...entry,
      'stop.html',
      'screens/ask/ask.tsx',
      'screens/start.ts',
      'screens/open/unlock.tsx',
    ];
    const text = real.text(first);
    // What is counted is named in the code by its stem.
    const later = Object.keys(fr)
      .filter(isLater)
      .flatMap((key) => (key.endsWith('.one') ? [key, key.slice(0, -'.one'.length)] : [key]));
    expect(later.length).toBeGreaterThan(300);
    // The head of a later page is named in the list of pages, and said when the page has come.
    const heads = new Set([...text.matchAll(/where:["`']([\w.-]+)/g)].map(([, word]) => word));
    const isIn = (key: string) => new RegExp(`["'\`]${key.replaceAll('.', '\\.')}["'\`]`).test(text);
    expect(later.filter((key) => !heads.has(key) && isIn(key))).toEqual([]);
    const stems = new Set(
      later.filter((key) => key.includes('.')).map((key) => key.slice(0, key.indexOf('.') + 1)),
    );
    expect(
      [...stems].filter((stem) => new RegExp(`\`${stem.replace('.', '\\.')}[\\w.-]*\\$\\{`).test(text)),
    ).toEqual([]);
  });

  it('holds no sentence that only researchers or mediators read', () => {
    const text = real.text([...entry, 'stop.html', '../words/later.ts', '../words/en.json']);
    const theirs = Object.keys(fr).filter((key) => /^(?:research|workshop)[.]/.test(key));
    expect(theirs.length).toBeGreaterThan(300);
    expect(theirs.filter((key) => text.includes(`"${key}"`))).toEqual([]);
    expect(text).toContain('"app.name"');
  });

  it('is the same build whoever asks for it: a test runner’s names no source file either', () => {
    expect(process.env['NODE_ENV']).toBe('test');
    const text = real.text([...entry, 'stop.html', 'screens/start.ts', 'screens/ask/ask.tsx']);
    expect(text.match(/[/]pwa[/][^\s"'`]*[.]tsx?\b/g) ?? []).toEqual([]);
    expect(text.match(/lineNumber/g) ?? []).toEqual([]);
  });

  it('stops by card with at most 45 kB of script, and none of the vault', () => {
    expect(real.kb(['stop.html'])).toBeLessThanOrEqual(45);
  });

  it('is found too heavy when a library is planted in the entry', async () => {
    const planted: Plugin = {
      name: 'planted-import',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith('/wallet/main.tsx')
          ? `import * as planted from 'publicodes';\nglobalThis.planted = planted;\n${code}`
          : null,
    };
    expect((await weigh([planted])).kb(entry)).toBeGreaterThan(45);
  }, 60_000);
});
