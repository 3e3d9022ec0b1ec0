// A resident who does not exist, at the real doors: opens an account, takes a token, makes and sends a contribution, takes
// it back. For `npm run simulate` and the tests; a wallet does the same with the libraries that a phone has.

import { accountOf, openingBits, openingDigest } from '../../crypto/account.ts';
import { type HpkeConfig, readHpkeConfig } from '../../crypto/dap/hpke-config.ts';
import { dapMedia } from '../../crypto/dap/media.ts';
import { type ReportError, readUploadErrors } from '../../crypto/dap/report.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { makeReport } from '../../crypto/report.ts';
import { type SigningPair, signingPair, signRecord } from '../../crypto/sign.ts';
import { findStamp } from '../../crypto/stamp.ts';
import { joinToken, tokenInput, tokenNonceOf } from '../../crypto/token.ts';
import { accountCallLabel, accountCallText, accountHeaderName, callHeader } from '../../policy/call.ts';
import { measurementOf } from '../../policy/contribution.ts';
import { instantText } from '../../policy/instant.ts';
import type { Operation } from '../../policy/label.ts';
import { joinRecord, recordLabel, recordLine } from '../../policy/record.ts';
import { pathOf, type RouteName } from '../../policy/routes.ts';
import type { Withdrawal } from '../../policy/withdrawal.ts';
import { blindMessage, finalizeToken } from '../proof/blind-rsa.ts';
import { fastSha256, textDigest } from '../proof/hash.ts';
import { sealHpke } from '../proof/hpke.ts';
import { openStudyTask, type StudyTask } from './task.ts';

/** A study as a wallet knows it once it has checked it: what is the same for everybody, worked out once. */
export interface FictionalStudy extends StudyTask {
  readonly leaderConfig: HpkeConfig;
  readonly helperConfig: HpkeConfig;
}

export const openFictionalStudy = (text: string, leader: Operation, helper: Operation): FictionalStudy => ({
  ...openStudyTask(text, leader.tokenKey ?? ''),
  leaderConfig: readHpkeConfig(fromBase64url(leader.hpkeConfig)),
  helperConfig: readHpkeConfig(fromBase64url(helper.hpkeConfig)),
});

/** What a token is about: a study, or a condition. */
export type TokenTerms = Pick<FictionalStudy, 'digest' | 'challengeDigest' | 'tokenKeyId' | 'tokenKey'>;

export class DoorRefused extends Error {
  override readonly name = 'DoorRefused';
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

export class FictionalWallet {
  readonly #send: Send;
  readonly #now: () => number;
  readonly #account: SigningPair;
  readonly #key: SigningPair;
  #token: Uint8Array | undefined;

  /** `seeds`: two wallets with the same `account` are one account on two phones. */
  constructor(
    send: Send,
    now: () => number,
    seeds: { account?: Uint8Array; contribution?: Uint8Array } = {},
  ) {
    this.#send = send;
    this.#now = now;
    this.#account = signingPair(seeds.account ?? randomBytes(32));
    this.#key = signingPair(seeds.contribution ?? randomBytes(32));
  }

  get account(): string {
    return accountOf(this.#account.publicKey, fastSha256);
  }

  get contributionKey(): Uint8Array {
    return this.#key.publicKey;
  }

  get token(): Uint8Array {
    if (this.#token === undefined) throw new TypeError('expected a token to be taken first');
    return this.#token;
  }

  async openAccount(): Promise<void> {
    const key = toBase64url(this.#account.publicKey);
    const at = this.#minute();
    const digest = openingDigest(this.#account.publicKey, at, fastSha256);
    let stamp: string | undefined;
    for (let from = 0; stamp === undefined; from += 4096)
      stamp = findStamp(digest, openingBits, from, 4096, fastSha256);
    await this.#post('openAccount', { key, at, stamp });
  }

  async takeToken(of: TokenTerms): Promise<Uint8Array> {
    const input = tokenInput(
      tokenNonceOf(this.#key.publicKey, fastSha256),
      of.challengeDigest,
      of.tokenKeyId,
    );
    const { blinded, inverse } = blindMessage(of.tokenKey, input);
    const body = { study: of.digest, blinded: toBase64url(blinded) };
    const { blindSignature } = (await this.#postSigned('takeStudyToken', body)) as { blindSignature: string };
    this.#token = joinToken(input, finalizeToken(of.tokenKey, input, fromBase64url(blindSignature), inverse));
    return this.#token;
  }

  /** The body of an upload; the same wallet makes other bytes each time. */
  makeReport(of: FictionalStudy, cell: number, nowMs = this.#now()): Promise<Uint8Array<ArrayBuffer>> {
    return this.#makeReport(of, cell, nowMs, of.vdaf.shard);
  }

  /** Sealed as it should be, and one bit of the helper's share turned before: opens, and proves nothing. */
  makeForgedReport(of: FictionalStudy, cell: number, nowMs = this.#now()): Promise<Uint8Array<ArrayBuffer>> {
    return this.#makeReport(of, cell, nowMs, (...given) => {
      const { publicShare, inputShares } = of.vdaf.shard(...given);
      const helperShare = (inputShares[1] as Uint8Array).slice();
      helperShare[0] = (helperShare[0] as number) ^ 1;
      return { publicShare, inputShares: [inputShares[0] as Uint8Array, helperShare] };
    });
  }

  #makeReport(
    of: FictionalStudy,
    cell: number,
    nowMs: number,
    shard: FictionalStudy['vdaf']['shard'],
  ): Promise<Uint8Array<ArrayBuffer>> {
    return makeReport({
      task: of.task,
      vdaf: { randBytes: of.vdaf.randBytes, shard },
      measurement: measurementOf(of.study, cell),
      contributionKey: this.#key.publicKey,
      token: this.token,
      nowMs,
      leaderConfig: of.leaderConfig,
      helperConfig: of.helperConfig,
      chance: randomBytes,
      seal: async ({ publicKey }, info, aad, plaintext) => sealHpke(publicKey, info, aad, plaintext),
    });
  }

  /** Undefined once the leader has it. */
  async upload(
    { digest }: FictionalStudy,
    report: Uint8Array<ArrayBuffer>,
  ): Promise<ReportError | undefined> {
    const response = await this.#send(pathOf('uploadReports', { task: digest }), {
      method: 'POST',
      headers: { 'content-type': dapMedia('upload-req') },
      body: report,
    });
    if (!response.ok) throw new DoorRefused(await codeOf(response));
    return readUploadErrors(new Uint8Array(await response.arrayBuffer()))[0]?.error;
  }

  async withdraw({ digest }: FictionalStudy): Promise<{ withdrawn: { party: string }[]; pending: boolean }> {
    const body: Withdrawal = {
      v: 1,
      type: 'withdrawal',
      id: randomId(),
      at: this.#minute(),
      by: toBase64url(this.#key.publicKey),
      study: digest,
    };
    const line = recordLine(body);
    const signature = signRecord(recordLabel('withdrawal', 1), line, this.#key.secretKey);
    const record = joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
    const sent = JSON.stringify({ record, token: toBase64url(this.token) });
    return (await this.#call(pathOf('keepWithdrawal', { digest }), sent, {})) as {
      withdrawn: { party: string }[];
      pending: boolean;
    };
  }

  #minute(): string {
    return instantText(Math.floor(this.#now() / 60_000) * 60_000);
  }

  #post(route: RouteName, body: unknown): Promise<unknown> {
    return this.#call(pathOf(route), JSON.stringify(body), {});
  }

  #postSigned(route: RouteName, body: unknown): Promise<unknown> {
    const path = pathOf(route);
    const sent = JSON.stringify(body);
    const key = toBase64url(this.#account.publicKey);
    const call = { account: this.account, method: 'POST', path, bodyDigest: textDigest(sent) };
    const at = this.#minute();
    const nonce = randomId();
    const text = accountCallText({ ...call, at, nonce });
    const signature = toBase64url(signRecord(accountCallLabel, text, this.#account.secretKey));
    return this.#call(path, sent, { [accountHeaderName]: callHeader({ key, at, nonce, signature }) });
  }

  async #call(path: string, body: string, headers: Record<string, string>): Promise<unknown> {
    const response = await this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    if (!response.ok) throw new DoorRefused(await codeOf(response));
    return response.json();
  }
}

async function codeOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; type?: string };
  return problem.code ?? problem.type ?? `status ${response.status}`;
}
