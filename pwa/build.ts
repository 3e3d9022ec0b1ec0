// One build, three entries. Of the wallet: bundle, service worker, what the relay needs to know, compressed copies. Of the pages
// for researchers and for workshops the same without a service worker. `node pwa/build.ts`.

import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { generateSW } from 'workbox-build';
import { buildAsShipped } from './build/as-shipped.ts';
import { type Ahead, aheadOf } from './build/doors.ts';
import { drawIcon } from './build/icons.ts';
import { researchConfig, researchPaths } from './build/research.ts';
import { workshopConfig, workshopPaths } from './build/workshop.ts';
import config from './vite.config.ts';

const folder = fileURLToPath(new URL('../build/wallet/', import.meta.url));
const researchFolder = fileURLToPath(new URL('../build/research/', import.meta.url));
const workshopFolder = fileURLToPath(new URL('../build/workshop/', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest();

/** Addresses that the shell answers: the relay serves it there, and the service worker when there is no network. */
const shellPaths = [
  '/',
  '/r',
  '/recu',
  '/recus',
  '/telephone-perdu',
  '/accord',
  '/resultat',
  '/acces',
  '/donnees',
  '/donnees/importer',
  '/regles',
  '/arreter',
  '/carte',
  '/cle',
  '/dit-fait',
  '/essayer',
  '/essayer/public',
  '/changement',
  '/contester',
  '/droits',
  '/demandes',
  '/demande',
  '/ensemble',
  '/discret',
  '/resume',
  '/papier',
  '/proches',
  '/proches/donner',
  '/proches/recevoir',
  '/j-aide',
  '/j-aide/preparer',
  '/aide',
  '/organismes',
  '/organisme',
  '/ecrire',
  '/retrouver',
  '/reprendre',
  '/donner',
  '/copie',
  '/appareils',
  '/etudes',
  '/etude',
  '/budget',
  '/reglages',
  '/salle',
  '/tablette',
  '/aider',
];

function filesIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)]))
    .sort();
}

const name = (path: string) => relative(folder, path).replaceAll('\\', '/');

function writeIcons(): void {
  for (const size of [180, 192, 512]) writeFileSync(join(folder, `icon-${size}.png`), drawIcon(size, 0.82));
  writeFileSync(join(folder, 'icon-mask-512.png'), drawIcon(512, 0.56));
}

/** The relay serves the policy; only the build knows the digests of the inline styles. */
function writePolicy(
  into: string,
  pages: readonly string[],
  rest: {
    readonly trustedTypes: readonly string[];
    readonly shellPaths: readonly string[];
    readonly ahead?: Ahead;
  },
): void {
  const styleHashes = new Set<string>();
  for (const page of pages) {
    const html = readFileSync(join(into, page), 'utf8');
    for (const [, style] of html.matchAll(/<style>([\s\S]*?)<\/style>/g)) {
      styleHashes.add(sha256(style ?? '').toString('base64'));
    }
    if (/<script(?![^>]*\ssrc=)/.test(html))
      throw new Error(`build: expected no inline script in \`${page}\``);
  }
  const policy = { styleHashes: [...styleHashes], ...rest };
  writeFileSync(join(into, 'csp.json'), `${JSON.stringify(policy, null, 2)}\n`);
}

/** What this build is: shown in the settings, and what `verify --served` compares file by file. */
function writeManifest(): void {
  const files = Object.fromEntries(
    filesIn(folder)
      .filter((path) => !/(?:build|csp)\.json$/.test(path))
      .map((path) => [name(path), sha256(readFileSync(path)).toString('base64url')]),
  );
  const hash = sha256(JSON.stringify(files)).toString('base64url');
  writeFileSync(join(folder, 'build.json'), `${JSON.stringify({ version, hash, files }, null, 2)}\n`);
}

async function writeServiceWorker(): Promise<void> {
  const { warnings } = await generateSW({
    mode: 'production',
    globDirectory: folder,
    globPatterns: ['**/*.{html,js,css,json,wasm,svg,png,webmanifest}'],
    globIgnores: ['csp.json', 'sw.js'],
    swDest: join(folder, 'sw.js'),
    inlineWorkboxRuntime: true,
    sourcemap: false,
    // An update waits until the resident takes it: nothing changes under a page that is open.
    skipWaiting: false,
    clientsClaim: true,
    cleanupOutdatedCaches: true,
    navigateFallback: '/index.html',
    navigateFallbackAllowlist: [new RegExp(`^(?:${shellPaths.join('|')})(?:/[^/]*)?$`)],
    dontCacheBustURLsMatching: /^assets\//,
    maximumFileSizeToCacheInBytes: 4_000_000,
  });
  if (warnings.length > 0) throw new Error(`build: ${warnings.join('; ')}`);
}

function compress(into: string): void {
  for (const path of filesIn(into)) {
    if (!/\.(?:html|js|css|json|svg|webmanifest|wasm)$/.test(path) || statSync(path).size < 512) continue;
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    );
  }
}

export async function buildWallet(): Promise<{ folder: string }> {
  const built = await buildAsShipped({ ...config, logLevel: 'warn' });
  if (!('output' in built)) throw new Error('build: expected one output');
  writeIcons();
  writePolicy(folder, ['index.html', 'stop.html'], {
    trustedTypes: ['vav-worker'],
    shellPaths,
    ahead: aheadOf(built.output),
  });
  writeManifest();
  await writeServiceWorker();
  compress(folder);
  return { folder };
}

export const buildResearch = (into: string = researchFolder) =>
  buildBeside(researchConfig, into, researchPaths);

export const buildWorkshop = (into: string = workshopFolder) =>
  buildBeside(workshopConfig, into, workshopPaths);

async function buildBeside(
  beside: typeof researchConfig | typeof workshopConfig,
  into: string,
  paths: readonly string[],
): Promise<{ folder: string }> {
  await buildAsShipped({ ...beside, logLevel: 'warn', build: { ...beside.build, outDir: into } });
  copyFileSync(new URL('./wallet/public/icon.svg', import.meta.url), join(into, 'icon.svg'));
  writePolicy(into, ['index.html'], { trustedTypes: [], shellPaths: paths });
  compress(into);
  return { folder: into };
}

if (import.meta.main) {
  // First: whether a build is there is looked up in the wallet's.
  await buildResearch();
  await buildWorkshop();
  await buildWallet();
  const hash = (JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8')) as { hash: string }).hash;
  process.stdout.write(`wallet ${version} ${hash}\n`);
}
