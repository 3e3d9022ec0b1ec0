// The doors of the issuer alone, on its real store, with a log beside it: no aggregators, no helper, no wallet.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { accountOf, openingBits, openingDigest } from '../../../crypto/account.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { newEnrolmentCode, writeEnrolmentCode } from '../../../crypto/enrolment-code.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { type SigningPair, signingPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { findStamp } from '../../../crypto/stamp.ts';
import { challengeDigestFor, joinToken, tokenInput, tokenKeyIdOf } from '../../../crypto/token.ts';
import { accountCallLabel, accountCallText, accountHeaderName, callHeader } from '../../../policy/call.ts';
import { minuteText } from '../../../policy/instant.ts';
import { routes } from '../../../policy/routes.ts';
import type { House } from '../../../relay/house.ts';
import { EnrolmentKeys } from '../../../relay/issuer/enrolments.ts';
import { Issuer, type OpenedStudy } from '../../../relay/issuer/issuer.ts';
import { Doors } from '../../../relay/middleware/doors.ts';
import { Limits } from '../../../relay/middleware/limits.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { Metrics } from '../../../relay/middleware/metrics.ts';
import { blindMessage, finalizeToken, openTokenKey } from '../../../relay/proof/blind-rsa.ts';
import { fastSha256, textDigest } from '../../../relay/proof/hash.ts';
import { openLogSigner } from '../../../relay/proof/log-signer.ts';
import { openRegie, publishRegie, type Regie } from '../../../relay/regie.ts';
import { UsedOnce } from '../../../relay/room/once.ts';
import { openAccount, readBudget } from '../../../relay/routes/account.ts';
import { takeStudyToken } from '../../../relay/routes/blind-token.ts';
import { enrolAccount, keepEnrolment, listEnrolments } from '../../../relay/routes/enrol.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { openSqliteIssuer } from '../../../relay/store/sqlite-issuer.ts';
import { type StillClock, stillClock } from '../../support/clock.ts';

export const origin = 'https://relay.example';

export interface Desk {
  readonly folder: string;
  readonly clock: StillClock;
  readonly regie: Regie;
  readonly issuer: Issuer;
  /** Every log line so far. */
  readonly lines: string[];
  send(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** What the relay does at its start and now and then. */
  publish(): Promise<void>;
  /** What the operator was told. */
  readonly told: string[];
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  await readySodium();
  const folder = mkdtempSync(join(tmpdir(), 'issuer-'));
  const clock = stillClock();
  const lines: string[] = [];
  const told: string[] = [];
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  const regie = openRegie(folder, origin, clock.now());
  const store = openSqliteStore(join(folder, 'relay.db'), openLogSigner(folder, origin));
  await publishRegie(store, regie);
  const open = () => {
    const issuer = new Issuer({
      store: openSqliteIssuer(join(folder, 'issuer.db')),
      origin,
      now: clock.now,
    });
    const house = {
      origin,
      now: clock.now,
      store,
      regie: regie.id,
      issuer,
      limits: new Limits(clock.now),
      metrics: new Metrics(),
      usedCalls: new UsedOnce(100_000, 'forget'),
    } as unknown as House;
    const app = new Hono();
    const doors = new Doors(app, house, logs);
    const often = { rate: { perSecond: 1e9, burst: 1e9 } };
    for (const [{ path }, door] of [
      [routes.openAccount, openAccount],
      [routes.readBudget, readBudget],
      [routes.takeStudyToken, takeStudyToken],
      [routes.keepEnrolment, keepEnrolment],
      [routes.enrolAccount, enrolAccount],
    ] as const)
      doors.open('POST', path, often, (context) => door(house, context.req.raw));
    doors.open('GET', routes.listEnrolments.path, often, () => listEnrolments(house));
    const enrolments = new EnrolmentKeys({ store, regie, issuer, tell: (text) => void told.push(text) });
    return { issuer, enrolments, app };
  };
  let opened = open();
  const send = async (path: string, init?: RequestInit) => {
    const response = await opened.app.request(origin + path, init);
    logs.flush();
    return response;
  };
  return {
    folder,
    clock,
    regie,
    lines,
    get issuer() {
      return opened.issuer;
    },
    send,
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    told,
    publish: () => opened.enrolments.publish(clock.now()),
    restart: async () => {
      await opened.issuer.close();
      opened = open();
    },
    close: async () => {
      await opened.issuer.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestStudy {
  readonly digest: string;
  readonly tokenKey: string;
  /** Blinds for it, as a wallet does; `finish` gives the token. */
  blind(nonce?: Uint8Array): Blinded;
}

export interface Blinded {
  readonly nonce: Uint8Array;
  readonly blinded: string;
  finish(blindSignature: string): Uint8Array;
}

/** Open from now for a month, unless told otherwise. */
export async function openStudy(desk: Desk, changes: Partial<OpenedStudy> = {}): Promise<TestStudy> {
  const digest = changes.study ?? toBase64url(randomBytes(32));
  const nowMs = desk.clock.now();
  const { tokenKey } = await desk.issuer.openStudy({
    study: digest,
    costMillionths: 500_000,
    enrolment: 'account',
    opens: minuteText(nowMs),
    closes: minuteText(nowMs + 31 * 86_400_000),
    ...changes,
  });
  return { digest, tokenKey, blind: (nonce) => blindFor(tokenKey, fromBase64url(digest), nonce) };
}

export function blindFor(
  tokenKey: string,
  context: Uint8Array,
  nonce: Uint8Array = randomBytes(32),
): Blinded {
  const spki = fromBase64url(tokenKey);
  const key = openTokenKey(spki);
  const challenge = challengeDigestFor(new URL(origin).host, context);
  const input = tokenInput(nonce, challenge, tokenKeyIdOf(spki));
  const { blinded, inverse } = blindMessage(key, input);
  return {
    nonce,
    blinded: toBase64url(blinded),
    finish: (blindSignature) =>
      joinToken(input, finalizeToken(key, input, fromBase64url(blindSignature), inverse)),
  };
}

/** One account on one phone; another with the same seed is the same account on another. */
export class TestAccount {
  readonly #desk: Desk;
  readonly #pair: SigningPair;

  constructor(desk: Desk, seed: Uint8Array = randomBytes(32)) {
    this.#desk = desk;
    this.#pair = signingPair(seed);
  }

  get name(): string {
    return accountOf(this.#pair.publicKey);
  }

  get publicKey(): Uint8Array {
    return this.#pair.publicKey;
  }

  opening(at = minuteText(this.#desk.clock.now())): { key: string; at: string; stamp: string } {
    const stamp = findStamp(openingDigest(this.#pair.publicKey, at), openingBits, 0, 10_000_000, fastSha256);
    if (stamp === undefined) throw new Error('no stamp found');
    return { key: toBase64url(this.#pair.publicKey), at, stamp };
  }

  async open(): Promise<this> {
    const response = await this.#desk.post('/account', this.opening());
    if (!response.ok) throw new Error(await response.text());
    return this;
  }

  header(path: string, body: string, changes: Partial<Parameters<typeof accountCallText>[0]> = {}): string {
    const at = changes.at ?? minuteText(this.#desk.clock.now());
    const nonce = changes.nonce ?? randomId();
    const text = accountCallText({
      account: this.name,
      method: 'POST',
      path,
      bodyDigest: textDigest(body),
      at,
      nonce,
      ...changes,
    });
    const signature = toBase64url(signRecord(accountCallLabel, text, this.#pair.secretKey));
    return callHeader({ key: toBase64url(this.#pair.publicKey), at, nonce, signature });
  }

  call(path: string, fields: unknown): Promise<Response> {
    const body = JSON.stringify(fields);
    return this.#desk.post(path, body, { [accountHeaderName]: this.header(path, body) });
  }

  ask(study: TestStudy | string, blinded: string): Promise<Response> {
    const digest = typeof study === 'string' ? study : study.digest;
    return this.call('/blind-token', { study: digest, blinded });
  }

  async take(study: TestStudy): Promise<Uint8Array> {
    const blinded = study.blind();
    return blinded.finish(await signatureIn(await this.ask(study, blinded.blinded)));
  }

  async budget(): Promise<{ year: number; spent: { study: string; costMillionths: number }[] } & Budget> {
    const response = await this.call('/account/budget', {});
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Awaited<ReturnType<TestAccount['budget']>>;
  }
}

interface Budget {
  destroyedMillionths: number;
  personYears: number[];
}

export async function signatureIn(response: Response): Promise<string> {
  const { blindSignature, code } = (await response.json()) as { blindSignature?: string; code?: string };
  if (blindSignature === undefined) throw new Error(code ?? 'no signature');
  return blindSignature;
}

export async function codeOf(response: Response): Promise<string | undefined> {
  return ((await response.json()) as { code?: string }).code;
}

/** Codes as the command makes them, written as they are printed. */
export async function someCodes(desk: Desk, count: number, year = 2026): Promise<string[]> {
  const codes = Array.from({ length: count }, newEnrolmentCode);
  await desk.issuer.keepCodes(year, codes);
  await desk.publish();
  return codes.map(writeEnrolmentCode);
}
