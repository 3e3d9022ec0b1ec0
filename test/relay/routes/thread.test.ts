import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { newKitCode } from '../../../crypto/kit-code.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { dearBits, stampBits } from '../../../crypto/stamp.ts';
import { threadKeys } from '../../../crypto/thread-key.ts';
import { instantText } from '../../../policy/instant.ts';
import { readParty } from '../../../policy/party.ts';
import { splitRecord } from '../../../policy/record.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { standing } from '../../../policy/thread/standing.ts';
import { readThread } from '../../../policy/thread.ts';
import type { Yes } from '../../../relay/kit/client.ts';
import { KitFault } from '../../../relay/kit/fault.ts';
import { signLine as signAsParty } from '../../../relay/kit/keys.ts';
import type { PartyThread } from '../../../relay/kit/thread.ts';
import { anOperator } from '../../support/builders.ts';
import { admittedCity, codeOf, knownParty, openTestHouse, type TestCity, type TestHouse } from '../house.ts';
import { type Agreed, agree, TestWallet } from '../resident.ts';
import { type Posted, Voice, words } from '../thread-voice.ts';

let relay: TestHouse;
let city: TestCity;

beforeEach(async () => {
  relay = await openTestHouse();
  city = await admittedCity(relay);
});
afterEach(() => relay.close());

async function refuses(code: string, act: () => Promise<Response>): Promise<void> {
  const { size } = await relay.house.store.head();
  const response = await act();
  expect(await codeOf(response)).toBe(code);
  expect((await relay.house.store.head()).size).toBe(size);
}

async function keeps(act: Promise<Response>): Promise<{ thread: string; at: string }> {
  const response = await act;
  const body = (await response.json()) as { thread: string; at: string };
  expect(response.status, JSON.stringify(body)).toBe(201);
  return body;
}

const said = { outcome: 'upheld', reason: 'rule-corrected', nextStep: 'none-needed' } as const;
const only = async (which: 'open' | 'all' = 'open'): Promise<PartyThread> =>
  (await city.client.threads(which))[0] as PartyThread;

describe('without an account', () => {
  it('goes from a question to its answer with nothing but a code on paper', async () => {
    const code = newKitCode();
    const voice = new Voice(relay, city, threadKeys(code));
    const { thread, at } = await keeps(voice.post(voice.opening({ kind: 'question', reason: 'rules' })));
    expect(at).toBe(instantText(relay.clock.now()));

    const open = await only();
    expect(open.opening).toMatchObject({ thread, kind: 'question', grant: null });
    expect([...open.texts.values()].map((text) => text?.text)).toEqual(['Le prix n’est pas le bon.']);
    relay.clock.pass({ days: 3 });
    const told = { question: { fr: 'Pourquoi ?', en: 'Why?' }, answer: { fr: 'Ainsi.', en: 'So.' } };
    await city.client.answerThread(open, {
      ...said,
      reason: 'explained',
      text: words('Voici la règle.'),
      public: told,
    });
    expect(await city.client.threads('open')).toEqual([]);

    // Another device, later: the code is all she has.
    const back = new Voice(relay, city, threadKeys(code));
    const { threads, more } = await back.mine();
    expect(more).toBe(false);
    expect(threads.map(({ id }) => id)).toEqual([thread]);
    const [first, answer] = threads[0]?.acts ?? [];
    expect(first?.sealed).toBeNull();
    expect(answer?.receipt).not.toBeNull();
    expect(back.read(answer as never)?.text).toBe('Voici la règle.');

    const previous = recordDigest(answer?.text ?? '');
    await keeps(back.post(back.act(thread, previous, { act: 'classify', outcome: 'settled' })));
    await refuses('thread-closed', () => back.post(back.act(thread, previous, { act: 'reply' }, 'Merci.')));
  });

  it('takes a contest by place, a request and a report of anybody', async () => {
    const place = { what: 'place', digest: null, name: null } as const;
    for (const opening of [
      { declaration: null, reason: 'affected', target: place },
      { kind: 'rights', reason: 'access' },
      { kind: 'report', reason: 'security' },
      { kind: 'report', reason: 'bias', declaration: null },
    ] as const) {
      const voice = new Voice(relay, city);
      await keeps(voice.post(voice.opening(opening)));
    }
    expect(await city.client.threads()).toHaveLength(4);
  });

  it('costs a stamp, bound to this very record', async () => {
    const voice = new Voice(relay, city);
    const good = voice.opening();
    const { stamp: _, ...bare } = good;
    await refuses('stamp-short', () => voice.post(bare));
    await refuses('stamp-short', () => voice.post({ ...good, stamp: 'AAAAAAAAAAA' }));
    const other = voice.opening();
    await refuses('stamp-short', () => voice.post({ ...other, stamp: good.stamp as string }));
    await keeps(voice.post(good));
    // The same again is the same place, and needs no second one.
    await keeps(voice.post(bare));
    expect((await voice.mine()).threads).toHaveLength(1);
  });

  it('has room for a letter, not for a library', async () => {
    const voice = new Voice(relay, city);
    const id = randomId();
    const long = voice.seal(id, id, { ...words('Voyez.'), evidence: ['x'.repeat(30_000)] });
    const sealedDigest = toBase64url(sha256(long));
    const { record, stamp } = voice.opening({ id, thread: id, sealedDigest });
    await refuses('body-oversize', () =>
      voice.post({ record, stamp: stamp as string, sealed: toBase64url(long) }),
    );
  });

  it('is bounded by party, and leaves a dearer lane open in a flood', async () => {
    const flood = { perSecond: 0.02, burst: 200 };
    relay.house.limits.take(`thread usual ${city.client.id}`, flood, 200);
    const voice = new Voice(relay, city);
    await refuses('rate-exceeded', () => voice.post(usualOpening(voice)));
    await keeps(voice.post(voice.opening({}, 20)));
    // Another party's door is another.
    const operator = await admittedCity(relay, { ...anOperatorAbout(), legalId: '552100554' });
    const elsewhere = new Voice(relay, operator);
    await keeps(elsewhere.post(elsewhere.opening()));
  }, 30_000);
});

describe('a lane', () => {
  const times = async (count: number, post: () => Promise<Response>): Promise<Set<string>> => {
    const codes = new Set<string>();
    for (let nth = 0; nth < count; nth += 1) codes.add(await codeOf(await post()));
    return codes;
  };

  it('is not filled with one stamp, refused again and again', async () => {
    const target = { what: 'declaration', digest: null, name: 'I live in the rue des Lilas' } as const;
    const refused = new Voice(relay, city).opening({ target });
    await times(210, () => new Voice(relay, city).post(refused));
    const voice = new Voice(relay, city);
    await keeps(voice.post(voice.opening()));
  }, 30_000);

  it('is not filled with one stamp, sent many times at once', async () => {
    const one = new Voice(relay, city);
    const opening = one.opening();
    await Promise.all(Array.from({ length: 210 }, () => one.post(opening)));
    expect((await one.mine()).threads).toHaveLength(1);
    const voice = new Voice(relay, city);
    await keeps(voice.post(voice.opening()));
  }, 30_000);

  it('under a grant is not filled by somebody who has none', async () => {
    const stranger = new Voice(relay, city);
    expect(await times(510, () => stranger.post(stranger.opening({ grant: randomId() })))).toEqual(
      new Set(['grant-unknown']),
    );
    const wallet = new TestWallet(relay);
    const { yes } = await agree(relay, city, wallet);
    const voice = new Voice(relay, city, wallet.keysFor(city.client.id));
    const target = { what: 'declaration', digest: null, name: null } as const;
    const opening = { grant: yes.grant.id, kind: 'rights', reason: 'access', target } as const;
    await keeps(voice.post(voice.opening(opening, 0)));
  }, 30_000);

  it('of later acts is not filled by one thread', async () => {
    const [flood, voice] = [new Voice(relay, city), new Voice(relay, city)];
    const theirs = await keeps(flood.post(flood.opening()));
    const opening = voice.opening();
    const { thread } = await keeps(voice.post(opening));
    const stale = toBase64url(randomBytes(32));
    expect(
      await times(210, () => flood.post(flood.act(theirs.thread, stale, { act: 'reply' }, 'Encore.'))),
    ).toEqual(new Set(['record-conflict']));
    await keeps(voice.post(voice.act(thread, recordDigest(opening.record), { act: 'withdraw' })));
  }, 30_000);
});

/** One stamp in four that is looked for among the usual ones happens to be a dear one. */
function usualOpening(voice: Voice): Posted {
  for (;;) {
    const opening = voice.opening();
    if (stampBits(recordDigest(opening.record), opening.stamp as string) < dearBits) return opening;
  }
}

function anOperatorAbout() {
  const { name, role, interest, legalId, url, contact } = anOperator();
  return { name, role, interest, legalId, url, contact };
}

describe('under a grant', () => {
  let wallet: TestWallet;
  let agreed: Agreed;
  let calculation: string;
  let voice: Voice;
  let access: string;

  beforeEach(async () => {
    wallet = new TestWallet(relay);
    agreed = await agree(relay, city, wallet);
    const granted = await city.client.redeemCode(agreed.code, agreed.asked);
    const reading = (await city.client.readEnvelope(granted.grant)) as Yes;
    const deposited = await city.client.depositCalculation(
      reading,
      { rulesHash: null, engine: 'by hand', contest: { where: 'https://ville.example/recours' } },
      {
        inputs: [{ key: 'reference-income', value: 18_450 }],
        results: [{ key: 'aides . montant', value: 30_000, unit: 'cent' }],
        path: [],
        cohort: null,
        human: { involved: false, role: null },
        facts: reading.content.facts,
      },
    );
    calculation = recordDigest(deposited.text);
    const shown = (await (await wallet.call(city.client.id, '/mailbox', { after: {} })).json()) as {
      entries: { kind: string; text: string }[];
    };
    access = recordDigest(shown.entries.find(({ kind }) => kind === 'access')?.text ?? '');
    voice = new Voice(relay, city, wallet.keysFor(city.client.id));
  });

  const about = (changes: Record<string, unknown> = {}) => ({
    grant: agreed.yes.grant.id,
    reason: 'fact-wrong' as const,
    target: { what: 'input' as const, digest: calculation, name: 'reference-income' },
    ...changes,
  });

  it('stands on a record of this mailbox, without a stamp', async () => {
    await keeps(voice.post(voice.opening(about(), 0)));
    const looked = { what: 'access', digest: access, name: null } as const;
    await keeps(voice.post(voice.opening(about({ reason: 'access-unwanted', target: looked }), 0)));
    expect((await only()).opening.target).toEqual({
      what: 'input',
      digest: calculation,
      name: 'reference-income',
    });
  });

  it('names what is there: no other record, no other name, no other grant', async () => {
    const target = { what: 'input', digest: toBase64url(randomBytes(32)), name: null } as const;
    await refuses('target-unknown', () => voice.post(voice.opening(about({ target }))));
    const named = { what: 'input', digest: calculation, name: 'I live in the rue des Lilas' } as const;
    await refuses('target-unknown', () => voice.post(voice.opening(about({ target: named }))));
    await refuses('grant-unknown', () => voice.post(voice.opening(about({ grant: randomId() }))));
    const declaration = toBase64url(randomBytes(32));
    await refuses('declaration-unknown', () => voice.post(voice.opening(about({ declaration }))));
  });

  it('tells a stranger of a grant nothing: it is none, whether it is there or not', async () => {
    const stranger = new Voice(relay, city);
    const tried = await stranger.post(stranger.opening(about()));
    const made = await stranger.post(stranger.opening(about({ grant: randomId() })));
    expect([tried.status, await tried.text()]).toEqual([made.status, await made.text()]);
    // Whoever opened nothing, and whoever never was, see the same.
    expect(await stranger.mine()).toEqual({ threads: [], more: false });
    expect(await voice.mine()).toEqual({ threads: [], more: false });
  });

  it('has deletion asked once access has ended, and not before', async () => {
    const target = { what: 'declaration', digest: null, name: null } as const;
    const opening = () => voice.opening(about({ kind: 'deletion', reason: 'after-withdrawal', target }), 0);
    await refuses('act-misplaced', () => voice.post(opening()));
    await relay.post('/revoke', { revocation: wallet.revocation(agreed.yes.grant) });
    await keeps(voice.post(opening()));
    relay.clock.pass({ days: 9 });
    const done = { outcome: 'done', reason: 'deleted', nextStep: 'none-needed' } as const;
    await city.client.answerThread(await only(), {
      ...done,
      text: words('Effacé le 30 novembre.'),
      public: null,
    });
    const [thread] = (await voice.mine()).threads;
    expect(readThread(splitRecord(thread?.acts[1]?.text ?? '').body)).toMatchObject(done);
  });

  it('lets twenty wait, and no more', async () => {
    for (let at = 0; at < 20; at += 1) await keeps(voice.post(voice.opening(about(), 0)));
    await refuses('thread-full', () => voice.post(voice.opening(about(), 0)));
    const first = await only();
    await city.client.answerThread(first, { ...said, text: words('Corrigé.'), public: null });
    await keeps(voice.post(voice.opening(about(), 0)));
    // Some at a time, each whole.
    const pages: string[][] = [];
    for (let after: string | undefined; pages.length < 10; ) {
      const { threads, more } = await voice.mine(after === undefined ? {} : { after });
      pages.push(threads.map(({ id }) => id));
      after = threads.at(-1)?.id;
      if (!more) break;
    }
    expect(new Set(pages.flat()).size).toBe(21);
    expect(await city.client.threads('all')).toHaveLength(21);
  });
});

describe('an answer', () => {
  let voice: Voice;
  let thread: string;

  beforeEach(async () => {
    voice = new Voice(relay, city);
    ({ thread } = await keeps(voice.post(voice.opening())));
  });

  const byParty = async (changes: Record<string, unknown>, keys = city.keys.record): Promise<Posted> => {
    const id = randomId();
    const sealed = randomSealed();
    const record = {
      v: 1,
      type: 'thread',
      id,
      at: instantText(relay.clock.now()),
      by: city.client.id,
      thread,
      previous: (await only('all')).last,
      act: 'answer',
      ...said,
      sealedDigest: toBase64url(sha256(sealed)),
      public: null,
      ...changes,
    };
    for (const [name, value] of Object.entries(record))
      if (value === undefined) delete (record as Record<string, unknown>)[name];
    return { record: signAsParty(record as never, keys), sealed: toBase64url(sealed) };
  };
  const randomSealed = (): Uint8Array => {
    const bytes = new Uint8Array(1 + 1120 + 24 + 16 + 1024);
    bytes.set(randomBytes(32), 1);
    bytes[0] = 1;
    return bytes;
  };

  it('without reason code, text or next step is refused', async () => {
    for (const field of ['outcome', 'reason', 'nextStep', 'sealedDigest']) {
      const posted = await byParty({ [field]: undefined });
      await refuses('answer-incomplete', () => relay.post('/thread', posted));
    }
    const { record } = await byParty({});
    await refuses('answer-incomplete', () => relay.post('/thread', { record }));
    const none = await byParty({ outcome: 'rejected', reason: 'rule-applies' });
    await refuses('answer-incomplete', () => relay.post('/thread', none));
    await keeps(relay.post('/thread', await byParty({})));
  });

  it('without words is not even signed by the kit', async () => {
    const open = await only();
    await expect(
      city.client.answerThread(open, { ...said, text: words(' '), public: null }),
    ).rejects.toMatchObject({
      code: 'thread-invalid',
    });
  });

  it('by letter has its reason, its next step and a copy of the letter', async () => {
    const turn = { act: 'paper', outcome: 'rejected', reason: 'rule-applies', nextStep: 'appeal' } as const;
    const text = words('Lettre du 20 novembre.');
    const open = await only();
    const future = city.client.turnThread(open, { ...turn, sentOn: '2026-12-20', text });
    await expect(future).rejects.toMatchObject({ code: 'act-misplaced' });
    await city.client.turnThread(open, { ...turn, sentOn: '2026-11-20', text });
    const [mine] = (await voice.mine()).threads;
    expect(voice.read(mine?.acts[1] as never)?.text).toBe('Lettre du 20 novembre.');
  });

  it('comes from the party that was asked, signed by its record key, following the newest act', async () => {
    const stranger = await admittedCity(relay, { ...anOperatorAbout(), legalId: '552100554' });
    await refuses('signature-invalid', async () =>
      relay.post('/thread', await byParty({}, stranger.keys.record)),
    );
    const foreign = await byParty({ by: stranger.client.id }, stranger.keys.record);
    await refuses('thread-unknown', () => relay.post('/thread', foreign));
    const stale = await byParty({ previous: toBase64url(randomBytes(32)) });
    await refuses('record-conflict', () => relay.post('/thread', stale));
    const old = await byParty({ at: instantText(relay.clock.now() - 120_000) });
    await refuses('time-stale', () => relay.post('/thread', old));
    const other = await byParty({});
    await refuses('digest-invalid', async () =>
      relay.post('/thread', { ...other, sealed: (await byParty({})).sealed as string }),
    );
    expect(await stranger.client.threads('all')).toEqual([]);
  });

  it('can be put off once, in time, with a reason; a question back stops the clock', async () => {
    const open = await only();
    const clarified = await city.client.turnThread(open, {
      act: 'clarify',
      reason: 'detail',
      text: words('Lequel ?'),
    });
    relay.clock.pass({ days: 5 });
    await keeps(voice.post(voice.act(thread, recordDigest(clarified.text), { act: 'reply' }, 'Le premier.')));
    const again = await only();
    expect([...again.texts.values()].map((text) => text?.text)).toEqual([
      'Le prix n’est pas le bon.',
      'Le premier.',
    ]);
    await city.client.turnThread(again, { act: 'extend', reason: 'complex', until: '2027-02-01' });
    const longer = await only();
    await expect(
      city.client.turnThread(longer, { act: 'extend', reason: 'complex', until: '2027-02-15' }),
    ).rejects.toMatchObject({ code: 'act-misplaced' });
    const { dueMs, state } = standing(
      longer.members,
      procedureOf(longer.opening, { role: 'city' }),
      relay.clock.now(),
    );
    expect(state).toBe('extended');
    expect(dueMs).toBe(Date.parse('2027-02-02T00:00:00Z') + 5 * 86_400_000);
  });

  it('is nobody’s to read but the two sides’', async () => {
    const other = new Voice(relay, city);
    await keeps(other.post(other.opening()));
    expect((await other.mine()).threads.map(({ id }) => id)).not.toContain(thread);
    const previous = (await only('all')).last;
    await refuses('thread-unknown', () => other.post(other.act(thread, previous, { act: 'withdraw' })));
    const missing = await other.post(other.act(randomId(), previous, { act: 'withdraw' }));
    const foreign = await other.post(other.act(thread, previous, { act: 'withdraw' }));
    expect(await missing.text()).toBe(await foreign.text());
  });
});

describe('the door', () => {
  it('takes a thread with a party that was admitted, and with no other', async () => {
    const stranger = await knownParty(relay, { ...anOperatorAbout(), legalId: '552100554' });
    const voice = new Voice(relay, { ...stranger, declaration: city.declaration });
    await refuses('party-unknown', () => voice.post(voice.opening({ declaration: null })));
  });

  it('takes no key that nothing can be sealed to: the party could not answer', async () => {
    const voice = new Voice(relay, city);
    for (const boxKey of [
      toBase64url(new Uint8Array(1216).fill(255)),
      toBase64url(randomBytes(1200)),
      'AAAA',
    ]) {
      const response = await voice.post(voice.opening({ boxKey }));
      expect(response.status).toBe(400);
    }
    expect(fromBase64url((await only('all'))?.opening?.boxKey ?? '').length).toBe(0);
  });

  it('takes the signature of the key that the mailbox is made of', async () => {
    const voice = new Voice(relay, city);
    const other = new Voice(relay, city);
    await refuses('signature-invalid', () => voice.post(voice.opening({ by: other.keys.mailbox })));
    const key = toBase64url(other.keys.signing.publicKey);
    await refuses('signature-invalid', () => voice.post(voice.opening({ by: other.keys.mailbox, key })));
  });

  it('reads nothing of what is written: no word of it rests on the disk', async () => {
    const voice = new Voice(relay, city);
    await keeps(voice.post(voice.opening()));
    await city.client.answerThread(await only(), {
      ...said,
      text: words('Le prix est corrigé.'),
      public: null,
    });
    const files = readdirSync(relay.folder).filter((name) => name.startsWith('relay.db'));
    const bytes = Buffer.concat(files.map((name) => readFileSync(join(relay.folder, name))));
    expect(bytes.includes('rule-corrected')).toBe(true);
    for (const word of ['Le prix n’est pas le bon', 'Le prix est corrigé'])
      expect(bytes.includes(word)).toBe(false);
  });

  it('lets a party that has closed answer what it still owes, and be asked', async () => {
    const voice = new Voice(relay, city);
    await keeps(voice.post(voice.opening()));
    const party = readParty(splitRecord(city.record).body);
    const closed = {
      ...party,
      id: randomId(),
      at: instantText(relay.clock.now()),
      by: city.client.id,
      status: 'closed' as const,
      previousHash: recordDigest(city.record),
    };
    const response = await relay.post('/party', { record: signAsParty(closed, city.keys.identity) });
    expect(response.status).toBe(201);
    await city.client.answerThread(await only(), {
      ...said,
      text: words('Corrigé avant la fin.'),
      public: null,
    });
    const late = new Voice(relay, city);
    await keeps(late.post(late.opening({ kind: 'rights', reason: 'erase' })));
  });

  it('writes nothing of a person into its log lines', async () => {
    const voice = new Voice(relay, city);
    const { thread } = await keeps(voice.post(voice.opening()));
    await voice.mine();
    await city.client.threads();
    const lines = relay.lines.join('\n');
    expect(lines).toContain('/thread');
    for (const secret of [voice.keys.mailbox, thread, toBase64url(voice.keys.signing.publicKey)])
      expect(lines).not.toContain(secret);
  });

  it('says to a party’s program which act did not fit', async () => {
    const voice = new Voice(relay, city);
    await keeps(voice.post(voice.opening()));
    const open = await only();
    await city.client.turnThread(open, { act: 'receive' });
    const fault = await city.client
      .turnThread(await only(), { act: 'receive' })
      .catch((cause: unknown) => cause);
    expect(fault).toBeInstanceOf(KitFault);
    expect((fault as KitFault).code).toBe('act-misplaced');
  });
});
