/**
 * A study that is carried: a leader and a helper, each on a store in a folder of its own, a manifest that both have taken
 * on, and residents who do not exist. The token key is the test's, so that tokens need no issuer.
 */
import { constants, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import type { Task } from '../../crypto/dap/task.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { openSealed } from '../../crypto/open.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { makeReport, type NewReport } from '../../crypto/report.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { joinToken, tokenInput, tokenNonceOf } from '../../crypto/token.ts';
import { measurementOf } from '../../policy/contribution.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { readOperation } from '../../policy/label.ts';
import { joinRecord, recordLabel, recordLine, splitRecord } from '../../policy/record.ts';
import type { Study } from '../../policy/study.ts';
import type { Withdrawal } from '../../policy/withdrawal.ts';
import { Helper } from '../../relay/aggregate/helper.ts';
import { buildHelperApp } from '../../relay/aggregate/helper-app.ts';
import type { Fetch } from '../../relay/aggregate/helper-line.ts';
import type { HelperState } from '../../relay/aggregate/helper-state.ts';
import { type Leader, openLeader, type TakeOnAsk } from '../../relay/aggregate/leader.ts';
import type { LeaderState } from '../../relay/aggregate/leader-state.ts';
import type { Noise } from '../../relay/aggregate/noise-share.ts';
import type { ReleaseFiles } from '../../relay/aggregate/statement.ts';
import { openStudyTask, type StudyTask } from '../../relay/aggregate/task.ts';
import type { WithdrawalCall } from '../../relay/aggregate/withdrawal.ts';
import { newPartyKeys, type PartyKeys, partyRecord, signLine } from '../../relay/kit/keys.ts';
import { openLogs } from '../../relay/middleware/logs.ts';
import { type OwnParty, openOwnParty } from '../../relay/own-party.ts';
import { newTokenKey, tokenKeyOf } from '../../relay/proof/blind-rsa.ts';
import { sealHpke } from '../../relay/proof/hpke.ts';
import { openRegie } from '../../relay/regie.ts';
import { openHelperStore } from '../../relay/store/sqlite-helper.ts';
import { openLeaderStore } from '../../relay/store/sqlite-leader.ts';
import { aStudy } from './a-study.ts';
import { type StillClock, stillClock } from './clock.ts';

export const leaderOrigin = 'http://localhost:8787';
export const helperOrigin = 'http://localhost:8807';

/** What is released is what was counted: for tests that compare with the truth. Given by hand, never by a setting. */
export const noNoise: Noise = (_mechanism, length) => Array.from({ length }, () => 0n);

/** The package takes longer than a count: most tests of aggregation only need that both sign the same. */
export const quickFiles: ReleaseFiles = async (_study, _text, { cells }) => ({
  'cells.txt': toBase64url(new Uint8Array(32).fill(cells.length)),
});

export const helperAbout = {
  name: { fr: 'Université voisine', en: 'University next door' },
  role: 'research',
  interest: 'general',
  legalId: '193500010',
  url: helperOrigin,
  contact: { email: 'aide@universite.example' },
} as const;

export interface CarriedOptions {
  readonly clock?: StillClock;
  readonly noise?: Noise;
  readonly filesOf?: ReleaseFiles;
  readonly study?: Partial<Study>;
  readonly minimumCohort?: number;
  /** Between leader and helper: lets a test lose or change what passes. */
  readonly wire?: (fetch: Fetch) => Fetch;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Open from the next hour on for a day; told a day later; destroyed after a week. */
export function timesFrom(nowMs: number) {
  const opensMs = (Math.floor(nowMs / hourMs) + 1) * hourMs;
  return {
    at: instantText(nowMs),
    window: { opens: instantText(opensMs), closes: instantText(opensMs + dayMs) },
    releaseAt: instantText(opensMs + 2 * dayMs),
    destroyAt: instantText(opensMs + 8 * dayMs),
    precisionSeconds: 3600,
  };
}

/** Who asks: a university with keys of its own. */
export interface Asker {
  readonly keys: PartyKeys;
  readonly record: string;
  readonly id: string;
}

export async function anAsker(nowMs: number): Promise<Asker> {
  const keys = newPartyKeys();
  const about = { ...helperAbout, legalId: '180089013', url: 'https://recherche.example' } as const;
  const record = await partyRecord(keys, about, nowMs);
  return { keys, record, id: recordDigest(record) };
}

export interface Manifest {
  readonly text: string;
  readonly tokenKey: KeyObject;
  readonly ask: TakeOnAsk;
}

/** A signed manifest for these two, few enough people, and a token key for it. */
export function aManifest(
  asker: Asker,
  leader: OwnParty,
  helper: OwnParty,
  nowMs: number,
  changes: Partial<Study> = {},
  tokenKey: KeyObject = newTokenKey(),
): Manifest {
  const operator = ({ id, party }: OwnParty, url: string) => ({
    party: id,
    name: party.name,
    legalId: party.legalId,
    url,
  });
  const body = aStudy({
    id: randomId(),
    by: asker.id,
    ...timesFrom(nowMs),
    leader: operator(leader, `${leader.party.url}/dap`),
    issuer: operator(leader, leader.party.url),
    helper: operator(helper, `${helper.party.url}/dap`),
    minimumCohort: 10,
    minimumReason: { fr: 'Un essai.', en: 'A trial.' },
    ...changes,
  });
  const text = signLine(body, asker.keys.record);
  const parties = { asker: [asker.record], leader: [leader.text], helper: [helper.text] };
  return { text, tokenKey, ask: { text, tokenKey: toBase64url(tokenKeyOf(tokenKey)), parties } };
}

/** What residents know of a study once both have said that they work on it. */
export class KnownTask {
  readonly of: StudyTask;
  readonly #configs;
  readonly #tokenKey: KeyObject;

  constructor({ text, ask, tokenKey }: Manifest, labels: { leader: string; helper: string }) {
    this.of = openStudyTask(text, ask.tokenKey);
    this.#tokenKey = tokenKey;
    const configIn = (label: string) =>
      readHpkeConfig(fromBase64url(readOperation(splitRecord(label).body).hpkeConfig));
    this.#configs = { leader: configIn(labels.leader), helper: configIn(labels.helper) };
  }

  get task(): Task {
    return this.of.task;
  }

  /** As the issuer would, but in the open: what counts is that the signature is good. */
  token(
    contributionKey: Uint8Array,
    changes: { challenge?: Uint8Array; nonce?: Uint8Array; key?: KeyObject } = {},
  ): Uint8Array {
    const nonce = changes.nonce ?? tokenNonceOf(contributionKey);
    const input = tokenInput(nonce, changes.challenge ?? this.of.challengeDigest, this.of.tokenKeyId);
    const key = {
      key: changes.key ?? this.#tokenKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 48,
    };
    return joinToken(input, sign('sha384', input, key));
  }

  report(pair: SigningPair, cell: number, nowMs: number, changes: Partial<NewReport> = {}) {
    return makeReport({
      task: this.task,
      vdaf: this.of.vdaf,
      measurement: measurementOf(this.of.study, cell),
      contributionKey: pair.publicKey,
      token: changes.token ?? this.token(pair.publicKey),
      nowMs,
      leaderConfig: this.#configs.leader,
      helperConfig: this.#configs.helper,
      chance: randomBytes,
      seal: async ({ publicKey }, info, aad, plain) => sealHpke(publicKey, info, aad, plain),
      ...changes,
    });
  }

  withdrawal(pair: SigningPair, nowMs: number, changes: Partial<Withdrawal> = {}): WithdrawalCall {
    const body: Withdrawal = {
      v: 1,
      type: 'withdrawal',
      id: randomId(),
      at: minuteText(nowMs),
      by: toBase64url(pair.publicKey),
      study: this.of.digest,
      ...changes,
    };
    const line = recordLine(body);
    const value = toBase64url(signRecord(recordLabel('withdrawal', 1), line, pair.secretKey));
    return {
      record: joinRecord(line, { kind: 'ed25519', value }),
      token: toBase64url(this.token(pair.publicKey)),
    };
  }
}

export const aContributor = (): SigningPair => newSigningPair();

export interface CarriedStudy {
  readonly clock: StillClock;
  readonly folder: string;
  readonly leader: Leader;
  readonly helper: Helper;
  readonly regie: OwnParty;
  readonly helperParty: OwnParty;
  readonly asker: Asker;
  readonly manifest: Manifest;
  readonly known: KnownTask;
  readonly digest: string;
  /** Records of releases, as they came out. */
  readonly releases: string[];
  /** What the leader told its operator. */
  readonly told: string[];
  /** Log lines of the helper. */
  readonly lines: string[];
  /** Every call of the leader to the helper: path and body. */
  readonly calls: { path: string; body: unknown; authorization: string }[];
  /** At the helper's doors. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  settle(): Promise<void>;
  /** To just after the window's opening, or its close. */
  openWindow(): void;
  closeWindow(): void;
  restartLeader(): Promise<void>;
  restartHelper(): Promise<void>;
  close(): Promise<void>;
}

export async function carryStudy(options: CarriedOptions = {}): Promise<CarriedStudy> {
  await readySodium();
  const clock = options.clock ?? stillClock();
  const folder = mkdtempSync(join(tmpdir(), 'carried-'));
  const noise = options.noise ?? noNoise;
  const filesOf = options.filesOf ?? quickFiles;
  const regie = openRegie(join(folder, 'relay'), leaderOrigin, clock.now());
  const helperParty = openOwnParty(join(folder, 'helper'), helperAbout, clock.now());
  const asker = await anAsker(clock.now());
  const manifest = aManifest(asker, regie, helperParty, clock.now(), options.study);
  const calls: CarriedStudy['calls'] = [];
  const [releases, told, lines]: [string[], string[], string[]] = [[], [], []];
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));

  const openHelper = async () => {
    const helper = await Helper.open({
      store: openHelperStore<HelperState>(join(folder, 'helper', 'aggregate.db')),
      own: helperParty,
      origin: helperOrigin,
      leaders: [regie.id],
      minimumCohort: options.minimumCohort ?? 2,
      now: clock.now,
      openSealed,
      noise,
      filesOf,
    });
    return { helper, app: buildHelperApp(helper, logs) };
  };
  let opened = await openHelper();
  const ask = async (path: string, init?: RequestInit) => {
    const response = await opened.app.request(helperOrigin + path, init);
    logs.flush();
    return response;
  };
  const direct: Fetch = (address, init) => {
    const headers = new Headers(init.headers);
    const path = new URL(address).pathname;
    calls.push({ path, body: init.body, authorization: headers.get('authorization') ?? '' });
    return ask(path, init);
  };
  const openOwnLeader = () =>
    openLeader({
      store: openLeaderStore<LeaderState>(join(folder, 'relay', 'aggregate.db')),
      own: regie,
      helpers: [{ party: helperParty.id, url: helperOrigin }],
      now: clock.now,
      fetch: options.wire?.(direct) ?? direct,
      noise,
      filesOf,
      tell: (text) => void told.push(text),
    });
  let leader = await openOwnLeader();
  const labels = await leader.takeOn(manifest.ask);
  const known = new KnownTask(manifest, labels);
  const { opensMs, closesMs, digest } = known.of;
  const moveTo = (ms: number): void => clock.moveTo(new Date(ms).toISOString());
  return {
    clock,
    folder,
    get leader() {
      return leader;
    },
    get helper() {
      return opened.helper;
    },
    regie,
    helperParty,
    asker,
    manifest,
    known,
    digest,
    releases,
    told,
    lines,
    calls,
    ask,
    settle: async () => {
      await leader.settle(clock.now(), {
        keepRelease: async (text) => void (releases.includes(text) || releases.push(text)),
        destroyStudy: async () => undefined,
      });
      await opened.helper.settle(clock.now());
    },
    openWindow: () => moveTo(opensMs + 1000),
    closeWindow: () => moveTo(closesMs),
    restartLeader: async () => {
      await leader.close();
      leader = await openOwnLeader();
    },
    restartHelper: async () => {
      await opened.helper.given.store.close();
      opened = await openHelper();
    },
    close: async () => {
      await leader.close();
      await opened.helper.given.store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
