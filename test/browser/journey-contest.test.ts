import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThreadText } from '../../policy/thread/text.ts';
import { openParty, type PartyClient } from '../../relay/kit/client.ts';
import type { PartyKeys } from '../../relay/kit/keys.ts';
import type { PartyThread } from '../../relay/kit/thread.ts';
import { addAuthenticator } from '../support/authenticator.ts';
import { openBrowser, phone } from '../support/chromium.ts';
import { type City, openCity } from '../support/city.ts';
import { checkAccess, type Journey, journeyOn, listenTo, readGroups, strays } from '../support/journey.ts';
import { bikeFacts } from './facts.ts';

const said = (text: string): ThreadText => ({
  v: 1,
  lang: 'fr',
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
});

let city: City;
let browser: Browser;
let desk: PartyClient;

beforeAll(async () => {
  city = await openCity();
  browser = await openBrowser();
  // The clerk at the bike desk, with the desk's own keys.
  const self = readFileSync(join(city.dataDir, 'demonstration/bike-grant/self.json'), 'utf8');
  desk = await openParty({
    relay: city.origin,
    ...(JSON.parse(self) as { keys: PartyKeys; record: string }),
  });
});
afterAll(async () => {
  await browser?.close();
  await city?.close();
});

async function newest(kind: string): Promise<PartyThread> {
  const found = (await desk.threads()).findLast(({ opening }) => opening.kind === kind);
  if (found === undefined) throw new Error(`expected a ${kind} at the desk`);
  return found;
}
const textOf = ({ texts, opening }: PartyThread): string => texts.get(opening.id)?.text ?? '';

describe('a contest, from a result that the phone has recomputed', () => {
  let page: Page;
  let person: Journey;

  beforeAll(async () => {
    page = await (await browser.newContext(phone)).newPage();
    await addAuthenticator(page);
    person = journeyOn(page, 'keyboard');
    await page.goto(city.partyOrigin('bike-grant'));
    await person.tap('form button');
    await person.fill(bikeFacts('BC 12 34 56 78'));
    await person.tap('yes');
    await person.tap('open-passkey');
    await person.tap('back-to-service');
    await person.tap(`a.button[href^="${city.origin}"]`);
    await person.tap('open-passkey');
    await person.tap('see-result');
    await person.see('[data-verdict="same"]');
  }, 180_000);
  afterAll(() => page?.context().close());

  it('takes four taps, the data that is wrong and what the sum would give included', async () => {
    person.count();
    await person.tap('contest');
    await person.tap('contest-input');
    await person.tap('contest-input-bike-price');
    await person.type('[data-fact="bike-price"]', '900');
    await person.see('[data-would]:not([data-would=""])');
    expect(await checkAccess(page, 'contest-with-case')).toEqual([]);
    await person.tap('send-contest');
    await person.see('[data-thread]');
    expect(person.count()).toBe(4);
    const found = await newest('contest');
    expect(found.opening).toMatchObject({
      reason: 'fact-wrong',
      target: { what: 'input', name: 'bike-price' },
    });
    const { corrected } = found.texts.get(found.opening.id) ?? {};
    expect(corrected?.inputs).toEqual([{ key: 'bike-price', value: 900 }]);
    expect(corrected?.results.length).toBeGreaterThan(0);
  });

  it('tells by when the answer must come', async () => {
    await person.see('[data-due]');
    expect(await page.textContent('[data-due]')).toMatch(/doit répondre d’ici le \d/);
  });

  it('shows the answer beside what was asked, and the resident says whether it is settled', async () => {
    await desk.answerThread(await newest('contest'), {
      outcome: 'rejected',
      reason: 'fact-confirmed',
      nextStep: 'human-review',
      public: null,
      text: said('La facture dit 1 890 €.'),
    });
    await page.goto(`${city.origin}/demandes`);
    await person.tap('open-passkey');
    await person.tap('see-thread');
    await person.see('.beside');
    expect(await page.locator('.beside > div').allInnerTexts()).toEqual([
      expect.stringContaining('La facture dit'),
      expect.stringMatching(/900\s€/),
    ]);
    await person.tap('not-settled');
    await person.see('[data-step="cnil"]');
    expect((await newest('contest')).members.at(-1)?.record).toMatchObject({ outcome: 'not-settled' });
  });

  it('is not the only way: a right takes three taps, and the erasing is asked for after the stop', async () => {
    await page.goto(city.origin);
    await person.tap('open-passkey');
    await person.tap('see-grant');
    person.count();
    await person.tap('rights');
    await person.tap('right-access');
    await person.tap('send-right');
    await person.see('[data-thread]');
    expect(person.count()).toBe(3);
    expect((await newest('rights')).opening.reason).toBe('access');

    await person.tap('back');
    await person.tap('stop-grant');
    await person.see('[data-access-ended]');
    await person.tap('ask-deletion');
    await person.see('[data-deletion="due"]');
    await expect.poll(async () => (await desk.threads()).length, { timeout: 20_000 }).toBeGreaterThan(1);
    await desk.answerThread(await newest('deletion'), {
      outcome: 'done',
      reason: 'deleted',
      nextStep: 'none-needed',
      public: null,
      text: said('Tout est effacé.'),
    });
    await person.tap('see-thread');
    await person.see('[data-deletion="said"]');
    expect(await page.textContent('[data-access-ended]')).toContain('prouvé');
    expect(await page.textContent('[data-deletion]')).toContain('ne peut que le dire');
  });
});

describe('without an account', () => {
  it('anybody finds who declares, asks a question, and comes back with the code from another device', async () => {
    const context = await browser.newContext(phone);
    const listening = listenTo(context);
    const page = await context.newPage();
    const person = journeyOn(page, 'keyboard');
    await page.goto(`${city.origin}/organismes`);
    await person.tap(`[data-act="see-party"][href="/organisme/${desk.id}"]`);
    await person.tap('write-question');
    await person.tap('reason-data');
    await person.type('[name="write-words"]', 'Gardez-vous mon adresse ?');
    await person.tap('send-written');
    await person.see('[data-group]');
    const code = await readGroups(page);
    expect(await checkAccess(page, 'code-to-come-back')).toEqual([]);
    await expect.poll(async () => (await desk.threads()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    const found = await newest('question');
    expect(textOf(found)).toBe('Gardez-vous mon adresse ?');
    expect(strays(listening, city.origin, [])).toEqual([]);
    const rests = await page.evaluate(async () => (await indexedDB.databases()).length);
    expect(rests).toBe(0);
    await context.close();

    await desk.answerThread(found, {
      outcome: 'done',
      reason: 'explained',
      nextStep: 'none-needed',
      public: {
        question: { fr: 'Gardez-vous l’adresse ?', en: 'Do you keep the address?' },
        answer: { fr: 'Non.', en: 'No.' },
      },
      text: said('Non, jamais.'),
    });
    const elsewhere = await (await browser.newContext(phone)).newPage();
    const other = journeyOn(elsewhere);
    await elsewhere.goto(`${city.origin}/retrouver`);
    await other.type('[name="code"]', code);
    await other.tap('see-answer');
    await other.see('.beside');
    expect(await elsewhere.textContent('main')).toContain('Non, jamais.');
    await other.tap('settled');
    await expect
      .poll(async () => (await desk.threads('all')).at(-1)?.members.at(-1)?.record.act, { timeout: 20_000 })
      .toBe('classify');
    await elsewhere.context().close();
  });
});
