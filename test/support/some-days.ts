// Some days of a small city: each resident agrees to two parties at moments of their own, opens the wallet now and then,
// and some stop. The parties read at night and deposit a result. Only wallet, relay and kit act; nothing is made up here
// but when people pick up their phone.

import type { ThreadText } from '../../policy/thread/text.ts';
import type { Grant, PartyThread, Yes } from '../../relay/kit/client.ts';
import { clientIdHash } from '../../relay/routes/authorize.ts';
import {
  aboutCity,
  admittedCity,
  askAs,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../relay/house.ts';
import { enterRoom } from '../relay/resident.ts';
import { Days, openOneWallet, seededChance, type Wallet } from './many-wallets.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Carried by every call of a wallet, as a browser or a proxy would: none of it may be kept. */
export const traces = {
  'user-agent': 'Mozilla/5.0 (ZqBrowserKw7; Xj)',
  'accept-language': 'fr-ZQ7W;q=0.93',
  'x-forwarded-for': '203.0.113.177',
  'sec-ch-ua-model': 'PhoneXqZw49',
} as const;

export interface Resident {
  readonly wallet: Wallet;
  /** By party: city first, operator second. */
  readonly grants: [Grant?, Grant?];
  /** Mailboxes of threads with a code on paper. */
  readonly onPaper: string[];
}

export interface SomeDays {
  readonly relay: TestHouse;
  readonly residents: readonly Resident[];
  /** When wallets were open, for those who look at what they did meanwhile. */
  readonly visits: readonly { readonly resident: number; readonly fromMs: number; readonly toMs: number }[];
}

const aboutOperator = {
  ...aboutCity,
  role: 'operator',
  interest: 'commercial',
  name: { fr: 'Réseau Tram', en: 'Tram Network' },
  legalId: '552100554',
  url: 'https://tram.example',
} as const;

const waking = { fromHour: 7, hours: 16 };
const readingHours = [2, 3];
const agreeingDays = 2;
const visitsPerDay = 1.5;
const stoppingShare = 0.3;
/** Two threads opened and two answers judged, each at a visit of its own. */
const threadVisits = 4;
/** So many also ask without an account: each costs a stamp. */
const onPaper = 5;
const rights = [
  'access',
  'explanation',
  'rectify',
  'restrict',
  'portability',
  'object',
  'human-review',
] as const;

export async function liveSomeDays({
  count,
  days: length,
  seed,
}: {
  count: number;
  days: number;
  seed: number;
}): Promise<SomeDays> {
  const relay = await openTestHouse();
  const parties = [await admittedCity(relay), await admittedCity(relay, aboutOperator)] as const;
  const chance = seededChance(seed);
  const days = new Days(relay.clock);
  const firstMidnight = Math.floor(relay.clock.now() / dayMs) * dayMs + dayMs;
  const someMoment = (fromDay: number, toDay: number): number =>
    firstMidnight +
    Math.floor(fromDay + chance() * (toDay - fromDay)) * dayMs +
    (waking.fromHour + chance() * waking.hours) * hourMs;
  const residents: Resident[] = [];
  const visits: { resident: number; fromMs: number; toMs: number }[] = [];
  for (let at = 0; at < count; at += 1) {
    const place = {
      clock: relay.clock,
      days,
      chance: seededChance(seed + 1 + at),
      origin,
      fetch: (path: string, options: RequestInit) =>
        relay.fetch(path, {
          ...options,
          headers: { ...(options.headers as Record<string, string>), ...traces },
        }),
    };
    // Short and long names, small and large figures: if lengths told anything, they would tell it here.
    const name = 'Saint-Rémy-en-Bouzemont-Saint-Genest-et-Isson'
      .slice(0, 3 + Math.floor(chance() * 42))
      .trim();
    const facts = {
      commune: { code: '33063', name },
      'reference-income': Math.floor(10 ** (1 + chance() * 5)),
    };
    residents.push({ wallet: await openOneWallet(place, facts), grants: [], onPaper: [] });
  }

  /** The phone is open for a while: what waits is sent and each mailbox looked at, as at every opening. */
  const visit = async (
    resident: number,
    act: (wallet: Wallet) => Promise<void> = async () => undefined,
  ): Promise<void> => {
    const { wallet } = residents[resident] as Resident;
    const fromMs = relay.clock.now();
    const look = async (): Promise<void> => {
      await wallet.sendOutbox(wallet.around);
      await wallet.look(undefined, wallet.around);
      await wallet.sendReceipts(wallet.around);
    };
    await days.both(look, async () => {
      await act(wallet);
      await days.sleepUntil(relay.clock.now() + minuteMs * (0.5 + 4 * chance()));
    });
    visits.push({ resident, fromMs, toMs: relay.clock.now() });
  };

  const agree =
    (resident: number, to: 0 | 1) =>
    async (wallet: Wallet): Promise<void> => {
      const { client } = parties[to];
      const asked = await askAs(parties[to]);
      const room = await enterRoom(relay, asked.address);
      const ask = await wallet.readAsk(`#${room.handle}.${clientIdHash(client.id)}`, wallet.around);
      await days.sleepUntil(relay.clock.now() + minuteMs * (0.3 + chance()));
      const [period = { once: true }] = wallet.offeredPeriods(ask);
      const facts = ask.detail.facts.map(({ key, precision }) => ({ key, precision }));
      const choice = { facts, period, lang: 'fr' } as const;
      const { confirm } = await wallet.sayYes(ask, choice, wallet.viewOf(ask, choice), wallet.around);
      wallet.dropAsk();
      const typed = await relay.post('/room/code', { room: room.id, code: confirm }, { cookie: room.cookie });
      const { redirect } = (await typed.json()) as { redirect: string };
      const { grant } = await client.redeemCode(new URL(redirect).searchParams.get('code') ?? '', asked);
      (residents[resident] as Resident).grants[to] = grant;
    };

  /** Of each party something else, at a moment of its own. */
  const ask =
    (resident: number, to: 0 | 1, right: (typeof rights)[number]) =>
    async ({ claimRight, around }: Wallet): Promise<void> => {
      const grant = residents[resident]?.grants[to];
      if (grant !== undefined) await claimRight({ grant: grant.id, right, words: wrote(resident) }, around);
    };

  /** Says of one answer that it is good or not: an act that nothing hurries, and at another visit than the other. */
  const judge =
    (resident: number, to: 0 | 1, outcome: 'settled' | 'not-settled') =>
    async ({ goOn, threads, around }: Wallet): Promise<void> => {
      const grant = residents[resident]?.grants[to]?.id;
      const kept = threads.value.find(({ opening }) => opening.grant === grant);
      const isAnswered = kept?.acts.some(({ record }) => record.act === 'answer') === true;
      if (kept !== undefined && isAnswered) await goOn(kept.id, { act: 'classify', outcome }, around);
    };

  /** Without the wallet's keys, on the same phone. */
  const askOnPaper =
    (resident: number, to: 0 | 1) =>
    async ({ writeThread, sendPaperThread, around }: Wallet): Promise<void> => {
      const target = { what: 'declaration', digest: null, name: null } as const;
      const opening = { kind: 'question', reason: 'data', declaration: null, grant: null, target } as const;
      const written = await writeThread(parties[to].client.id, opening, wrote(resident), around);
      const { acts } = await sendPaperThread(written, around);
      residents[resident]?.onPaper.push(acts[0]?.record.by ?? '');
    };

  const readAtNight = async (to: 0 | 1): Promise<void> => {
    const { client } = parties[to];
    for (let day = 1; day < length; day += 1) {
      await days.sleepUntil(firstMidnight + day * dayMs + (readingHours[to] as number) * hourMs);
      const grants = residents.flatMap((resident) => resident.grants[to] ?? []);
      if (grants.length === 0) continue;
      for (const reading of await client.readEnvelopes(grants))
        if (reading.decision) await deposit(parties[to], reading);
      for (const thread of await client.threads()) await answer(parties[to], thread);
    }
  };

  for (const [resident] of residents.entries()) {
    const plan: { atMs: number; act?: (wallet: Wallet) => Promise<void> }[] = [];
    for (const to of [0, 1] as const)
      plan.push({ atMs: someMoment(0, agreeingDays), act: agree(resident, to) });
    // Whoever writes or judges does so in a visit that would be made anyway.
    for (let n = 0; n < visitsPerDay * length - threadVisits; n += 1)
      plan.push({ atMs: someMoment(0, length) });
    for (const to of [0, 1] as const) {
      const right = rights[Math.floor(chance() * rights.length)] as (typeof rights)[number];
      plan.push({ atMs: someMoment(agreeingDays, agreeingDays + 1), act: ask(resident, to, right) });
      const outcome = chance() < 0.5 ? 'settled' : 'not-settled';
      plan.push({ atMs: someMoment(agreeingDays + 1, length), act: judge(resident, to, outcome) });
    }
    if (resident < onPaper) plan.push({ atMs: someMoment(0, length), act: askOnPaper(resident, 0) });
    if (chance() < stoppingShare) {
      const to = chance() < 0.5 ? 0 : 1;
      plan.push({
        atMs: someMoment(agreeingDays + 1, length),
        act: (wallet) => stop(wallet, residents[resident]?.grants[to]),
      });
    }
    plan.sort((one, other) => one.atMs - other.atMs);
    days.begin(async () => {
      for (const { atMs, act } of plan) {
        if (relay.clock.now() < atMs) await days.sleepUntil(atMs);
        await visit(resident, act);
      }
    });
  }
  for (const to of [0, 1] as const) days.begin(() => readAtNight(to));
  await days.pass();
  return { relay, residents, visits };
}

/** Short and long: padded, it tells nothing. */
const wrote = (resident: number): ThreadText => ({
  v: 1,
  lang: 'fr',
  text: 'Que savez-vous de moi ? '.repeat(1 + (resident % 40)).trim(),
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
});

async function answer({ client }: TestCity, thread: PartyThread): Promise<void> {
  // « Not settled » waits for more than a night.
  if (thread.members.some(({ record }) => record.act === 'answer')) return;
  const said = { outcome: 'done', reason: 'explained', nextStep: 'none-needed', public: null } as const;
  await client.answerThread(thread, { ...said, text: wrote(thread.opening.reason.length) });
}

async function stop(wallet: Wallet, grant: Grant | undefined): Promise<void> {
  if (grant !== undefined) await wallet.stopGrant(grant.id, wallet.around);
}

async function deposit({ client }: TestCity, reading: Yes): Promise<void> {
  const { facts } = reading.content;
  await client.depositCalculation(
    reading,
    { rulesHash: null, engine: 'by hand', contest: { where: `https://party.example/${client.id}` } },
    {
      inputs: facts.map(({ key, value }) => ({ key, value: typeof value === 'object' ? null : value })),
      results: [{ key: 'aides . montant', value: 30_000, unit: 'cent' }],
      path: [],
      cohort: null,
      human: { involved: false, role: null },
      facts,
    },
  );
}
