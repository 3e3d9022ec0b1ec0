// What the store of the issuer promises. Every grant is one transaction that reads and writes account, budget and study
// together, and every answer comes after its COMMIT. A no is a value.

export interface IssuerStudy {
  digest: string;
  costMillionths: number;
  /** Who may join: any account, or one enrolled for this year. */
  personYear: number | undefined;
  opensMs: number;
  closesMs: number;
}

/** What an issuer's key rests as: PKCS#8. */
export type KeyBytes = Uint8Array;

export interface TokenAsk {
  account: string;
  study: string;
  /** SHA-256 of the blinded message. */
  blinded: Uint8Array;
  /** Of the issuer's clock. */
  nowMs: number;
  year: number;
}

export type TokenNo =
  | 'study-unknown'
  | 'study-early'
  | 'study-closed'
  | 'account-unknown'
  | 'token-given'
  | 'enrolment-required'
  | 'budget-short';

export type CodeNo = 'code-unknown' | 'code-used';

export type PersonNo = 'account-unknown' | 'token-spent' | 'enrolment-given';

export interface AccountView {
  /** Of this year, one a study. */
  spent: { study: string; costMillionths: number }[];
  /** Of this year, for studies that were destroyed since. */
  destroyedMillionths: number;
  personYears: number[];
}

export interface IssuerStore {
  /** The first key made for a study stays its key; undefined once it was destroyed. */
  openStudy(study: IssuerStudy, makeKey: () => KeyBytes): Promise<KeyBytes | undefined>;
  studyKey(digest: string): Promise<KeyBytes | undefined>;
  /** The key, and who got a token; what it cost each account in its year stays as a sum. */
  destroyStudy(digest: string): Promise<void>;
  /** Twice is once. */
  openAccount(account: string): Promise<void>;
  /** The same blinded message again is given again. */
  giveToken(ask: TokenAsk): Promise<'given' | TokenNo>;
  /** Undefined where there is no such account. */
  readAccount(account: string, year: number): Promise<AccountView | undefined>;
  /** Hashes of codes for a year, with the key of that year; made with the first of them. */
  keepCodes(year: number, hashes: readonly string[], makeKey: () => KeyBytes): Promise<KeyBytes>;
  enrolmentKeys(): Promise<{ year: number; key: KeyBytes }[]>;
  /** One code, one blinded message. */
  exchangeCode(hash: string, year: number, blinded: Uint8Array): Promise<'exchanged' | CodeNo>;
  /** One token, one account; one year, one token. `token`: its SHA-256. */
  enrolAccount(account: string, year: number, token: Uint8Array): Promise<'enrolled' | PersonNo>;
  /** At the turn of a year: codes, enrolments and sums that no study can need any more, and accounts with nothing left. */
  forgetBefore(year: number): Promise<void>;
  close(): Promise<void>;
}
