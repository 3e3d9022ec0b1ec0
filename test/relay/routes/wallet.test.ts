import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWallet } from '../../../relay/routes/wallet.ts';
import { codeOf, openTestHouse, type TestHouse } from '../house.ts';

let folder: string;
let relay: TestHouse;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wallet-'));
  mkdirSync(join(folder, 'assets'));
  const files = {
    'index.html': '<!doctype html><style>body{margin:0}</style><p>wallet</p>',
    'index.html.br': 'pressed hard',
    'index.html.gz': 'pressed',
    'stop.html': '<!doctype html><p>stop</p>',
    'sw.js': 'self',
    'assets/main-Ab3dEf9h.js': 'main()',
    'assets/plain.js': 'plain()',
    'csp.json': JSON.stringify({
      styleHashes: ['abc='],
      trustedTypes: ['vav'],
      shellPaths: ['/', '/r', '/acces'],
      ahead: { paths: { '/r': ['/assets/ask-Ab3dEf9h.js'] }, languages: { en: ['/assets/en-Ab3dEf9h.js'] } },
    }),
    'secret.key': 'not served',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  relay = await openTestHouse(readWallet(folder));
});
afterAll(async () => {
  await relay.close();
  rmSync(folder, { recursive: true });
});

describe('the wallet’s pages', () => {
  it('name what they will ask for next, by path and by the reader’s language', async () => {
    const linkOf = async (path: string, language?: string) => {
      const headers = language === undefined ? {} : { 'accept-language': language };
      return (await relay.fetch(path, { headers })).headers.get('link');
    };
    const ask = '</assets/ask-Ab3dEf9h.js>; rel=modulepreload';
    const english = '</assets/en-Ab3dEf9h.js>; rel=modulepreload';
    expect(await linkOf('/r')).toBe(ask);
    expect(await linkOf('/r', 'fr-FR,fr;q=0.9,en;q=0.8')).toBe(ask);
    expect(await linkOf('/r', 'EN-gb,en;q=0.9')).toBe(`${ask}, ${english}`);
    expect(await linkOf('/stop', 'en')).toBe(english);
    expect(await linkOf('/')).toBeNull();
    // What is asked for by name never chooses a header of its own.
    for (const language of ['constructor', '__proto__', 'en>; rel=x', ''])
      expect(await linkOf('/', language), language).toBe(language.startsWith('en') ? english : null);
    expect((await relay.fetch('/r')).headers.get('vary')).toBe('accept-encoding, accept-language');
  });

  it('run under a policy that lets nothing in from elsewhere, nothing inline, nothing evaluated', async () => {
    const { headers } = await relay.fetch('/');
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "style-src 'self' 'sha256-abc='",
      "connect-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types vav',
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('geolocation=(self)') as unknown,
      'cache-control': 'no-cache',
    });
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answer deep links with the shell, and other paths with a problem', async () => {
    for (const path of ['/', '/r', '/acces', '/acces/abc']) {
      expect(await (await relay.fetch(path)).text()).toContain('<p>wallet</p>');
    }
    expect(await (await relay.fetch('/stop')).text()).toContain('<p>stop</p>');
    for (const path of ['/acces/a/b', '/csp.json', '/secret.key', '/assets/../csp.json', '/index.html.br']) {
      expect(await codeOf(await relay.fetch(path)), path).toBe('path-unknown');
    }
  });

  it('come compressed to those who can read it', async () => {
    const get = (accepted: string) => relay.fetch('/', { headers: { 'accept-encoding': accepted } });
    const br = await get('gzip, deflate, br');
    expect(br.headers.get('content-encoding')).toBe('br');
    expect(await br.text()).toBe('pressed hard');
    expect((await get('gzip')).headers.get('content-encoding')).toBe('gzip');
    expect((await get('br;q=0, gzip;q=0')).headers.get('content-encoding')).toBeNull();
    expect((await get('identity')).headers.get('vary')).toBe('accept-encoding, accept-language');
  });

  it('are kept for good where the name holds a hash, and asked for again otherwise', async () => {
    const cacheOf = async (path: string) => (await relay.fetch(path)).headers.get('cache-control');
    expect(await cacheOf('/assets/main-Ab3dEf9h.js')).toBe('public, max-age=31536000, immutable');
    expect(await cacheOf('/assets/plain.js')).toBe('no-cache');
    expect(await cacheOf('/sw.js')).toBe('no-cache');
    const { headers } = await relay.fetch('/sw.js');
    const again = await relay.fetch('/sw.js', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('are said to be missing where nobody built them', async () => {
    const bare = await openTestHouse(readWallet(join(folder, 'nowhere')));
    expect(await codeOf(await bare.fetch('/'))).toBe('path-unknown');
    await bare.close();
  });
});
