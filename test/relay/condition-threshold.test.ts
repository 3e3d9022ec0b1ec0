// Any order of yes, taking back, hours and restarts, against one plain sentence: met exactly when X or more were in at some
// whole hour up to the end; and what anybody is told before that is what they are told where nobody ever says anything.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { type SigningPair, signingPair } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { challengeDigestFor, joinToken, tokenInput, tokenKeyIdOf, tokenNonceOf } from '../../crypto/token.ts';
import { type Condition, graceMs } from '../../policy/condition.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { recordLine } from '../../policy/record.ts';
import { Conditions } from '../../relay/conditions.ts';
import type { Issuer } from '../../relay/issuer/issuer.ts';
import {
  blindMessage,
  blindSign,
  finalizeToken,
  newTokenKey,
  openTokenKey,
  tokenKeyOf,
} from '../../relay/proof/blind-rsa.ts';
import type { KeptPublic, PublicRecord } from '../../relay/store/contract.ts';
import { openSqliteConditions } from '../../relay/store/sqlite-condition.ts';
import { someDigest, someId } from '../support/builders.ts';
import { seededChance } from '../support/seeded-chance.ts';

const hourMs = 3_600_000;
const t0 = Date.parse('2026-11-21T10:05:00Z');
const name = 'relay.example';
const people = 9;

const secret = newTokenKey();
const spki = tokenKeyOf(secret);
let keys: SigningPair[];

beforeAll(async () => {
  await readySodium();
  const chance = seededChance('neighbours');
  keys = Array.from({ length: people }, () => signingPair(chance(32)));
});

const aCondition = (threshold: number, hours: number): Condition => ({
  v: 1,
  type: 'condition',
  id: someId('condition'),
  at: instantText(t0),
  by: someDigest('city'),
  request: {
    type: 'vav',
    declaration: someDigest('declaration'),
    purpose: 'aid',
    facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
    actions: ['read'],
    period: { days: 182 },
  },
  area: { name: { fr: 'Le Port', en: 'Harbour' }, codes: [] },
  threshold,
  end: instantText(Math.floor(t0 / hourMs) * hourMs + hours * hourMs),
  enrolment: 'account',
});

const noProof = `\ned25519:${'A'.repeat(86)}`;

/** A relay that counts, without doors: one token key for all, so that a run costs milliseconds. */
class Counting {
  readonly #store = openSqliteConditions(':memory:');
  readonly #kept: KeptPublic[] = [];
  readonly digest: string;
  readonly condition: Condition;
  readonly tokens: string[];
  nowMs = t0;
  conditions!: Conditions;

  constructor(condition: Condition) {
    this.condition = condition;
    const text = recordLine(condition) + noProof;
    this.digest = recordDigest(text);
    this.tokens = keys.map((pair) => this.#token(pair));
    this.#keep({ type: 'condition', party: condition.by, text });
  }

  #token({ publicKey }: SigningPair): string {
    const challenge = challengeDigestFor(name, fromBase64url(this.digest));
    const input = tokenInput(tokenNonceOf(publicKey), challenge, tokenKeyIdOf(spki));
    const open = openTokenKey(spki);
    const { blinded, inverse } = blindMessage(open, input);
    return toBase64url(joinToken(input, finalizeToken(open, input, blindSign(secret, blinded), inverse)));
  }

  #keep(record: PublicRecord): void {
    const kept = { ...record, index: this.#kept.length, salt: '', digest: recordDigest(record.text) };
    this.#kept.push(kept);
    this.conditions?.add(kept);
  }

  async start(): Promise<void> {
    const issuer = {
      name,
      openStudy: async () => ({ tokenKey: toBase64url(spki) }),
      destroyStudy: async () => undefined,
    } as unknown as Issuer;
    const regie = {
      id: someDigest('régie'),
      sign: (record: object) => recordLine(record as never) + noProof,
    };
    this.conditions = await Conditions.open(
      { store: this.#store, issuer, regie, now: () => this.nowMs },
      { listPublic: async (type) => this.#kept.filter((entry) => entry.type === type) },
    );
  }

  settle(): Promise<void> {
    return this.conditions.settle(async (record) => this.#keep(record));
  }

  /** What the list shows, and how long the public log is. */
  told(): string {
    const known = this.conditions.require(this.digest);
    return JSON.stringify([
      this.conditions.stateOf(known),
      known.met?.said.at,
      known.counting !== undefined,
      this.#kept.length,
    ]);
  }

  left(): Promise<number> {
    return this.#store.count(this.digest);
  }
}

type Step =
  | { readonly do: 'yes' | 'back'; readonly who: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'restart' };

const who = fc.integer({ min: 0, max: people - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('yes' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('back' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 150 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

/** The plain sentence. `in` holds who is in, from when on. */
function naiveMet(
  { threshold, end }: Condition,
  moves: readonly [atMs: number, inside: ReadonlySet<number>][],
) {
  const endMs = instantMs(end);
  for (let hour = Math.ceil(t0 / hourMs) * hourMs; hour <= endMs; hour += hourMs) {
    const before = moves.filter(([atMs]) => atMs < hour).at(-1);
    if ((before?.[1].size ?? 0) >= threshold) return hour;
  }
  return undefined;
}

/** Passes hour by hour, as a relay that runs looks every few seconds. */
async function pass(relay: Counting, minutes: number): Promise<void> {
  const untilMs = relay.nowMs + minutes * 60_000;
  for (let next = relay.nowMs; next < untilMs; ) {
    next = Math.min(untilMs, (Math.floor(next / hourMs) + 1) * hourMs);
    relay.nowMs = next;
    await relay.settle();
  }
}

async function walk(
  relay: Counting,
  steps: readonly Step[],
): Promise<{ told: string[]; metMs: number | undefined }> {
  await relay.start();
  await relay.settle();
  const inside = new Set<number>();
  const moves: [number, ReadonlySet<number>][] = [];
  const told: string[] = [];
  const endMs = instantMs(relay.condition.end);
  for (const one of steps) {
    const isMet = relay.conditions.require(relay.digest).met !== undefined;
    if (one.do === 'wait') await pass(relay, one.minutes);
    else if (one.do === 'restart') await relay.start();
    else {
      const act =
        one.do === 'yes'
          ? relay.conditions.keepYes(relay.digest, fromBase64url(relay.tokens[one.who] ?? ''))
          : relay.conditions.dropYes(relay.digest, keys[one.who]?.publicKey ?? new Uint8Array());
      const isOpen = relay.nowMs < endMs && (one.do === 'yes' || !isMet);
      if (isOpen) {
        await act;
        if (one.do === 'yes') inside.add(one.who);
        else inside.delete(one.who);
        moves.push([relay.nowMs, new Set(inside)]);
      } else
        await expect(act).rejects.toMatchObject({
          code: isMet && one.do === 'back' ? 'condition-met' : 'condition-closed',
        });
    }
    await relay.settle();
    told.push(relay.told());
  }
  await pass(relay, Math.max(0, (endMs - relay.nowMs) / 60_000) + 1);
  return { told, metMs: naiveMet(relay.condition, moves) };
}

describe('a condition over any order of yes, taking back, hours and restarts', () => {
  it('is met exactly when X were in at a whole hour up to the end, and tells nothing before', async () => {
    const runs = fc.asyncProperty(
      fc.integer({ min: 5, max: 8 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(step, { minLength: 10, maxLength: 40 }),
      async (threshold, hours, steps) => {
        const condition = aCondition(threshold, hours);
        const busy = new Counting(condition);
        const quiet = new Counting(condition);
        const walked = await walk(busy, steps);
        const silent = await walk(
          quiet,
          steps.map((one) => (one.do === 'yes' || one.do === 'back' ? { do: 'wait', minutes: 0 } : one)),
        );
        const { met } = busy.conditions.require(busy.digest);
        expect(met === undefined ? undefined : instantMs(met.said.at)).toBe(walked.metMs);
        expect(busy.conditions.stateOf(busy.conditions.require(busy.digest))).toBe(
          walked.metMs === undefined ? 'ended' : 'met',
        );
        // Byte for byte what a condition is told to be to which nobody ever said anything.
        const first = walked.told.findIndex((told) => told.startsWith('["met"'));
        const before = first < 0 ? walked.told.length : first;
        expect(walked.told.slice(0, before)).toEqual(silent.told.slice(0, before));
        expect(silent.metMs).toBeUndefined();
        // And at the end of all nothing is left of who it was.
        busy.nowMs = instantMs(condition.end) + graceMs;
        await busy.settle();
        expect(await busy.left()).toBe(0);
      },
    );
    await fc.assert(runs, { numRuns: 60 });
  });

  it('counts in both ways often enough for the sentence to say something', async () => {
    const yes = (count: number): Step[] => Array.from({ length: count }, (_, at) => ({ do: 'yes', who: at }));
    const four = await walk(new Counting(aCondition(5, 2)), [...yes(4), { do: 'wait', minutes: 60 }]);
    expect(four.metMs).toBeUndefined();
    const five = new Counting(aCondition(5, 2));
    expect((await walk(five, [...yes(5), { do: 'wait', minutes: 60 }])).told.at(-1)).toContain('"met"');
    // In at half past, out before the hour: nobody ever learns that there were five.
    const briefly = new Counting(aCondition(5, 2));
    const steps: Step[] = [...yes(5), { do: 'wait', minutes: 30 }, { do: 'back', who: 0 }];
    expect((await walk(briefly, steps)).metMs).toBeUndefined();
    expect(briefly.conditions.stateOf(briefly.conditions.require(briefly.digest))).toBe('ended');
  });
});
