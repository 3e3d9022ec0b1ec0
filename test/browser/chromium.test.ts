import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser } from '../support/chromium.ts';
import { slowDown, slowProcessor } from '../support/network.ts';

describe('the packaged browser', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    browser = await openBrowser();
    server = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html; charset=utf-8').end('<!doctype html><title>ici</title>');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  const onPage = async (look: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext();
    try {
      await look(await context.newPage());
    } finally {
      await context.close();
    }
  };

  it('shows a page that needs no network, with letters of its own', () =>
    onPage(async (page) => {
      await page.goto('data:text/html;charset=utf-8,<p>Vis-à-vis, déjà</p>');
      expect(await page.textContent('p')).toBe('Vis-à-vis, déjà');
      expect(
        await page.evaluate(() => document.querySelector('p')?.getBoundingClientRect().width),
      ).toBeGreaterThan(20);
    }));

  it('keeps web security on: a page reads nothing of another origin', () =>
    onPage(async (page) => {
      await page.goto(origin);
      const other = origin.replace('localhost', '127.0.0.1');
      expect(
        await page.evaluate(
          (url) =>
            fetch(url).then(
              () => 'read',
              () => 'blocked',
            ),
          other,
        ),
      ).toBe('blocked');
    }));

  it('has the secret of a passkey, the same each time, where its authenticator has PRF', () =>
    onPage(async (page) => {
      await page.goto(origin);
      const authenticator = await addAuthenticator(page);
      const [first, again] = await askTwice(page);
      expect(first).toHaveLength(32);
      expect(again).toEqual(first);
      expect(await authenticator.countPasskeys()).toBe(1);
    }));

  it('has no such secret where its authenticator lacks PRF', () =>
    onPage(async (page) => {
      await page.goto(origin);
      await addAuthenticator(page, { hasPrf: false });
      expect(await askTwice(page)).toEqual([null, null]);
    }));

  it('keeps the passkeys of a page when it is loaded again', () =>
    onPage(async (page) => {
      await page.goto(origin);
      const authenticator = await addAuthenticator(page);
      const [before] = await askTwice(page);
      await page.reload();
      expect(await authenticator.countPasskeys()).toBe(1);
      expect(await ask(page)).toEqual(before);
    }));

  it('can be given a slow line', () =>
    onPage(async (page) => {
      await slowDown(page, { roundTripMs: 400, downKbitPerSecond: 1638, upKbitPerSecond: 750 });
      const start = performance.now();
      await page.goto(origin);
      expect(performance.now() - start).toBeGreaterThan(390);
    }));

  it('can be given a slow processor, and says how slow it got', () =>
    onPage(async (page) => {
      await page.goto(origin);
      expect(await slowProcessor(page, 6)).toBeGreaterThan(1.5);
    }));
});

/** Makes a passkey, then asks it for the secret of a fixed salt, twice. */
async function askTwice(page: Page): Promise<(number[] | null)[]> {
  await page.evaluate(async () => {
    await navigator.credentials.create({
      publicKey: {
        rp: { name: 'ici' },
        user: { id: new Uint8Array(16), name: 'ici', displayName: 'ici' },
        challenge: new Uint8Array(32),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: { prf: { eval: { first: new Uint8Array(32) } } },
      },
    });
  });
  return [await ask(page), await ask(page)];
}

function ask(page: Page): Promise<number[] | null> {
  return page.evaluate(async () => {
    const passkey = (await navigator.credentials.get({
      publicKey: {
        challenge: new Uint8Array(32),
        userVerification: 'required',
        extensions: { prf: { eval: { first: new Uint8Array(32) } } },
      },
    })) as PublicKeyCredential;
    const secret = passkey.getClientExtensionResults().prf?.results?.first;
    return secret === undefined ? null : [...new Uint8Array(secret as ArrayBuffer)];
  });
}
