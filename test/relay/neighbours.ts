// A city that asks a district together, and people who answer by hand: accounts, blind tokens, yeses, grants.

import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { type SigningPair, signingPair, signRecord } from '../../crypto/sign.ts';
import { challengeDigestFor, tokenKeyIdOf } from '../../crypto/token.ts';
import { type ConditionState, conditionGrantLabel, conditionGrantText } from '../../policy/condition.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import { readCounting } from '../../policy/label.ts';
import { splitRecord } from '../../policy/record.ts';
import type { Request as AskRequest } from '../../policy/request.ts';
import { FictionalWallet, type TokenTerms } from '../../relay/aggregate/fictional-wallet.ts';
import { settleConditions } from '../../relay/carry.ts';
import type { ConditionBody } from '../../relay/kit/client.ts';
import { openTokenKey } from '../../relay/proof/blind-rsa.ts';
import { origin, type TestCity, type TestHouse } from './house.ts';
import { signLine, TestWallet, type Yes } from './resident.ts';

export const hourMs = 3_600_000;

/** Ends on the whole hour so many hours from now. */
export function conditionBody(
  relay: TestHouse,
  city: TestCity,
  changes: Partial<ConditionBody> & { hours?: number } = {},
): ConditionBody {
  const { hours = 48, ...rest } = changes;
  const end = Math.floor(relay.clock.now() / hourMs) * hourMs + hours * hourMs;
  return {
    request: {
      type: 'vav',
      declaration: city.declaration,
      purpose: 'aid',
      facts: [{ key: 'commune', necessity: 'required', precision: 'exact' }],
      actions: ['read'],
      period: { days: 182 },
    },
    area: { name: { fr: 'Quartier du Port', en: 'Harbour district' }, codes: ['99001'] },
    threshold: 5,
    end: instantText(end),
    enrolment: 'account',
    ...rest,
  };
}

export interface ShownOne {
  readonly record: string;
  readonly counting: { readonly record: string };
  readonly state: ConditionState;
  readonly met: { readonly record: string } | null;
}

export async function shown(relay: TestHouse, digest: string): Promise<ShownOne> {
  const { conditions } = (await (await relay.fetch('/condition')).json()) as { conditions: ShownOne[] };
  const found = conditions.find(({ record }) => recordDigest(record) === digest);
  if (found === undefined) throw new Error('no such condition');
  return found;
}

/** Everything that anybody may ask about it, as bytes. */
export async function publicBytes(relay: TestHouse): Promise<string> {
  return (await relay.fetch('/condition')).text();
}

export async function termsOf(relay: TestHouse, digest: string): Promise<TokenTerms> {
  const { tokenKey } = readCounting(splitRecord((await shown(relay, digest)).counting.record).body);
  const spki = fromBase64url(tokenKey);
  return {
    digest,
    challengeDigest: challengeDigestFor(new URL(origin).host, fromBase64url(digest)),
    tokenKeyId: tokenKeyIdOf(spki),
    tokenKey: openTokenKey(spki),
  };
}

/** One person with an account, and a key for this one yes. */
export class Neighbour {
  readonly wallet: TestWallet;
  readonly account: FictionalWallet;
  readonly key: SigningPair;
  readonly #relay: TestHouse;
  readonly #digest: string;
  token = '';

  constructor(relay: TestHouse, digest: string) {
    const seed = randomBytes(32);
    this.#relay = relay;
    this.#digest = digest;
    this.wallet = new TestWallet(relay);
    this.key = signingPair(seed);
    this.account = new FictionalWallet(relay.fetch, relay.clock.now, { contribution: seed });
  }

  async takeToken(): Promise<this> {
    await this.account.openAccount();
    this.token = toBase64url(await this.account.takeToken(await termsOf(this.#relay, this.#digest)));
    return this;
  }

  yes(): Promise<Response> {
    return this.#relay.post(`/condition/${this.#digest}/yes`, { token: this.token });
  }

  withdraw(changes: Record<string, unknown> = {}): Promise<Response> {
    const record = {
      v: 1 as const,
      type: 'withdrawal' as const,
      id: randomId(),
      at: minuteText(this.#relay.clock.now()),
      by: toBase64url(this.key.publicKey),
      study: this.#digest,
      ...changes,
    };
    const signed = signLine(record, this.key.secretKey);
    return this.#relay.post(`/condition/${this.#digest}/withdrawal`, { record: signed });
  }

  /** The grant that answers the condition, signed and sealed, not sent. */
  say(city: TestCity, body: ConditionBody): Yes {
    const request = { client_id: city.client.id, authorization_details: [body.request] };
    const asked = { request: request as unknown as AskRequest, digest: this.#digest, partyText: city.record };
    return this.wallet.say(asked);
  }

  send(yes: Yes, key: SigningPair = this.key): Promise<Response> {
    const text = conditionGrantText(this.#digest, recordDigest(yes.text));
    return this.#relay.post(`/condition/${this.#digest}/grant`, {
      grant: yes.text,
      envelope: yes.envelope,
      key: toBase64url(key.publicKey),
      signature: toBase64url(signRecord(conditionGrantLabel, text, key.secretKey)),
    });
  }
}

/** Past the next whole hour, and what the relay does then by itself. */
export async function passTheHour(relay: TestHouse): Promise<void> {
  const rest = hourMs - (relay.clock.now() % hourMs);
  relay.clock.pass({ ms: rest });
  await settleConditions(relay.house);
}
