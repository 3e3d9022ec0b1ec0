import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, runProgram } from '../../docs/examples/program/run.ts';
import { pathOf } from '../../policy/routes.ts';
import { openRegie } from '../../relay/regie.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { openProfile, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { type Journey, journeyOn, type Listening, listenTo } from '../support/journey.ts';
import { type FareDesk, fareDesk, fareDesks } from '../support/wrong-fare.ts';

/** A middling family quotient: 60 % of 49.90 € are paid by the metropolis. */
const facts = [
  { key: 'family-quotient', how: 'type', value: '600' },
  { key: 'age-band', how: 'choose', value: '26-64' },
] as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  return address.port;
}

/** Known, admitted, declared: its counter is open. */
async function untilOpen(origin: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await fetch(`${origin}/healthz`).catch(() => undefined))?.ok === true) return;
    await pause(200);
  }
  throw new Error(`${origin} did not open`);
}

describe('a fare that is calculated by somebody who is not honest', () => {
  let city: City;
  let folder: string;
  let context: BrowserContext;
  let listening: Listening;
  let page: Page;
  let person: Journey;
  const running: Running[] = [];
  const origins = new Map<FareDesk, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-mismatch-'));
    city = await openCity();
    for (const kind of fareDesks) {
      const port = await freePort();
      const origin = `http://localhost:${port}`;
      origins.set(kind, origin);
      const settings = { relay: city.origin, port, origin, dataDir: join(folder, kind) };
      const log = (event: string, said: Readonly<Record<string, string | number>> = {}) => {
        if (event === 'admission-awaited') void admit(String(said['party']));
      };
      running.push(await runProgram(fareDesk(kind), settings, log));
    }
    for (const origin of origins.values()) await untilOpen(origin);
    context = await openProfile(join(folder, 'profile'), phone);
    listening = listenTo(context);
    page = context.pages()[0] ?? (await context.newPage());
    await addAuthenticator(page);
    person = journeyOn(page);
  });
  afterAll(async () => {
    await context?.close();
    for (const party of running) await party.close();
    await city?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a régie does for any party; none of these has done anything yet that would tell. */
  async function admit(party: string): Promise<void> {
    const nowMs = Date.now();
    const record = openRegie(city.dataDir, city.origin, nowMs).admit(party, nowMs + 86_400_000, nowMs);
    const response = await fetch(`${city.origin}${pathOf('keepLabel')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ record }),
    });
    if (!response.ok) throw new Error(await response.text());
  }

  let isFirst = true;
  async function takeFare(kind: FareDesk): Promise<void> {
    await page.goto(origins.get(kind) ?? '');
    await person.tap('form button');
    // A phone goes on by itself: there is no second screen.
    await page.waitForURL(({ pathname }) => pathname === '/r');
    if (isFirst) {
      await person.fill(facts.slice(0, 1));
      await person.tap('give-age-band');
      await person.fill(facts.slice(1));
      await person.tap('yes');
      await person.tap('open-passkey');
    } else {
      // What is kept is shown first; the yes comes after.
      await person.tap('yes');
      await person.tap('open-passkey');
      await person.see('[data-value="family-quotient"]');
      await person.tap('yes');
    }
    isFirst = false;
    await person.tap('back-to-service');
    await page.waitForURL(({ origin }) => origin === origins.get(kind));
    await person.tap(`a.button[href^="${city.origin}"]`);
    await person.tap('open-passkey');
    // The agreement on the screen is looked at first; the others keep their distance from it.
    await person.tap(`article[aria-label="Tarif ${kind}"] [data-act="see-grant"]`);
    await person.tap('see-result');
  }

  const main = () => page.textContent('main');

  it('is confirmed where everything is as it was published', async () => {
    await takeFare('honest');
    await person.see('[data-verdict="same"]');
    expect(await main()).toMatch(/19,96\s€/);
    expect(await page.locator('.facing .between.same').count()).toBe(1);
  });

  it('can be tried: the figure follows the finger, and nothing leaves the phone', async () => {
    await person.tap('play');
    await person.see('[data-figure="1996"]');
    await person.see('[data-near]');
    // What a no costs is computed from the rules at their published defaults, and not claimed.
    await person.see('[data-refusal="worse"]');
    expect(await main()).toMatch(/Un non vous coûte 29,94\s€/);
    // Rules and places are here; from now on the phone is alone.
    const asked = listening.requests.length;
    await context.setOffline(true);
    await page.locator('[data-act="lever-family-quotient"]').fill('1000');
    await person.see('[data-figure="3244"]');
    await page.locator('[data-act="lever-family-quotient"]').fill('2000');
    await person.see('[data-figure="4990"]');
    await person.tap('play-back');
    await person.see('[data-figure="1996"]');
    await person.tap('near-family-quotient-above');
    await person.see('[data-figure="3244"]');
    expect(listening.requests.length).toBe(asked);
    await context.setOffline(false);
  });

  it.each([
    { kind: 'rules', theirs: /24,95\s€/, said: /Cela se sépare ici.:\sPart du prix que la métropole paie/ },
    { kind: 'inputs', theirs: /32,44\s€/, said: /Le service n’a pas pris les données que vous avez données/ },
    { kind: 'amount', theirs: /24,96\s€/, said: /Ce n’est pas le même résultat/ },
  ] as const)('is caught where $kind are others', async ({ kind, theirs, said }) => {
    await takeFare(kind);
    await person.see('[data-verdict="different"]');
    expect(await main()).toMatch(theirs);
    expect(await main()).toMatch(/19,96\s€/);
    expect(await main()).toMatch(said);
    expect(await page.locator('.facing .between.differs').count()).toBe(1);
    // The phone says it; the signed record and what it finds here are what a contest begins with.
    await person.tap('contest');
    await page.waitForURL(({ pathname }) => pathname.startsWith('/contester/'));
  });

  it('leaves no fault behind in the browser', () => {
    expect(listening.complaints).toEqual([]);
  });
});
