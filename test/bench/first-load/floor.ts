// What a wallet cannot go below on this line and this processor: the finished request screen as one page of HTML without
// a script, and a page that does nothing but start the keys' library.

import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { phone } from '../../support/chromium.ts';

const assets = fileURLToPath(new URL('../../../build/wallet/assets/', import.meta.url));

export interface Floor {
  readonly page: string;
  readonly library: string;
  close(): void;
}

/** The screen as it stands when it is ready, without what made it. */
async function drawnScreen(browser: Browser, address: string): Promise<string> {
  const context = await browser.newContext({ ...phone, serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('.thumb[data-ready]').waitFor();
    const html = await page.evaluate(() => document.documentElement.outerHTML);
    return `<!doctype html>${html.replace(/<script\b.*?<\/script>|<link\b[^>]*>/g, '')}`;
  } finally {
    await context.close();
  }
}

const waiting = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>…</title>
<p>…</p><script type="module" src="/library.js"></script>`;

/** Says by the same signs as the wallet that it is there. */
function starter(): string {
  const wrapper = readdirSync(assets)
    .filter((file) => /^libsodium-wrappers-[^.]+\.js$/.test(file))
    .toSorted((a, b) => readFileSync(assets + a).length - readFileSync(assets + b).length)[0];
  return `import library from '/assets/${wrapper}';
await library.ready;
document.body.innerHTML = '<p class="values"><b data-value></b></p><button data-act="no">Non</button><button data-act="yes">Oui</button>';`;
}

export async function openFloor(browser: Browser, address: string): Promise<Floor> {
  const files = new Map<string, { kind: string; bytes: Buffer }>();
  const keep = (path: string, kind: string, text: string | Buffer): void => {
    files.set(path, { kind, bytes: brotliCompressSync(text) });
  };
  keep('/page', 'text/html', await drawnScreen(browser, address));
  keep('/library', 'text/html', waiting);
  keep('/library.js', 'text/javascript', starter());
  for (const file of readdirSync(assets)) {
    if (file.endsWith('.wasm')) keep(`/assets/${file}`, 'application/wasm', readFileSync(assets + file));
    if (file.endsWith('.js')) keep(`/assets/${file}`, 'text/javascript', readFileSync(assets + file));
  }
  const answer = (path: string, response: ServerResponse): void => {
    const { kind, bytes } = files.get(path) ?? { kind: 'text/plain', bytes: undefined };
    response.writeHead(bytes ? 200 : 404, {
      'content-type': `${kind}; charset=utf-8`,
      ...(bytes && { 'content-encoding': 'br' }),
    });
    response.end(bytes);
  };
  const server = createServer((request, response) => answer(request.url ?? '/', response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    page: `${origin}/page`,
    library: `${origin}/library`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
