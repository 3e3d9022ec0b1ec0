// Gives tokens for studies: one an account and study, within the account's budget of the year, to persons only where the
// study says so. It signs what it cannot read, so no token tells it whose it is. Of a contribution it never learns anything.

import { accountOf, enrolmentContext, openingBits, openingDigest } from '../../crypto/account.ts';
import { areEqual } from '../../crypto/encode.ts';
import { enrolmentCodeHash, readEnrolmentCode } from '../../crypto/enrolment-code.ts';
import { stampBits } from '../../crypto/stamp.ts';
import { challengeDigestFor, readToken, tokenKeyIdOf } from '../../crypto/token.ts';
import { instantMs, yearOf } from '../../policy/instant.ts';
import type { Study } from '../../policy/study.ts';
import { DoorFault } from '../middleware/fault.ts';
import {
  blindSign,
  newTokenKey,
  openPrivateKey,
  privateKeyBytes,
  requireBlinded,
  tokenKeyOf,
  verifyToken,
} from '../proof/blind-rsa.ts';
import { fastSha256 } from '../proof/hash.ts';
import type { AccountView, IssuerStore } from '../store/issuer-contract.ts';

/** A study as the issuer needs it. */
export interface OpenedStudy extends Pick<Study, 'costMillionths' | 'enrolment'> {
  /** Its digest. */
  readonly study: string;
  readonly opens: string;
  readonly closes: string;
}

interface Signing {
  readonly privateKey: ReturnType<typeof openPrivateKey>;
  readonly spki: Uint8Array;
}

const maxKeys = 1000;

export class Issuer {
  readonly #store: IssuerStore;
  /** The name in each token: host of the relay, with its port where it has one. */
  readonly #name: string;
  readonly #now: () => number;
  /** Reading a key costs as much as using it. */
  readonly #studyKeys = new Map<string, Signing>();
  #enrolmentKeys = new Map<number, Signing>();
  #sweptYear = 0;

  constructor({ store, origin, now }: { store: IssuerStore; origin: string; now: () => number }) {
    this.#store = store;
    this.#name = new URL(origin).host;
    this.#now = now;
  }

  get name(): string {
    return this.#name;
  }

  /** Twice is once: the key that was made first is the one that the log names. */
  async openStudy(opened: OpenedStudy): Promise<{ tokenKey: string }> {
    const { study, costMillionths, enrolment, opens, closes } = opened;
    const key = await this.#store.openStudy(
      {
        digest: study,
        costMillionths,
        personYear: enrolment === 'person' ? yearOf(instantMs(opens)) : undefined,
        opensMs: instantMs(opens),
        closesMs: instantMs(closes),
      },
      () => privateKeyBytes(newTokenKey()),
    );
    if (key === undefined) throw new DoorFault('study-closed', 'expected a study that was not destroyed');
    const { spki } = this.#keepStudyKey(study, key);
    return { tokenKey: Buffer.from(spki).toString('base64url') };
  }

  /** From `destroyAt` on: key and tokens given are gone, the sum that each account spent stays for its year. */
  async destroyStudy(study: string): Promise<void> {
    this.#studyKeys.delete(study);
    await this.#store.destroyStudy(study);
  }

  /** Opening again is no error, whatever the stamp then: the account is the hash of its key. */
  async openAccount(key: Uint8Array, at: string, stamp: string): Promise<string> {
    if (stampBits(openingDigest(key, at, fastSha256), stamp, fastSha256) < openingBits)
      throw new DoorFault('stamp-short', `expected a stamp of ${openingBits} bits for this key and minute`);
    const account = accountOf(key, fastSha256);
    await this.#store.openAccount(account);
    return account;
  }

  async budgetOf(account: string): Promise<AccountView & { year: number }> {
    const year = yearOf(this.#now());
    const view = await this.#store.readAccount(account, year);
    if (view === undefined) throw new DoorFault('account-unknown', 'expected an account that was opened');
    return { year, ...view };
  }

  /** The same blinded message again gives the same bytes; another one for the same study is refused. */
  async giveToken(account: string, study: string, blinded: Uint8Array): Promise<Uint8Array> {
    const signing = await this.#studyKey(study);
    if (signing !== undefined) requireBlinded(blinded, signing.privateKey);
    const nowMs = this.#now();
    const digest = fastSha256(blinded);
    const outcome = await this.#store.giveToken({
      account,
      study,
      blinded: digest,
      nowMs,
      year: yearOf(nowMs),
    });
    if (outcome !== 'given') throw new DoorFault(outcome, expectedFor[outcome]);
    if (signing === undefined) throw new DoorFault('study-closed', expectedFor['study-closed']);
    return blindSign(signing.privateKey, blinded);
  }

  /** Hashes are kept, codes are not. */
  async keepCodes(year: number, codes: readonly Uint8Array[]): Promise<void> {
    await this.#store.keepCodes(year, codes.map(enrolmentCodeHash), () => privateKeyBytes(newTokenKey()));
  }

  /** Under which codes are exchanged, by year: what the régie puts into the log. */
  async enrolments(): Promise<{ year: number; tokenKey: string }[]> {
    await this.#readEnrolmentKeys();
    return [...this.#enrolmentKeys].map(([year, { spki }]) => ({
      year,
      tokenKey: Buffer.from(spki).toString('base64url'),
    }));
  }

  /** `named`: the key that the log names for this year. Under another one the answer would open for nobody. */
  async exchangeCode(
    code: string,
    year: number,
    blinded: Uint8Array,
    named: string | undefined,
  ): Promise<Uint8Array> {
    const signing = await this.#enrolmentKey(year);
    const hash = enrolmentCodeHash(readEnrolmentCode(code));
    if (signing === undefined || named !== Buffer.from(signing.spki).toString('base64url'))
      throw new DoorFault('enrolment-closed', 'expected a year whose key stands in the log');
    requireBlinded(blinded, signing.privateKey);
    const outcome = await this.#store.exchangeCode(hash, year, fastSha256(blinded));
    if (outcome === 'exchanged') return blindSign(signing.privateKey, blinded);
    throw new DoorFault(
      outcome,
      outcome === 'code-used'
        ? 'expected the blinded message it was used with'
        : 'expected a code of this year',
    );
  }

  async enrolAccount(account: string, year: number, token: Uint8Array): Promise<void> {
    const signing = await this.#enrolmentKey(year);
    if (signing === undefined || !this.#isEnrolmentToken(signing, year, token))
      throw new DoorFault('token-invalid', 'expected an enrolment token of this year and issuer');
    const outcome = await this.#store.enrolAccount(account, year, fastSha256(token));
    if (outcome !== 'enrolled') throw new DoorFault(outcome, expectedFor[outcome]);
  }

  #isEnrolmentToken({ privateKey, spki }: Signing, year: number, token: Uint8Array): boolean {
    const { challengeDigest, tokenKeyId } = readToken(token);
    return (
      areEqual(
        challengeDigest,
        challengeDigestFor(this.#name, enrolmentContext(year, fastSha256), fastSha256),
      ) &&
      areEqual(tokenKeyId, tokenKeyIdOf(spki, fastSha256)) &&
      verifyToken(privateKey, token)
    );
  }

  /** Called now and then; does something once a year. */
  async sweep(): Promise<void> {
    const year = yearOf(this.#now());
    if (this.#sweptYear === year) return;
    this.#sweptYear = year;
    await this.#store.forgetBefore(year);
    this.#enrolmentKeys = new Map();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #studyKey(study: string): Promise<Signing | undefined> {
    const known = this.#studyKeys.get(study);
    if (known !== undefined) return known;
    const key = await this.#store.studyKey(study);
    return key === undefined ? undefined : this.#keepStudyKey(study, key);
  }

  #keepStudyKey(study: string, key: Uint8Array): Signing {
    const signing = signingOf(key);
    if (this.#studyKeys.size >= maxKeys) this.#studyKeys.clear();
    this.#studyKeys.set(study, signing);
    return signing;
  }

  async #enrolmentKey(year: number): Promise<Signing | undefined> {
    if (!this.#enrolmentKeys.has(year)) await this.#readEnrolmentKeys();
    return this.#enrolmentKeys.get(year);
  }

  /** The command that makes codes may have made one, in a process of its own. */
  async #readEnrolmentKeys(): Promise<void> {
    for (const { year, key } of await this.#store.enrolmentKeys())
      if (!this.#enrolmentKeys.has(year)) this.#enrolmentKeys.set(year, signingOf(key));
  }
}

function signingOf(key: Uint8Array): Signing {
  const privateKey = openPrivateKey(key);
  return { privateKey, spki: tokenKeyOf(privateKey) };
}

const expectedFor = {
  'study-unknown': 'expected a study of this issuer',
  'study-early': 'expected a study whose window is open',
  'study-closed': 'expected a study whose window is open',
  'account-unknown': 'expected an account that was opened',
  'token-given': 'expected the blinded message that was signed for this account and study',
  'enrolment-required': 'expected an account enrolled for the year in which the study opens',
  'budget-short': 'expected a cost that the rest of the year can pay',
  'token-spent': 'expected a token that no other account has spent',
  'enrolment-given': 'expected an account that is not enrolled for this year',
} as const;
