// One lie of a dishonest relay, and what it is made of.

export type Mark =
  /** The lie changes nothing: the wallet refuses it. */
  | 'prevented'
  /** The wallet raises an alarm or says so beside the record, and keeps the evidence. */
  | 'found by the wallet'
  /** Somebody who compares what several people were told finds it. */
  | 'found from outside'
  | 'not found';

/** What a dishonest relay has beside the honest answer. */
export interface Liar {
  /** Signs the one line of a mailbox answer with the log's key; gives the two lines. */
  sign(line1: string): string;
  /** A head of the log, signed, whatever size and root it claims (base64url). */
  head(size: number, root: string): string;
  /** What the same door said honestly the time before. */
  readonly before: Body | undefined;
  /** The honest answer to a request of another party. */
  readonly other: Body;
  readonly origin: string;
  /** Signs a record with the keys of a phone that was lost, or of whoever works with the relay. */
  readonly lost?: ((record: Body) => string) | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as a liar would, without types.
export type Body = any;

export interface Attack {
  readonly name: string;
  readonly mark: Mark;
  /** Why it cannot be found, or where it can. */
  readonly because?: string;
  /** The moment: opening a request, saying yes or no, stopping, looking who looked, writing and reading answers, a lost phone. */
  readonly at: 'ask' | 'yes' | 'no' | 'stop' | 'look' | 'thread' | 'lost' | 'always';
  /** The door that lies, and how. An answer that is a `Response` goes out as it is. */
  readonly door?: string;
  readonly lie?: (honest: Body, liar: Liar) => Body | Response;
  /** What the wallet then says: a fault where it refuses, an alarm where it goes on. */
  readonly fault?: string;
  readonly alarm?: string;
}

/** A digest that nothing has. */
export const zeros = 'A'.repeat(43);
