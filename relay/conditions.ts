// The conditions that this relay counts for: each with the issuer's key and, once X was reached, the relay's word of it. The
// records are public and kept in memory, as studies are; the yeses rest in a store of their own.
//
// Nobody is told a number, and no answer, no state and no record depends on one below X: the count is looked at on the hour
// and at the end, and only then does anything public change.

import { areEqual, fromBase64url } from '../crypto/encode.ts';
import { recordDigest } from '../crypto/hash.ts';
import { randomId } from '../crypto/random.ts';
import { challengeDigestFor, readToken, tokenKeyIdOf, tokenNonceOf } from '../crypto/token.ts';
import {
  type Condition,
  type ConditionMet,
  type ConditionState,
  readCondition,
  readConditionMet,
  takesGrant,
  takesYes,
  tickAt,
} from '../policy/condition.ts';
import { instantText } from '../policy/instant.ts';
import { type Counting, readLabel } from '../policy/label.ts';
import { hourMs } from '../policy/period.ts';
import { splitRecord } from '../policy/record.ts';
import type { Issuer } from './issuer/issuer.ts';
import { DoorFault } from './middleware/fault.ts';
import type { OwnParty } from './own-party.ts';
import { openTokenKey, verifyToken } from './proof/blind-rsa.ts';
import { fastSha256 } from './proof/hash.ts';
import type { ConditionGrant, ConditionStore } from './store/condition-contract.ts';
import type { KeptPublic, PublicRecord, Store } from './store/contract.ts';

export interface ConditionsGiven {
  readonly store: ConditionStore;
  readonly issuer: Issuer;
  readonly regie: Pick<OwnParty, 'id' | 'sign'>;
  readonly now: () => number;
  /** Between two looks at the count; a divisor of the hour. */
  readonly tickMs?: number | undefined;
}

export interface KnownCondition {
  readonly digest: string;
  readonly condition: Condition;
  readonly kept: KeptPublic;
  /** The régie's word of the issuer's key; undefined until the issuer has made one. */
  readonly counting: { readonly label: Counting; readonly kept: KeptPublic } | undefined;
  readonly met: { readonly said: ConditionMet; readonly kept: KeptPublic } | undefined;
}

export class Conditions {
  readonly #given: ConditionsGiven;
  readonly #tickMs: number;
  readonly #known = new Map<string, KnownCondition>();
  /** The last look at each count. What the start of the relay finds was looked at before. */
  readonly #looked = new Map<string, number>();
  readonly #over = new Set<string>();
  readonly #destroyed = new Set<string>();
  /** Mailboxes whose grant is on its way. */
  readonly #giving = new Set<string>();
  #settling: Promise<void> | undefined;

  private constructor(given: ConditionsGiven) {
    this.#given = given;
    this.#tickMs = given.tickMs ?? hourMs;
  }

  static async open(given: ConditionsGiven, records: Pick<Store, 'listPublic'>): Promise<Conditions> {
    const conditions = new Conditions(given);
    for (const type of ['condition', 'label', 'condition-met'] as const)
      for (const kept of await records.listPublic(type)) conditions.add(kept);
    return conditions;
  }

  /** In log order: the newest comes last. */
  list(): KnownCondition[] {
    return [...this.#known.values()];
  }

  get(digest: string): KnownCondition | undefined {
    return this.#known.get(digest);
  }

  require(digest: string): KnownCondition {
    const known = this.#known.get(digest);
    if (known === undefined) throw conditionUnknown();
    return known;
  }

  /** A public record that was just kept; what is about no condition is passed over. */
  add(kept: KeptPublic): void {
    if (kept.type === 'condition') {
      const condition = readCondition(splitRecord(kept.text).body);
      const digest = recordDigest(kept.text);
      if (this.#known.has(digest)) return;
      this.#known.set(digest, { digest, condition, kept, counting: undefined, met: undefined });
      this.#looked.set(digest, tickAt(condition, this.#given.now(), this.#tickMs));
    } else if (kept.type === 'label' && kept.text.includes('"kind":"counts"')) {
      const label = readLabel(splitRecord(kept.text).body);
      // The first key stays: under a second one the issuer could tell persons apart.
      if (label.kind === 'counts') this.#change(label.condition, { counting: { label, kept } }, 'counting');
    } else if (kept.type === 'condition-met') {
      const said = readConditionMet(splitRecord(kept.text).body);
      this.#change(said.condition, { met: { said, kept } }, 'met');
    }
  }

  #change(digest: string, change: Partial<KnownCondition>, first: 'counting' | 'met'): void {
    const known = this.#known.get(digest);
    if (known !== undefined && known[first] === undefined) this.#known.set(digest, { ...known, ...change });
  }

  stateOf({ digest, met }: KnownCondition): ConditionState {
    if (met !== undefined) return 'met';
    return this.#over.has(digest) ? 'ended' : 'not-yet';
  }

  /** The same answer whether it is the first yes, a repeated one or the one that makes X. */
  async keepYes(digest: string, token: Uint8Array): Promise<void> {
    const known = this.require(digest);
    if (!takesYes(known.condition, this.#given.now())) throw conditionClosed();
    await this.#given.store.keepYes(digest, this.#nameIn(known, token));
  }

  #nameIn({ digest, counting }: KnownCondition, token: Uint8Array): Uint8Array {
    const invalid = new DoorFault('token-invalid', 'expected a token of this condition and issuer');
    if (counting === undefined) throw invalid;
    const spki = fromBase64url(counting.label.tokenKey);
    const read = readToken(token);
    const challenge = challengeDigestFor(this.#given.issuer.name, fromBase64url(digest), fastSha256);
    const isGood =
      areEqual(read.challengeDigest, challenge) &&
      areEqual(read.tokenKeyId, tokenKeyIdOf(spki, fastSha256)) &&
      verifyToken(openTokenKey(spki), token);
    if (!isGood) throw invalid;
    return read.nonce;
  }

  /** `key`: what the token was given for. The same answer whether there was a yes or none. */
  async dropYes(digest: string, key: Uint8Array): Promise<void> {
    const known = this.require(digest);
    if (known.met !== undefined)
      throw new DoorFault('condition-met', 'expected a condition that is not met yet');
    if (!takesYes(known.condition, this.#given.now())) throw conditionClosed();
    await this.#given.store.dropYes(digest, tokenNonceOf(key, fastSha256));
  }

  requireMet(digest: string): KnownCondition {
    const known = this.require(digest);
    if (known.met === undefined)
      throw this.#over.has(digest)
        ? conditionClosed()
        : new DoorFault('condition-open', 'expected a condition that is met');
    if (!takesGrant(known.condition, this.#given.now())) throw conditionClosed();
    return known;
  }

  /** The yes is used in one file and its grant kept in another: what a crash came between is given again. */
  async giveGrant<T>(
    digest: string,
    { key, grant }: { readonly key: Uint8Array; readonly grant: ConditionGrant },
    { isKept, keep }: { isKept: (grant: ConditionGrant) => Promise<boolean>; keep: () => Promise<T> },
  ): Promise<T> {
    const { mailbox } = grant;
    // One at a time: the grant that is on its way would be taken for one that was lost.
    if (this.#giving.has(mailbox))
      throw new DoorFault('relay-unready', 'expected one grant of this mailbox at a time');
    this.#giving.add(mailbox);
    try {
      await this.#useYes(digest, tokenNonceOf(key, fastSha256), grant, isKept);
      return await keep();
    } finally {
      this.#giving.delete(mailbox);
    }
  }

  async #useYes(
    digest: string,
    name: Uint8Array,
    grant: ConditionGrant,
    isKept: (grant: ConditionGrant) => Promise<boolean>,
  ): Promise<void> {
    const { store } = this.#given;
    let use = await store.useYes(digest, name, grant);
    if (use === 'used-before')
      for (const named of await store.grantsBy(digest, grant.mailbox)) {
        if (use === 'used' || (await isKept({ mailbox: grant.mailbox, grant: named }))) continue;
        use = await store.useYes(digest, name, grant, named);
      }
    if (use !== 'used')
      throw new DoorFault('yes-unknown', 'expected the key of a counted yes that has given no grant');
  }

  grantsOf(digest: string, after: string, limit: number): Promise<ConditionGrant[]> {
    return this.#given.store.grantsOf(digest, after, limit);
  }

  /** At start and every few seconds. `keep` puts a record into the log and tells `add`. */
  settle(keep: (record: PublicRecord) => Promise<unknown>): Promise<void> {
    this.#settling ??= this.#settle(keep).finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  async #settle(keep: (record: PublicRecord) => Promise<unknown>): Promise<void> {
    for (const { digest } of this.list()) {
      await this.#nameKey(this.require(digest), keep);
      await this.#look(this.require(digest), keep);
      await this.#destroyPast(this.require(digest));
    }
  }

  /** Also where a crash came between the condition and its key. */
  async #nameKey(known: KnownCondition, keep: (record: PublicRecord) => Promise<unknown>): Promise<void> {
    const { digest, condition, counting } = known;
    const { issuer, regie, now } = this.#given;
    if (counting !== undefined || !takesYes(condition, now())) return;
    // A condition costs nothing of the year's budget: it tells nobody anything about a person.
    const { tokenKey } = await issuer.openStudy({
      study: digest,
      costMillionths: 0,
      enrolment: condition.enrolment,
      opens: condition.at,
      closes: condition.end,
    });
    const head = { v: 1, type: 'label', id: randomId(), at: instantText(now()), by: regie.id } as const;
    const label: Counting = { ...head, kind: 'counts', condition: digest, tokenKey };
    await keep({ type: 'label', party: regie.id, text: regie.sign(label) });
  }

  async #look(known: KnownCondition, keep: (record: PublicRecord) => Promise<unknown>): Promise<void> {
    const { digest, condition, met } = known;
    if (met !== undefined || this.#over.has(digest)) return;
    const { store, regie, now } = this.#given;
    const nowMs = now();
    const isPast = !takesYes(condition, nowMs);
    const tick = tickAt(condition, nowMs, this.#tickMs);
    // After the end nobody comes or goes: a last look that comes late finds what it would have found in time.
    if (tick <= (this.#looked.get(digest) ?? 0) && !isPast) return;
    this.#looked.set(digest, tick);
    if ((await store.count(digest)) >= condition.threshold) {
      const said: ConditionMet = {
        v: 1,
        type: 'condition-met',
        id: randomId(),
        at: instantText(tick),
        by: regie.id,
        condition: digest,
      };
      await keep({ type: 'condition-met', party: regie.id, text: regie.sign(said) });
    } else if (isPast) this.#over.add(digest);
  }

  async #destroyPast({ digest, condition, met }: KnownCondition): Promise<void> {
    if (this.#destroyed.has(digest)) return;
    const isPast = met === undefined ? this.#over.has(digest) : !takesGrant(condition, this.#given.now());
    if (!isPast) return;
    await this.#given.store.destroy(digest);
    await this.#given.issuer.destroyStudy(digest);
    this.#destroyed.add(digest);
  }
}

export const conditionUnknown = (): DoorFault =>
  new DoorFault('condition-unknown', 'expected the digest of a condition of this relay');

const conditionClosed = (): DoorFault =>
  new DoorFault('condition-closed', 'expected a condition that is not over');
