/** The wallet's own code in a page of its own, on a phone-like browser whose processor can be slowed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { sodium } from '../../../pwa/build/sodium.ts';
import config from '../../../pwa/vite.config.ts';
import { openBrowser, phone } from '../../support/chromium.ts';

const kinds: Record<string, string> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.wasm': 'application/wasm',
};

async function serveBuilt(root: string, folder: string) {
  await build({
    ...config,
    root,
    publicDir: false,
    plugins: [sodium()],
    logLevel: 'error',
    build: { ...config.build, outDir: folder, rolldownOptions: { input: join(root, 'index.html') } },
  });
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    response.setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream');
    try {
      response.end(readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

export interface PhonePage {
  readonly page: Page;
  close(): Promise<void>;
}

/** `root`: a folder with `index.html`, whose script sets `globalThis.bench` and then the title `ready`. */
export async function openPhonePage(root: URL): Promise<PhonePage> {
  const folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-bench-'));
  const { origin, server } = await serveBuilt(fileURLToPath(root), folder);
  const browser = await openBrowser();
  const page = await (await browser.newContext(phone)).newPage();
  page.on('pageerror', (error) => console.error(error));
  await page.goto(origin);
  await page.waitForFunction(() => document.title === 'ready');
  return {
    page,
    close: async () => {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Functions = Record<string, (...given: never[]) => unknown>;

/** One function of the page, its arguments and its answer as JSON. */
export function callPage<B extends Functions, N extends keyof B & string>(
  page: Page,
  name: N,
  ...given: Parameters<B[N]>
): Promise<Awaited<ReturnType<B[N]>>> {
  return page.evaluate(
    ([which, values]) => {
      const { bench: here } = globalThis as unknown as {
        bench: Record<string, (...all: unknown[]) => unknown>;
      };
      return here[which as string]?.(...(values as unknown[]));
    },
    [name, given] as const,
  ) as Promise<Awaited<ReturnType<B[N]>>>;
}

export async function several<T>(count: number, run: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let at = 0; at < count; at += 1) all.push(await run());
  return all;
}
