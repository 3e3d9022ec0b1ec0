import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildResearchApp, readResearchPages } from '../../relay/research-app.ts';
import { codeOf } from './house.ts';

const relayOrigin = 'https://relais.example';
let folder: string;
let app: Hono;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'research-'));
  mkdirSync(join(folder, 'assets'));
  const files = {
    'index.html': '<!doctype html><p>research</p>',
    'index.html.br': 'pressed',
    'assets/research-Ab3dEf9h.js': 'main()',
    'csp.json': JSON.stringify({ styleHashes: ['abc='], trustedTypes: [], shellPaths: ['/', '/etude'] }),
    'secret.key': 'not served',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  app = buildResearchApp({ pages: readResearchPages(folder, relayOrigin), relayOrigin, now: Date.now });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the pages for researchers', () => {
  it('run under a policy that lets them read from their relay and from nobody else', async () => {
    const { headers } = await app.request('/');
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'sha256-abc='",
      `connect-src 'self' ${relayOrigin}`,
      "img-src 'self' data:",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringContaining('geolocation=()') as unknown,
    });
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answer deep links with the shell, and everything else with a problem', async () => {
    for (const path of ['/', '/etude', `/etude/${'a'.repeat(43)}`])
      expect(await (await app.request(path)).text(), path).toContain('research');
    for (const path of ['/etude/a/b', '/csp.json', '/secret.key', '/index.html.br', '/nowhere'])
      expect(await codeOf(await app.request(path)), path).toBe('path-unknown');
  });

  it('are told which relay they stand beside', async () => {
    const response = await app.request('/config.json');
    expect(await response.json()).toEqual({ relay: relayOrigin });
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('hold no door and no file of the wallet or of the relay', async () => {
    for (const path of [
      '/stop',
      '/r',
      '/sw.js',
      '/app.webmanifest',
      '/build.json',
      '/stop.html',
      '/party',
      '/study',
      '/healthz',
      '/metrics',
      '/log/checkpoint',
    ])
      expect(await codeOf(await app.request(path)), path).toBe('path-unknown');
    for (const method of ['POST', 'PUT', 'DELETE'])
      for (const path of ['/', '/grant', '/study', '/account'])
        expect((await app.request(path, { method })).status, `${method} ${path}`).toBe(404);
  });

  it('are said to be missing where nobody built them', async () => {
    const bare = buildResearchApp({
      pages: readResearchPages(join(folder, 'nowhere'), relayOrigin),
      relayOrigin,
      now: Date.now,
    });
    expect(await codeOf(await bare.request('/'))).toBe('path-unknown');
  });
});
