import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';

/** As somebody who altered the page on its way would: before the shell's own script. */
const inline = '<script>document.documentElement.dataset.planted = "inline"</script>';

describe('what may run in the wallet', () => {
  let city: City;
  let browser: Browser;

  beforeAll(async () => {
    city = await openCity();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.close();
  });

  const onPage = async (look: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    try {
      await look(await context.newPage(), context);
    } finally {
      await context.close();
    }
  };

  /** With the headers of the relay, or without the one that is looked at. */
  const plant = (page: Page, keepsPolicy: boolean) =>
    page.route('**/*', async (route) => {
      if (route.request().resourceType() !== 'document') return route.continue();
      const response = await route.fetch();
      const { 'content-security-policy': policy = '', ...headers } = response.headers();
      const body = (await response.text()).replace('<head>', `<head>${inline}`);
      await route.fulfill({
        response,
        body,
        headers: keepsPolicy ? { ...headers, 'content-security-policy': policy } : headers,
      });
    });
  const planted = (page: Page) => page.evaluate(() => document.documentElement.dataset['planted']);

  for (const path of ['/', '/stop', '/r', '/reglages']) {
    it(`keeps an inline script from running at ${path}, which runs where the policy is taken away`, async () => {
      await onPage(async (page) => {
        await plant(page, false);
        await page.goto(city.origin + path);
        expect(await planted(page)).toBe('inline');
      });
      await onPage(async (page) => {
        await plant(page, true);
        const refused = page.waitForEvent('console', (message) => message.text().includes('inline script'));
        await page.goto(city.origin + path);
        await refused;
        expect(await planted(page)).toBeUndefined();
        await page.waitForSelector('h1');
      });
    });
  }

  it('takes no text for markup, and no text for a script, anywhere', () =>
    onPage(async (page) => {
      await page.goto(city.origin);
      expect(await page.evaluate(tryTexts)).toEqual({
        innerHTML: 'TypeError',
        insertAdjacentHTML: 'TypeError',
        'script text': 'TypeError',
        'script address': 'TypeError',
        eval: 'EvalError',
        'document.write': 'TypeError',
        'a policy of one’s own': 'TypeError',
      });
      await page.goto('data:text/html,<p>');
      expect(
        Object.values(await page.evaluate(tryTexts)).filter((name) => name === 'ran').length,
      ).toBeGreaterThan(4);
    }));

  it('reaches no other origin: no call, no picture, no frame, no form', () =>
    onPage(async (page, context) => {
      const other = city.partyOrigin('bike-grant');
      const asked: string[] = [];
      context.on('requestfinished', (request) => asked.push(request.url()));
      await page.goto(city.origin);
      const outcome = await page.evaluate(async (address) => {
        const picture = new Image();
        const shown = new Promise((ended) => {
          picture.onload = () => ended('shown');
          picture.onerror = () => ended('refused');
        });
        picture.src = `${address}/picture`;
        const called = await fetch(`${address}/call`).then(
          () => 'called',
          () => 'refused',
        );
        navigator.sendBeacon(`${address}/beacon`, 'x');
        const frame = document.createElement('iframe');
        frame.src = `${address}/frame`;
        document.body.append(frame);
        const form = document.createElement('form');
        form.action = `${address}/form`;
        form.method = 'post';
        document.body.append(form);
        form.submit();
        return { called, shown: await shown };
      }, other);
      expect(outcome).toEqual({ called: 'refused', shown: 'refused' });
      await page.waitForTimeout(300);
      expect(asked.filter((url) => url.startsWith(other))).toEqual([]);
      expect(page.url()).toBe(`${city.origin}/`);
    }));

  it('says on every page of the relay that nothing may be sniffed, framed or told to the next page', async () => {
    for (const path of ['/', '/stop', '/r', '/party', '/healthz', '/log/checkpoint', '/sw.js', '/nowhere']) {
      const { headers } = await fetch(city.origin + path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('content-security-policy'), path).toMatch(/default-src 'none'/);
      expect(headers.get('content-security-policy'), path).toMatch(/frame-ancestors 'none'/);
      expect(headers.get('set-cookie'), path).toBeNull();
    }
  });

  it('refuses, unread, whatever would carry the secret of a passkey to the relay', async () => {
    const secret = Buffer.alloc(32, 7).toString('base64url');
    const bodies = [
      { clientExtensionResults: { prf: { enabled: true, results: { first: secret } } } },
      { handle: 'A'.repeat(22), claim: 'A'.repeat(22), more: { prf: { results: { first: secret } } } },
    ];
    for (const body of bodies) {
      for (const path of [
        '/request',
        '/grant',
        '/refusal',
        '/revoke',
        '/mailbox',
        '/receipt',
        '/stop',
        '/party',
      ]) {
        const answer = await fetch(city.origin + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect(answer.status, path).toBe(400);
        expect((await answer.json()) as object, path).toMatchObject({ code: 'secret-carried' });
      }
    }
  });
});

/** Runs in the page: each way by which text becomes code. */
async function tryTexts(): Promise<Record<string, string>> {
  const attempt = (act: () => unknown): string => {
    try {
      act();
      return 'ran';
    } catch (error) {
      return (error as Error).name;
    }
  };
  const factory = (
    globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
  ).trustedTypes;
  return {
    innerHTML: attempt(() => {
      document.createElement('div').innerHTML = '<img src=x onerror="0">';
    }),
    insertAdjacentHTML: attempt(() => document.body.insertAdjacentHTML('beforeend', '<b>x</b>')),
    'script text': attempt(() => {
      document.createElement('script').text = '0';
    }),
    'script address': attempt(() => {
      document.createElement('script').src = '/assets/x.js';
    }),
    // Later and by itself: what the test's own hand evaluates is let through.
    // biome-ignore lint/security/noGlobalEval: looks whether it is refused
    eval: await new Promise<string>((done) => setTimeout(() => done(attempt(() => globalThis.eval('0'))))),
    'document.write': attempt(() => document.write('<b>x</b>')),
    'a policy of one’s own': attempt(() =>
      factory.createPolicy('mine', { createHTML: (text: string) => text }),
    ),
  };
}
