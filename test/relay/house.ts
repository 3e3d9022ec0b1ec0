// A relay in one process on a real store in a folder of its own, a city that was admitted and has declared, and a wallet
// that acts by hand: what the tests of doors and paths need before they begin.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomId } from '../../crypto/random.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { buildApp, openHouse } from '../../relay/app.ts';
import { publishBuild, servedFiles, witnessFile } from '../../relay/build.ts';
import type { House } from '../../relay/house.ts';
import { Issuer } from '../../relay/issuer/issuer.ts';
import { type DeclarationBody, openParty, type PartyClient, type PushedAsk } from '../../relay/kit/client.ts';
import { newPartyKeys, type PartyAbout, type PartyKeys, partyRecord } from '../../relay/kit/keys.ts';
import { Anchor, type AskWitness } from '../../relay/log/anchor.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { type LogSigner, openLogSigner } from '../../relay/proof/log-signer.ts';
import { openRegie, publishRegie, type Regie } from '../../relay/regie.ts';
import { type Wallet as BuiltWallet, noWallet } from '../../relay/routes/wallet.ts';
import type { WitnessDoor } from '../../relay/settings.ts';
import type { Store } from '../../relay/store/contract.ts';
import { openSqliteStore } from '../../relay/store/sqlite.ts';
import { openSqliteBackups } from '../../relay/store/sqlite-backups.ts';
import { openSqliteConditions } from '../../relay/store/sqlite-condition.ts';
import { openSqliteIssuer } from '../../relay/store/sqlite-issuer.ts';
import { WorkshopRooms } from '../../relay/workshop/rooms.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { aParty } from '../support/builders.ts';
import { type StillClock, stillClock } from '../support/clock.ts';

export const origin = 'http://localhost:8787';

export interface TestHouse {
  readonly house: House;
  readonly clock: StillClock;
  readonly regie: Regie;
  readonly folder: string;
  /** Every log line so far. */
  readonly lines: string[];
  fetch(path: string, options?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Asked by hand: `house.anchor.round()` is what happens once a second. */
export interface AskedWitnesses {
  readonly doors: readonly WitnessDoor[];
  readonly ask: AskWitness;
}

/** Opens it again after a restart, too. */
export type OpenStore = (folder: string, signer: LogSigner) => Store | Promise<Store>;

export async function openTestHouse(
  wallet: BuiltWallet = noWallet,
  witnesses: AskedWitnesses = { doors: [], ask: () => Promise.reject(new Error('no witness')) },
  openStore: OpenStore = (folder, signer) => openSqliteStore(join(folder, 'relay.db'), signer),
): Promise<TestHouse> {
  await readySodium();
  const folder = mkdtempSync(join(tmpdir(), 'relay-'));
  const clock = stillClock();
  const lines: string[] = [];
  const regie = openRegie(folder, origin, clock.now());
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  const open = async () => {
    const signer = openLogSigner(folder, origin);
    const store = await openStore(folder, signer);
    await publishRegie(store, regie);
    const { doors, ask } = witnesses;
    const anchor = new Anchor({
      store,
      signer,
      witnesses: doors,
      dataDir: folder,
      ask,
      tell: (text) => void lines.push(text),
    });
    await anchor.open();
    const keys = witnessFile(doors.map(({ key }) => key));
    const backups = openSqliteBackups(join(folder, 'backup.db'));
    const issuer = new Issuer({ store: openSqliteIssuer(join(folder, 'issuer.db')), origin, now: clock.now });
    const conditions = openSqliteConditions(join(folder, 'condition.db'));
    const house = await openHouse({
      witnessFile: keys,
      anchor,
      build: await publishBuild(store, regie, servedFiles(wallet, keys), clock.now()),
      origin,
      now: clock.now,
      store,
      signer,
      regie: regie.id,
      isShared: false,
      backups,
      issuer,
      conditions: { store: conditions, regie },
      workshop: new WorkshopRooms(),
    });
    return { house, issuer, conditions, app: buildApp(house, logs, wallet) };
  };
  let opened = await open();
  const fetch = async (path: string, options?: RequestInit) => {
    const address = path.startsWith('http') ? path : origin + path;
    const response = await opened.app.request(address, options);
    logs.flush();
    return response;
  };
  return {
    get house() {
      return opened.house;
    },
    clock,
    regie,
    folder,
    lines,
    fetch,
    post: (path, body, headers = {}) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    restart: async () => {
      await opened.house.backups?.close();
      await opened.issuer.close();
      await opened.conditions.close();
      await opened.house.store.close();
      opened = await open();
    },
    close: async () => {
      await opened.house.backups?.close();
      await opened.issuer.close();
      await opened.conditions.close();
      await opened.house.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestParty {
  readonly client: PartyClient;
  readonly keys: PartyKeys;
  readonly record: string;
}

const { name, role, interest, legalId, url, contact } = aParty();
export const aboutCity: PartyAbout = { name, role, interest, legalId, url, contact };

/** Known to the relay, not admitted yet. */
export async function knownParty(relay: TestHouse, about: PartyAbout = aboutCity): Promise<TestParty> {
  const keys = newPartyKeys();
  const record = await partyRecord(keys, about, relay.clock.now(), relay.house.realm);
  const client = await openParty({
    realm: relay.house.realm,
    relay: relay.house.origin,
    keys,
    record,
    fetch: relay.fetch,
    now: relay.clock.now,
  });
  await client.makeKnown();
  return { client, keys, record };
}

export async function admit(relay: TestHouse, party: string): Promise<Response> {
  const nowMs = relay.clock.now();
  return relay.post('/label', { record: relay.regie.admit(party, nowMs + 365 * 86_400_000, nowMs) });
}

/** Like the city's bike grant, without published rules: the logic is named. */
export function declarationBody(changes: Partial<DeclarationBody> = {}): DeclarationBody {
  const { v: _v, type: _type, id: _id, at: _at, by: _by, ...body } = aDeclaration(changes);
  const parameters = [
    { name: 'plafond', value: 300, unit: '€', weight: 1, source: { fr: 'Délibération', en: 'Deliberation' } },
  ];
  return { ...body, logic: { kind: 'statistical', parameters }, ...changes };
}

export interface TestCity extends TestParty {
  readonly declaration: string;
}

export async function admittedCity(relay: TestHouse, about: PartyAbout = aboutCity): Promise<TestCity> {
  const party = await knownParty(relay, about);
  const admitted = await admit(relay, party.client.id);
  if (!admitted.ok) throw new Error(await admitted.text());
  const contract = { form: 'delegation', reference: 'DSP-2026' } as const;
  const { digest } = await party.client.declare(declarationBody(about.role === 'city' ? {} : { contract }));
  return { ...party, declaration: digest };
}

export const redirectUri = 'https://ville.example/retour';

export async function askAs(
  city: TestCity,
  changes: Partial<Parameters<PartyClient['pushRequest']>[0]> = {},
): Promise<PushedAsk> {
  return city.client.pushRequest({
    declaration: city.declaration,
    purpose: 'aid',
    facts: [
      { key: 'commune', necessity: 'required', precision: 'exact' },
      { key: 'reference-income', necessity: 'required', precision: 'exact' },
    ],
    period: { days: 182 },
    redirectUri,
    state: randomId(),
    ...changes,
  });
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code?: string }).code ?? '';
}
