// The built files of the wallet, or of the pages for researchers, read once into memory with their precompressed forms. Everything served here was there at
// the start: no path of a request ever reaches the disk.

import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { walletHeaders } from '../middleware/headers.ts';
import { accepts } from '../middleware/pack.ts';
import { bytesDigest } from '../proof/hash.ts';

interface BuiltFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer> | undefined;
  readonly gz: Uint8Array<ArrayBuffer> | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Wallet {
  readonly files: ReadonlyMap<string, BuiltFile>;
  /** Deep links that the shell answers; each also with one more piece behind it. */
  readonly shellPaths: readonly string[];
  readonly ahead?: Ahead | undefined;
}

/** What a page will ask for next, by its path and by the language that its reader wants. */
interface Ahead {
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly languages: Readonly<Record<string, readonly string[]>>;
}

/** Written by the wallet's build for whoever serves it: only the build knows its inline styles and its own paths. */
interface BuildPolicy {
  styleHashes: string[];
  trustedTypes: string[];
  shellPaths: string[];
  ahead?: Ahead;
}

const policyFile = 'csp.json';
export const noWallet: Wallet = { files: new Map(), shellPaths: ['/'] };

const kinds: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** What goes with every file of a build, from what the build says of itself. */
type PageHeaders = (policy: BuildPolicy) => Record<string, string>;

const walletPages: PageHeaders = ({ styleHashes, trustedTypes }) => walletHeaders(styleHashes, trustedTypes);

/** A build that is not there gives no files: the relay still serves its doors, and says at `/` that it has no wallet. */
export function readWallet(folder: string, pages: PageHeaders = walletPages): Wallet {
  const files = new Map<string, BuiltFile>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch {
    return noWallet;
  }
  const known = new Set(names);
  if (!known.has(policyFile)) return noWallet;
  const policy = JSON.parse(readFileSync(join(folder, policyFile), 'utf8')) as BuildPolicy;
  const read = (name: string) =>
    known.has(name) ? new Uint8Array(readFileSync(join(folder, name))) : undefined;
  for (const name of names) {
    const kind = kinds[extname(name)];
    if (kind === undefined || name === policyFile) continue;
    const bytes = read(name) as Uint8Array<ArrayBuffer>;
    const headers = headersOf(name, kind, bytes, pages(policy));
    files.set(`/${name}`, { bytes, br: read(`${name}.br`), gz: read(`${name}.gz`), headers });
  }
  return { files, shellPaths: policy.shellPaths, ahead: policy.ahead };
}

function headersOf(
  name: string,
  kind: string,
  bytes: Uint8Array,
  ofPages: Record<string, string>,
): Record<string, string> {
  const isHashed = name.startsWith('assets/') && /[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(name);
  return {
    ...ofPages,
    'content-type': kind,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: etagOf(bytes),
    vary: name.endsWith('.html') ? 'accept-encoding, accept-language' : 'accept-encoding',
    ...(name === 'sw.js' ? { 'service-worker-allowed': '/' } : {}),
  };
}

const etagOf = (bytes: Uint8Array): string => `"${bytesDigest(bytes).slice(0, 27)}"`;

/** The same build with its pages changed, and without some of its files. */
export function changePages(
  { files, shellPaths, ahead }: Wallet,
  change: (html: string) => string,
  isKept: (path: string) => boolean,
): Wallet {
  const changed = [...files].flatMap(([path, file]): [string, BuiltFile][] => {
    if (!isKept(path)) return [];
    if (!path.endsWith('.html')) return [[path, file]];
    const bytes = new TextEncoder().encode(change(new TextDecoder().decode(file.bytes)));
    const headers = { ...file.headers, etag: etagOf(bytes) };
    return [[path, { bytes, br: undefined, gz: undefined, headers }]];
  });
  return { files: new Map(changed), shellPaths, ahead };
}

export function serveFile({ files }: Wallet, path: string, request: Request): Response | undefined {
  const file = files.get(path);
  if (file === undefined) return undefined;
  if (request.headers.get('if-none-match') === file.headers['etag']) {
    return new Response(null, { status: 304, headers: file.headers });
  }
  const { bytes, encoding } = chooseForm(file, request.headers.get('accept-encoding') ?? '');
  const headers = encoding === undefined ? file.headers : { ...file.headers, 'content-encoding': encoding };
  return new Response(bytes, { headers });
}

/** A page, and by `Link` what it will ask for once its first script has run: on a slow line that is a turn less. */
export function servePage(
  wallet: Wallet,
  page: string,
  path: string,
  request: Request,
): Response | undefined {
  const response = serveFile(wallet, page, request);
  const { paths = {}, languages = {} } = wallet.ahead ?? {};
  const wanted = /^[a-z]{2}/i.exec(request.headers.get('accept-language') ?? '')?.[0].toLowerCase() ?? '';
  const files = [paths, languages].flatMap((list, at) => {
    const key = at === 0 ? path : wanted;
    return Object.hasOwn(list, key) ? (list[key] ?? []) : [];
  });
  if (files.length > 0)
    response?.headers.set('link', files.map((file) => `<${file}>; rel=modulepreload`).join(', '));
  return response;
}

function chooseForm(
  file: BuiltFile,
  accepted: string,
): { bytes: Uint8Array<ArrayBuffer>; encoding?: string } {
  if (file.br !== undefined && accepts('br', accepted)) return { bytes: file.br, encoding: 'br' };
  if (file.gz !== undefined && accepts('gzip', accepted)) return { bytes: file.gz, encoding: 'gzip' };
  return { bytes: file.bytes };
}
