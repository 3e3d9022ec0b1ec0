import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { commitmentText } from '../../policy/calculation.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { aboutMe, type Fact } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import { dateText } from '../../policy/instant.ts';
import type { ThreadText } from '../../policy/thread/text.ts';
import { type View, viewText } from '../../policy/view.ts';
import { look } from '../../pwa/wallet/paths/look.ts';
import { claimRight, goOn, readThread } from '../../pwa/wallet/paths/my-thread.ts';
import { comeBack, sendPaperThread, writeThread } from '../../pwa/wallet/paths/paper-thread.ts';
import { envelopes, heldSignal } from '../../pwa/wallet/vault/open.ts';
import { closeTabs } from '../../pwa/wallet/vault/tabs.ts';
import type { Yes } from '../../relay/kit/client.ts';
import { bytesDigest } from '../../relay/proof/hash.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from '../pwa/paths/wallet.ts';
import { admittedCity, openTestHouse, type TestCity, type TestHouse } from '../relay/house.ts';
import { aContent, aFact } from '../support/builders.ts';
import { findCanaries, findCanariesBelow, formsOf } from '../support/canary.ts';
import { everyValue } from './kept-rows.ts';

let relay: TestHouse;
let grant: Grant;
/** All that the relay holds: database and log lines. */
let held: string[];
let database: DatabaseSync;

beforeAll(async () => {
  relay = await openTestHouse();
  const city = await admittedCity(relay);
  const around = aroundOf(relay);
  await openWallet(around);
  const { code, scanned } = await liveGrant(relay, city, around);
  const granted = await city.client.redeemCode(code, scanned);
  grant = granted.grant;
  const reading = (await city.client.readEnvelope(grant)) as Yes;
  const { inputs, ...content } = aContent();
  await city.client.depositCalculation(
    reading,
    { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } },
    {
      ...content,
      facts: reading.content.facts,
      inputs: reading.content.facts.map(({ key, value }) => ({ key, value: canonicalText(value) })),
    },
  );
  await look(undefined, around);
  await exchange(city, around);
  await relay.house.store.close();
  database = new DatabaseSync(join(relay.folder, 'relay.db'));
  held = [...everyValue(database), ...relay.lines];
});
afterAll(() => {
  closeTabs();
  database?.close();
  rmSync(relay.folder, { recursive: true, force: true });
});

const canaries = {
  words: 'VqContestWords7Kd',
  place: 'VqPlaceOfThread3Wm',
  contact: 'VqContactOfHer9Rt',
  evidence: 'VqEvidenceShown5Hx',
  corrected: 'VqCorrectedKey2Zn',
  reply: 'VqReplyOfHers8Lb',
  answer: 'VqAnswerOfCity4Pj',
} as const;
const wrote = (text: string): ThreadText => ({
  v: 1,
  lang: 'fr',
  text: `Bonjour, ${text}, merci.`,
  corrected: { inputs: [{ key: canaries.corrected, value: 1 }], results: [] },
  evidence: [canaries.evidence],
  place: canaries.place,
  contact: { address: canaries.contact },
});
/** What each side read in the end, sealed words opened. */
let read: string;

/** A contest under the grant and one with a code on paper, each answered in words. */
async function exchange(city: TestCity, around: TestAround): Promise<void> {
  const id = await claimRight({ grant: grant.id, right: 'rectify', words: wrote(canaries.words) }, around);
  const target = { what: 'place', digest: null, name: null } as const;
  const opening = { kind: 'contest', reason: 'affected', declaration: null, grant: null, target } as const;
  const onPaper = await sendPaperThread(
    await writeThread(city.client.id, opening, wrote(canaries.words), around),
    around,
  );
  await goOn(id, { act: 'reply', words: wrote(canaries.reply) }, around);
  const said = { outcome: 'upheld', reason: 'explained', nextStep: 'none-needed', public: null } as const;
  const threads = await city.client.threads();
  for (const thread of threads)
    await city.client.answerThread(thread, { ...said, text: wrote(canaries.answer) });
  await readThread(id, around);
  const mine = heldSignal.value.thread.get(id)?.acts.map(({ words }) => words);
  const back = (await comeBack(onPaper.code, around)).acts.map(({ words }) => words);
  read = JSON.stringify([mine, back, threads.map(({ texts }) => [...texts.values()])]);
}

describe('what two sides write to each other in threads', () => {
  it('is read by both of them', () => {
    for (const canary of Object.values(canaries)) expect(read).toContain(canary);
    expect(read.split(canaries.answer)).toHaveLength(3);
  });

  it('stands nowhere in what the relay holds, in no form, in no file and in no line of its log', () => {
    const { found, files } = findCanariesBelow(Object.values(canaries), relay.folder);
    expect(files).toBeGreaterThan(1);
    expect(found).toEqual([]);
    const log = Buffer.from(relay.lines.join('\n'));
    expect(findCanaries(Object.values(canaries), 'log', log)).toEqual([]);
  });

  it('would have been found, had the relay kept the words beside the sealed bytes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'canary-'));
    const copy = join(folder, 'relay.db');
    database.exec(`VACUUM INTO '${copy}'`);
    const planted = new DatabaseSync(copy);
    planted.exec('ALTER TABLE thread_act ADD COLUMN words TEXT');
    planted.prepare('UPDATE thread_act SET words = ? WHERE n = 0').run(canaries.words);
    planted.close();
    expect(findCanariesBelow(Object.values(canaries), folder).found.length).toBeGreaterThan(0);
    rmSync(folder, { recursive: true });
  });
});

describe('guessing a commune and an income', () => {
  const on = () => dateText(relay.clock.now());
  /** Few places and few incomes, the right ones among them: who guesses them all needs only more time. */
  const guesses = (): Fact[][] => {
    const codes = Array.from({ length: 40 }, (_, at) => ({
      code: String(33_043 + at),
      name: at === 20 ? 'Bordeaux' : `Commune ${at}`,
    }));
    const incomes = Array.from({ length: 30 }, (_, at) => 18_450 + (at - 12) * 50);
    return codes.flatMap((place) =>
      incomes.map((income) => [
        aboutMe('commune', place, 'self', on()),
        aboutMe('reference-income', income, 'self', on()),
      ]),
    );
  };
  const isRight = (facts: readonly Fact[]) =>
    facts.every((fact) => canonicalText(fact.value) === canonicalText(aFact(fact.key).value));

  /** Whatever somebody who knows the formats would hash: the view that was signed, each fact, each commitment. */
  function textsOf(facts: Fact[], salt: string): string[] {
    const { scope, period, declaration } = grant;
    const view: View = {
      v: 1,
      declaration,
      template: 1,
      lang: 'fr',
      level: 'plain',
      scope,
      period,
      values: facts,
    };
    return [
      viewText(view),
      ...facts.flatMap((fact) => [
        canonicalText(fact),
        canonicalText(fact.value),
        commitmentText({ key: fact.key, value: canonicalText(fact.value), salt }),
      ]),
    ];
  }

  /** Each guess, under each 32 bytes that could be a salt, against each 32 bytes that could be a digest. */
  function hits(values: readonly string[]): Fact[][] {
    const words = values.filter((value) => /^[\w-]{43}$/.test(value));
    const digests = new Set(words);
    const salts = [...digests, toBase64url(new Uint8Array(32))].map((text) => ({
      text,
      bytes: fromBase64url(text),
    }));
    return guesses().filter((facts) => {
      const plain = textsOf(facts, '').map(toUtf8);
      return (
        plain.some((text) => digests.has(bytesDigest(text))) ||
        salts.some(({ text, bytes }) =>
          [...plain, ...textsOf(facts, text).slice(3, 4).map(toUtf8)].some((guess) =>
            digests.has(bytesDigest(Buffer.concat([bytes, guess]))),
          ),
        )
      );
    });
  }

  it('has something to go by: salts and digests are held by the dozen, and the right guess is made', () => {
    expect(held.filter((value) => /^[\w-]{43}$/.test(value)).length).toBeGreaterThan(24);
    expect(held).toContain(grant.viewDigest);
    expect(guesses().filter(isRight)).toHaveLength(1);
  });

  it('finds nothing in all that the relay holds', () => {
    expect(hits(held)).toEqual([]);
  });

  it('finds exactly the truth as soon as the salt of the view is held too', () => {
    const salt = [...envelopes.value.values()].find((entry) => entry.grant === grant.id)?.viewSalt ?? '';
    expect(held).not.toContain(salt);
    const found = hits([...held, salt]);
    expect(found).toHaveLength(1);
    expect(found.every(isRight)).toBe(true);
  });
});

describe('the search for canaries', () => {
  const canary = 'Kq7ZxW3vJp9Ty2Gw';

  it('finds a text in every form that a program could have left it in, in a database too', () => {
    for (const [form, bytes] of formsOf(canary)) {
      const folder = mkdtempSync(join(tmpdir(), 'canary-'));
      const file = new DatabaseSync(join(folder, 'planted.db'));
      file.exec('CREATE TABLE planted (value BLOB)');
      file
        .prepare('INSERT INTO planted VALUES (?)')
        .run(Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]));
      file.close();
      const { found, files } = findCanariesBelow([canary], folder);
      expect(files).toBe(1);
      expect(found.length, form).toBeGreaterThan(0);
      rmSync(folder, { recursive: true });
    }
  });

  it('finds it wherever it stands in a longer text that was encoded whole', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'abcd']) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        for (const text of ['utf8', 'utf16le'] as const) {
          const encoded = Buffer.from(Buffer.from(`${before}${canary}!?`, text).toString(encoding));
          const found = [...formsOf(canary).values()].some((needle) => encoded.includes(needle));
          expect(found, `${before} ${encoding} ${text}`).toBe(true);
        }
      }
    }
  });

  it('does not find what is not there', () => {
    expect(findCanariesBelow([canary], relay.folder).found).toEqual([]);
  });
});
