// A random life of agreements, by the real doors: a wallet with its vault on one side, two parties' programs on the other,
// a relay between them. Every act is what a resident's tap or a party's program would do, and may be refused as theirs.

import type { Grant } from '../../policy/grant.ts';
import { monthOf } from '../../policy/statement.ts';
import { dropAsk, readAsk } from '../../pwa/wallet/paths/ask.ts';
import { exportAll } from '../../pwa/wallet/paths/export.ts';
import { keepFact } from '../../pwa/wallet/paths/keep.ts';
import { look, lookAtGrant } from '../../pwa/wallet/paths/look.ts';
import { sendOutbox } from '../../pwa/wallet/paths/outbox.ts';
import { outdated } from '../../pwa/wallet/paths/outdated.ts';
import { pauseGrant, resumeGrant } from '../../pwa/wallet/paths/pause.ts';
import { sayNo } from '../../pwa/wallet/paths/refuse.ts';
import { renewGrant } from '../../pwa/wallet/paths/renew.ts';
import { stopGrant } from '../../pwa/wallet/paths/revoke.ts';
import { sendReceipts } from '../../pwa/wallet/paths/send-receipt.ts';
import { grants } from '../../pwa/wallet/vault/open.ts';
import { KitFault } from '../../relay/kit/fault.ts';
import type { Yes } from '../../relay/kit/read.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { aroundOf, liveGrant, openWallet, scan, type TestAround } from '../pwa/paths/wallet.ts';
import {
  aboutCity,
  admit,
  declarationBody,
  knownParty,
  type OpenStore,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../relay/house.ts';
import { aContent } from '../support/builders.ts';
import { seededChance } from '../support/many-wallets.ts';
import { Side } from '../support/sides.ts';

/** What may happen; how often each comes. */
const acts = {
  read: 30,
  'read many': 12,
  'ask for too much': 5,
  deposit: 12,
  look: 12,
  receipts: 5,
  renew: 6,
  pause: 3,
  resume: 4,
  stop: 1,
  agree: 2,
  refuse: 1,
  'network lost': 1,
  'network back': 3,
  restart: 1,
  'time passes': 12,
} as const;
type ActName = keyof typeof acts;

/** Each name as often as it comes. */
const actNames = (Object.entries(acts) as [ActName, number][]).flatMap(([name, weight]) =>
  Array.from({ length: weight }, () => name),
);

interface Given {
  readonly party: TestCity;
  readonly grant: Grant;
  readonly id: string;
}

const noWitness = { doors: [], ask: () => Promise.reject(new Error('no witness')) };

export async function openLife(openStore?: OpenStore): Promise<Life> {
  const relay = await openTestHouse(noWallet, noWitness, ...(openStore === undefined ? [] : [openStore]));
  const parties = [
    await partyThatReadsOften(relay, aboutCity),
    await partyThatReadsOften(relay, { ...aboutCity, legalId: '552100554', role: 'operator' }),
  ];
  const around = aroundOf(relay);
  await openWallet(around);
  return new Life(relay, parties, around);
}

async function partyThatReadsOften(relay: TestHouse, about: typeof aboutCity): Promise<TestCity> {
  const party = await knownParty(relay, about);
  await admit(relay, party.client.id);
  const frequency = { kind: 'on-event' as const, maxPerPeriod: 400, periodDays: 31 };
  const contract = { form: 'market' as const, reference: null };
  const { digest } = await party.client.declare(declarationBody({ frequency, contract }));
  return { ...party, declaration: digest };
}

export class Life {
  readonly relay: TestHouse;
  readonly parties: readonly TestCity[];
  readonly around: TestAround;
  readonly given: Given[] = [];
  readonly #yes = new Map<string, Yes>();
  #income = 18_000;
  #month: string;
  /** Months that both parties have stated. */
  stated = 0;
  /** Acts that did what they say; a refused one is none. */
  done = 0;
  refused = 0;

  constructor(relay: TestHouse, parties: readonly TestCity[], around: TestAround) {
    this.relay = relay;
    this.parties = parties;
    this.around = around;
    this.#month = this.month;
  }

  /** Until the log holds so many records. Another seed is another life. */
  async live(seed: number, records: number): Promise<void> {
    const chance = seededChance(seed);
    for (const party of this.parties) await this.#agree(party);
    while ((await this.relay.house.store.head()).size < records) {
      const name = actNames[Math.floor(chance() * actNames.length)] as ActName;
      // Which party, grant, value: whatever the act needs, taken modulo what there is.
      const isDone = await this.#act(name, Math.floor(chance() * 10_000));
      this[isDone ? 'done' : 'refused'] += 1;
    }
    await this.settle();
  }

  /** The network is back, all that waited is sent, all is looked at. */
  async settle(): Promise<void> {
    this.around.isOffline = false;
    await sendOutbox(this.around);
    await look(undefined, this.around);
  }

  async #act(name: ActName, which: number): Promise<boolean> {
    const one = this.given[which % this.given.length] as Given;
    switch (name) {
      case 'read':
        return this.#read([one]);
      case 'read many':
        return this.#read(this.given.filter(({ party }) => party === one.party));
      case 'ask for too much': {
        const scope = { ...one.grant.scope, purpose: 'advertising' as const };
        await one.party.client.readEnvelope({ ...one.grant, scope });
        return true;
      }
      case 'deposit':
        return this.#deposit(one);
      case 'look':
        return which % 3 === 0 ? look(undefined, this.around) : lookAtGrant(one.id, this.around);
      case 'receipts':
        await sendReceipts(this.around);
        return true;
      case 'renew':
        this.#income += 100;
        await keepFact({ key: 'reference-income', value: this.#income }, this.around);
        return (
          (await orNone(() => renewGrant(one.id, outdated.value.get(one.id) ?? [], this.around))) === 'sent'
        );
      case 'pause':
        return (await orNone(() => pauseGrant(one.id, this.around).then(() => true))) === true;
      case 'resume':
        return (await orNone(() => resumeGrant(one.id, this.around).then(() => true))) === true;
      case 'stop':
        // Most lives are longer than this: a few stops, and never the last agreement of a party.
        if (which % 4 !== 0 || this.#live(one.party).length < 2) return false;
        return (await stopGrant(one.id, this.around)) === 'ended';
      case 'agree':
        if (this.around.isOffline || this.#live(one.party).length > 3) return false;
        return this.#agree(one.party);
      case 'refuse':
        return this.#refuse(one.party);
      case 'network lost':
        this.around.isOffline = true;
        return true;
      case 'network back':
        this.around.isOffline = false;
        await sendOutbox(this.around);
        return true;
      case 'restart':
        await this.relay.restart();
        return true;
      case 'time passes':
        return this.#pass(1 + (which % 240));
    }
  }

  /** Whoever calculates says once a month, at some hour of its first days, how far each sequence went. */
  async #pass(minutes: number): Promise<boolean> {
    this.relay.clock.pass({ minutes });
    const { month } = this;
    if (month === this.#month) return true;
    for (const { client } of this.parties) await client.stateMonth(this.#month);
    this.stated += 1;
    this.#month = month;
    return true;
  }

  #live(party: TestCity): Given[] {
    const live = new Set(grants.value.filter(({ status }) => status !== 'ended').map(({ id }) => id));
    return this.given.filter((one) => one.party === party && live.has(one.id));
  }

  async #agree(party: TestCity): Promise<boolean> {
    const { grantId, code, scanned } = await liveGrant(this.relay, party, this.around);
    const { grant } = await party.client.redeemCode(code, scanned);
    this.given.push({ party, grant, id: grantId });
    dropAsk();
    return true;
  }

  async #refuse(party: TestCity): Promise<boolean> {
    if (this.around.isOffline) return false;
    const { hash } = await scan(this.relay, party);
    const { isSent } = await sayNo(await readAsk(hash, this.around), this.around);
    dropAsk();
    return isSent;
  }

  async #read(of: readonly Given[]): Promise<boolean> {
    const [first] = of;
    if (first === undefined) return false;
    const readings = await first.party.client.readEnvelopes(of.map(({ grant }) => grant));
    for (const reading of readings) if (reading.decision) this.#yes.set(reading.grant.id, reading);
    return true;
  }

  async #deposit({ id, party }: Given): Promise<boolean> {
    const yes = this.#yes.get(id);
    if (yes === undefined) return false;
    const { salt: _, inputs, ...content } = aContent();
    const about = {
      rulesHash: null,
      engine: 'none 1.0.0',
      contest: { where: 'https://ville.example/contester' },
    };
    const computed = { ...content, inputs, facts: yes.content.facts };
    return orNone(() => party.client.depositCalculation(yes, about, computed)).then(
      (kept) => kept !== undefined,
    );
  }

  private get month(): string {
    return monthOf(this.relay.clock.now());
  }

  async residentExport(): Promise<Side> {
    return new Side((await exportAll(this.around)).text);
  }

  async partyExport(party: TestCity): Promise<Side> {
    return new Side(JSON.stringify(await party.client.exportGrants()));
  }
}

/** A no of the relay's or the wallet's own is part of life; anything else is a fault of ours. */
async function orNone<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (cause) {
    const { name } = cause as Error;
    if (cause instanceof KitFault || name === 'PathFault' || name === 'LinkFault') return undefined;
    throw cause;
  }
}
