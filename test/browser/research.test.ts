import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStudy } from '../../policy/study.ts';
import { buildResearch } from '../../pwa/build.ts';
import en from '../../pwa/words/en.json' with { type: 'json' };
import fr from '../../pwa/words/fr.json' with { type: 'json' };
import { aStudy } from '../support/a-study.ts';
import { openBrowser } from '../support/chromium.ts';
import { checkAccess, listenTo } from '../support/journey.ts';
import { aShelf, type Shelved, type ShelvedStudy } from '../support/research/fixture.ts';
import { type ServedResearch, serveResearch } from '../support/research/serve.ts';
import { faultsOfLook } from '../support/screens/look.ts';
import { besidesOfRun, isLong } from '../support/screens/sights.ts';

/** The built pages under their own policy, beside doors that hold truly signed studies. */
describe('the pages for researchers', () => {
  let folder: string;
  let browser: Browser;
  let served: ServedResearch;
  let shelf: Shelved;
  let released: ShelvedStudy;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vis-a-vis-research-'));
    await buildResearch(folder);
    served = await serveResearch(folder);
    browser = await openBrowser();
    shelf = await aShelf(Date.now(), ['released', 'open', 'counting', 'announced', 'too-few']);
    released = shelf.studies[0] as ShelvedStudy;
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const inContext = async (
    options: Parameters<Browser['newContext']>[0],
    look: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'fr-FR',
      ...options,
    });
    try {
      await look(await context.newPage(), context);
    } finally {
      await context.close();
    }
  };

  async function open(page: Page, path: string, shown: Shelved | undefined = shelf): Promise<void> {
    served.show(shown);
    await page.goto('about:blank');
    await page.goto(served.origin + path);
    await page.locator('#page h1').first().waitFor();
    await page.locator('#page[aria-busy="true"]').waitFor({ state: 'detached' });
    await page.locator('[data-act="help"]').waitFor();
    for (const waits of ['[data-checked="waiting"]', '[data-asker="waiting"]'])
      await page.locator(waits).first().waitFor({ state: 'detached' });
    await page.evaluate(() => {
      for (const fold of document.querySelectorAll('details')) fold.open = true;
    });
  }

  const of = (state: string) => shelf.studies.find((study) => study.state === state)?.digest ?? '';
  const screens = (): readonly [name: string, path: string, shown?: Shelved][] => [
    ['empty', '/', { ...shelf, studies: [] }],
    ['catalogue', '/'],
    ...['released', 'open', 'counting', 'announced', 'too-few'].map((state): [string, string] => [
      state,
      `/etude/${of(state)}`,
    ]),
    ['results', `/resultats/${released.digest}`],
    ['results of too few', `/resultats/${of('too-few')}`],
    ['results to come', `/resultats/${of('counting')}`],
    ['combiner', `/combiner/${released.digest}`],
    ['a ratio', `/combiner/${released.digest}#op=ratio&a=way:bike`],
    ['ask', '/demander'],
    ['lost', '/etude/nowhere'],
  ];

  it.each(besidesOfRun)(
    'give axe nothing to say, fit with letters of twice the size and with wide spacing, and can be touched: %o',
    ({ width, ...sight }) =>
      inContext({ viewport: { width, height: 740 }, ...sight }, async (page, context) => {
        const session = await context.newCDPSession(page);
        const isForced = sight.forcedColors !== undefined;
        const faults: string[] = [];
        for (const [name, path, shown] of screens()) {
          await open(page, path, shown);
          const found = await faultsOfLook(page, { session, isForced, isTwice: isLong });
          faults.push(...found.map((fault) => `${name}: ${fault}`));
        }
        expect(faults).toEqual([]);
      }),
  );

  it('ask nobody but their own origin and the relay’s public doors, and keep nothing', () =>
    inContext({}, async (page, context) => {
      const heard = listenTo(context);
      for (const [, path, shown] of screens()) await open(page, path, shown);
      const asked = heard.requests
        .map(({ url }) => new URL(url))
        .filter(({ protocol }) => protocol !== 'about:');
      expect(asked.filter(({ origin }) => origin !== served.origin && origin !== served.relay)).toEqual([]);
      const doors = asked
        .filter(({ origin }) => origin === served.relay)
        .map(({ pathname }) => pathname.split('/')[1]);
      expect([...new Set(doors)].sort()).toEqual(['party', 'study']);
      expect(heard.complaints).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    }));

  it('take no text for markup, and reach no other origin', () =>
    inContext({}, async (page) => {
      await open(page, '/');
      const outcome = await page.evaluate(async () => {
        const attempt = (act: () => unknown) => {
          try {
            act();
            return 'ran';
          } catch (error) {
            return (error as Error).name;
          }
        };
        return {
          markup: attempt(() => {
            document.createElement('div').innerHTML = '<b>x</b>';
          }),
          script: attempt(() => {
            document.createElement('script').text = '0';
          }),
          elsewhere: await fetch('https://elsewhere.example/').then(
            () => 'called',
            () => 'refused',
          ),
        };
      });
      expect(outcome).toEqual({ markup: 'TypeError', script: 'TypeError', elsewhere: 'refused' });
    }));

  it('list studies by their question and state, and find one by a word', () =>
    inContext({}, async (page) => {
      await open(page, '/');
      const groups = await page
        .locator('[data-group]')
        .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['group']));
      expect(groups).toEqual(['released', 'open', 'counting', 'announced', 'too-few']);
      await page.locator('#search').fill('trajets lune');
      expect(await page.locator('.study-card').count()).toBe(0);
      expect(await page.locator('[role="status"]').textContent()).toBe('0 étude');
      await page.locator('#search').fill('DISTANCE');
      expect(await page.locator('.study-card').count()).toBe(5);
      await page.locator('[data-act="open-study"]').first().click();
      await page.waitForURL(`${served.origin}/etude/${released.digest}`);
      await page.goBack();
      await page.locator('.study-card').first().waitFor();
    }));

  it('say what cannot be known, what was set aside, and that too few is no number', () =>
    inContext({}, async (page) => {
      await open(page, `/etude/${released.digest}`);
      const text = await page.locator('#page').innerText();
      expect(text).toContain(fr['research.refused']);
      expect(await page.locator('[data-count="accepted"]').textContent()).toMatch(/^2\s000$/);
      expect(await page.locator('[data-count="rejected"]').textContent()).toBe('6');
      expect(await page.locator('[data-follow-up]').textContent()).toContain('piste de plus');
      await open(page, `/etude/${of('too-few')}`);
      expect(await page.locator('[data-count="accepted"]').textContent()).toBe('moins de 100');
      await open(page, `/resultats/${of('too-few')}`);
      expect(await page.locator('[data-not-out]').textContent()).toContain('Moins de 100 personnes');
      expect(await page.locator('.chart, table').count()).toBe(0);
      await open(page, `/combiner/${of('open')}`);
      expect(await page.locator('[data-not-out]').textContent()).toContain(fr['research.not-out']);
    }));

  it('check signatures and files here, and say so when a number or a file was altered', () =>
    inContext({}, async (page) => {
      const proofs = () =>
        page
          .locator('[data-proof]')
          .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['checked']));
      const check = async () => {
        await page.locator('[data-act="check-files"]').click();
        return page.locator('[data-files-hold]').getAttribute('data-files-hold');
      };
      await open(page, `/etude/${released.digest}`);
      expect(await proofs()).toEqual(['holds', 'holds', 'holds']);
      expect(await check()).toBe('true');
      const cells = released.statement?.cells ?? [];
      const altered = {
        ...released,
        release: released.release?.replace(`"cells":[${cells[0]},`, `"cells":[${(cells[0] ?? 0) + 1},`) ?? '',
        zip: shelf.studies.find(({ state }) => state === 'too-few')?.zip ?? new Uint8Array(),
      };
      expect(altered.release).not.toBe(released.release);
      await open(page, `/etude/${released.digest}`, { ...shelf, studies: [altered] });
      expect(await proofs()).toEqual(['holds', 'fails', 'fails']);
      expect(await check()).toBe('false');
    }));

  it('draw in the chart what the table says, and write what is not told', () =>
    inContext({}, async (page) => {
      await open(page, `/resultats/${released.digest}`);
      const compare = async () => {
        const [drawn, written] = await Promise.all([
          page
            .locator('.chart [data-row]')
            .evaluateAll((rows) =>
              rows.map((row) => [
                (row as HTMLElement).dataset['row'],
                row.querySelector<SVGElement>('[data-estimate]')?.dataset['estimate'] ?? null,
              ]),
            ),
          page
            .locator('tbody [data-row]')
            .evaluateAll((rows) =>
              rows.map((row) => [
                (row as HTMLElement).dataset['row'],
                row.querySelector<HTMLElement>('[data-published]')?.dataset['published'] ?? null,
              ]),
            ),
        ]);
        expect(drawn.length).toBeGreaterThan(4);
        expect(drawn).toEqual(written);
        return written;
      };
      const cells = await compare();
      expect(cells.map(([, published]) => (published === null ? null : Number(published)))).toEqual(
        released.statement?.cells.slice(0, -1).map((cell) => (cell < 12 ? null : cell)),
      );
      const hidden = page.locator('tbody [data-suppressed]');
      expect(await hidden.allTextContents()).toEqual([expect.stringMatching(/^Non dit\s: moins de 12/)]);
      await page.locator('#view').selectOption('way');
      expect((await compare()).map(([row]) => row)).toEqual(['walk', 'bike', 'transit', 'car', 'other']);
      await page.locator('#order').selectOption('most');
      const numbers = (await compare()).map(([, published]) => Number(published));
      expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    }));

  it('combine cells with the keyboard alone, and give a sentence that leads back', () =>
    inContext({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await open(page, `/combiner/${released.digest}`);
      const reach = async (act: string) => {
        for (let tabs = 0; tabs < 80; tabs += 1) {
          await page.keyboard.press('Tab');
          const seen = await page.evaluate(() => {
            const at = document.activeElement as HTMLElement | null;
            return {
              act: at?.dataset['act'],
              width: at ? Number.parseFloat(getComputedStyle(at).outlineWidth) : 0,
            };
          });
          if (seen.act !== act) continue;
          expect(seen.width).toBeGreaterThanOrEqual(2);
          return;
        }
        throw new Error(`the keyboard does not reach \`${act}\``);
      };
      await reach('kind-sum');
      await page.keyboard.press('ArrowLeft');
      await page.locator('[data-act="kind-ratio"]:checked').waitFor();
      await reach('pick-a-way-bike');
      await page.keyboard.press('Space');
      await reach('pick-b-way-car');
      await page.keyboard.press('Space');
      await page.waitForURL(/#op=ratio&a=way:bike&b=way:car$/);
      expect(await page.locator('[data-outcome]').getAttribute('data-outcome')).toBe('told');
      expect(await page.locator('[role="status"]').textContent()).toMatch(
        /Pour cent de «\s+en voiture\s+», entre/,
      );
      await reach('copy');
      await page.keyboard.press('Enter');
      await page.getByText(fr['research.cite.copied'], { exact: true }).waitFor();
      const sentence = await page.evaluate(() => navigator.clipboard.readText());
      expect(sentence).toContain('Laboratoire Mobilités');
      const said = await page.locator('[data-outcome] .big').textContent();
      const address = /http:\S+$/.exec(sentence)?.[0] ?? '';
      await page.goto('about:blank');
      await page.goto(address);
      await page.locator('[data-outcome="told"]').waitFor();
      expect(await page.locator('[data-outcome] .big').textContent()).toBe(said);
    }));

  it('say that a ratio cannot be said where what divides may be nobody', () =>
    inContext({}, async (page) => {
      const quiet = await aShelf(Date.now(), ['released'], { smallCells: true });
      const path = `/combiner/${quiet.studies[0]?.digest}#op=ratio&a=way:walk&b=way:walk~distance:from-25`;
      await open(page, path, quiet);
      expect(await page.locator('[data-unsaid]').textContent()).toBe(fr['research.combiner.unsaid']);
      expect(await page.locator('[data-cite]').count()).toBe(0);
    }));

  it('show the cost before anything is asked, point at what is missing, and hand out a whole draft', () =>
    inContext({}, async (page) => {
      await open(page, '/demander');
      const forecast = page.locator('.forecast');
      expect(await forecast.locator('[data-participants]').count()).toBe(4);
      await page.locator('[data-act="participants"]').fill('20');
      await forecast.locator('[data-too-fine]').waitFor();
      await page.locator('[data-act="strength-2"]').check();
      expect(await forecast.innerText()).toContain('64 études');
      await page.locator('[data-act="make-draft"]').click();
      await page.locator('[data-faults="8"]').waitFor();
      await page.waitForFunction(
        () => (document.activeElement as HTMLElement | null)?.dataset['act'] === 'title-fr',
      );
      expect(await checkAccess(page, 'faults', [{ colorScheme: 'light', width: 320 }])).toEqual([]);
      for (const name of ['title', 'question', 'summary', 'comesBack', 'area', 'covered'])
        for (const lang of ['fr', 'en'])
          await page.locator(`[data-act="${name}-${lang}"]`).fill(`${name} ${lang}`);
      await page.locator('[data-act="fact-0"]').selectOption('commute-km');
      await page.locator('[data-act="typed-0"]').fill('0, 2, 10');
      await page.locator('[data-act="email"]').fill('etudes@universite.example');
      const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
      for (const [at, name] of ['opens', 'closes', 'releaseAt', 'destroyAt'].entries())
        await page.locator(`[data-act="${name}"]`).fill(day(at + 1));
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('[data-act="make-draft"]').click(),
      ]);
      expect(download.suggestedFilename()).toBe('study-draft.json');
      const draft = JSON.parse(readFileSync(await download.path(), 'utf8')) as object;
      const { v, type, id, by, leader, helper, issuer } = aStudy();
      const at = `${new Date().toISOString().slice(0, 19)}Z`;
      const study = readStudy({ ...draft, v, type, id, at, by, leader, helper, issuer });
      expect(study.dimensions[0]?.classes.map(({ from }) => from)).toEqual([0, 2, 10]);
    }));

  it('say what happened when the relay cannot be read, and read it again', () =>
    inContext({}, async (page) => {
      served.show(undefined);
      await page.goto(served.origin);
      await page.getByText(fr['research.fault.answer-invalid']).waitFor();
      served.show(shelf);
      await page.locator('[data-act="again"]').click();
      await page.locator('.study-card').first().waitFor();
    }));

  it('speak French or English in whole, with no sentence of the other', () =>
    inContext({}, async (page) => {
      const mine = (one: Record<string, string>, other: Record<string, string>) =>
        Object.entries(one)
          .filter(
            ([key, text]) =>
              key.startsWith('research.') && other[key] !== text && !text.includes('{') && text.length > 12,
          )
          .map(([, text]) => text);
      for (const lang of ['fr', 'en'] as const) {
        const foreign = lang === 'fr' ? mine(en, fr) : mine(fr, en);
        for (const [name, path, shown] of screens()) {
          await open(page, path, shown);
          if (lang === 'en') {
            await page.locator('[data-act="language"]').click();
            await page.waitForFunction(() => document.documentElement.lang === 'en');
          }
          const text = await page.locator('body').innerText();
          expect(
            foreign.filter((sentence) => text.includes(sentence)),
            name,
          ).toEqual([]);
        }
      }
    }));

  it('begin with at most 45 kB of script, and come whole with at most 65', () => {
    const kbOf = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length / 1000;
    const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    const weights = Object.fromEntries(
      scripts.map((name) => [name.replace(/-[\w-]{8}\.js$/, ''), kbOf(join(folder, 'assets', name))]),
    );
    const sum = Object.values(weights).reduce((total, kb) => total + kb, 0);
    process.stdout.write(
      `research: entry ${(weights['research'] ?? 0).toFixed(1)} kB, all scripts in both languages ${sum.toFixed(1)} kB\n`,
    );
    expect(weights['research']).toBeLessThanOrEqual(45);
    expect(sum - (weights['en'] ?? 0)).toBeLessThanOrEqual(65);
  });
});
