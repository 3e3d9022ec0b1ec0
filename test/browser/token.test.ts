import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../crypto/random.ts';
import { challengeDigestFor, tokenInput, tokenKeyIdOf } from '../../crypto/token.ts';
import { walletHeaders } from '../../relay/middleware/headers.ts';
import {
  blindSign,
  newTokenKey,
  openTokenKey,
  tokenKeyOf,
  verifyToken,
} from '../../relay/proof/blind-rsa.ts';
import { openBrowser } from '../support/chromium.ts';

let outDir: string;
let script: string;
let browser: Browser;
let server: Server;
let page: Page;
const violations: string[] = [];

/** The wallet's half as the build makes it, served under the wallet's own policy. */
beforeAll(async () => {
  outDir = mkdtempSync(join(tmpdir(), 'vis-a-vis-token-'));
  const entry = fileURLToPath(new URL('../../pwa/wallet/link/token.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: { outDir, lib: { entry, formats: ['es'], fileName: () => 'token.js' }, target: 'es2022' },
  });
  script = readFileSync(join(outDir, 'token.js'), 'utf8');
  const headers = walletHeaders([], ['vav']);
  server = createServer(({ url }, response) => {
    const scripts: Record<string, string> = { '/token.js': script, '/page.js': start };
    const type = url !== undefined && url in scripts ? 'text/javascript' : 'text/html';
    response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` });
    response.end(scripts[url ?? ''] ?? '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await openBrowser();
  page = await browser.newPage();
  page.on('console', (message) => void violations.push(message.text()));
  page.on('pageerror', (error) => void violations.push(error.message));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(outDir, { recursive: true });
});

interface Half {
  blindInput(key: Uint8Array, input: Uint8Array): Promise<{ blinded: Uint8Array; inverse: Uint8Array }>;
  finishToken(
    key: Uint8Array,
    input: Uint8Array,
    blinding: { inverse: Uint8Array },
    answer: Uint8Array,
  ): Promise<Uint8Array>;
}

const start = "import * as half from '/token.js'; Object.assign(globalThis, { half });";

describe('the wallet’s half of a token, in a browser', () => {
  it('works under the wallet’s policy, and the relay’s half fits it', async () => {
    const key = newTokenKey();
    const spki = tokenKeyOf(key);
    const input = tokenInput(
      randomBytes(32),
      challengeDigestFor('relay.example', randomBytes(32)),
      tokenKeyIdOf(spki),
    );
    const asked = { spki: [...spki], input: [...input] };
    const { blinded, inverse } = await page.evaluate(async (given) => {
      const { half } = globalThis as unknown as { half: Half };
      const made = await half.blindInput(new Uint8Array(given.spki), new Uint8Array(given.input));
      return { blinded: [...made.blinded], inverse: [...made.inverse] };
    }, asked);
    const answer = [...blindSign(key, Uint8Array.from(blinded))];
    const finish = (signature: number[]) =>
      page.evaluate(
        async (given) => {
          const { half } = globalThis as unknown as { half: Half };
          const bytes = (list: number[]) => new Uint8Array(list);
          const opened = { inverse: bytes(given.inverse) };
          return half.finishToken(bytes(given.spki), bytes(given.input), opened, bytes(given.signature)).then(
            (token) => [...token],
            (cause: { code?: string }) => cause.code ?? 'another',
          );
        },
        { ...asked, inverse, signature },
      );
    const token = await finish(answer);
    expect(verifyToken(openTokenKey(spki), Uint8Array.from(token as number[]))).toBe(true);
    expect(await finish(answer.with(7, (answer[7] as number) ^ 1))).toBe('signature-invalid');
    expect(violations.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it('evaluates no text', () => {
    expect(script).not.toMatch(/\beval\(|new Function\(|\bFunction\(["'`]/);
  });
});
