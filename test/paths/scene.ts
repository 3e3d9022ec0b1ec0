import { expect } from 'vitest';
import { fromBase64url, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { answerLabel, historyLabel } from '../../policy/answer.ts';
import type { Grant } from '../../policy/grant.ts';
import { joinRecord, splitRecord } from '../../policy/record.ts';
import { type Leaf, readStatement } from '../../policy/statement.ts';
import { lookAtGrant } from '../../pwa/wallet/paths/look.ts';
import { alarms } from '../../pwa/wallet/vault/open.ts';
import { openParty } from '../../relay/kit/client.ts';
import { type Journal, memoryJournal } from '../../relay/kit/journal.ts';
import { stateMonth } from '../../relay/kit/statement.ts';
import { noWallet } from '../../relay/routes/wallet.ts';
import { aroundOf, liveGrant, openWallet, type TestAround } from '../pwa/paths/wallet.ts';
import {
  aboutCity,
  admit,
  declarationBody,
  knownParty,
  openTestHouse,
  origin,
  type TestCity,
  type TestHouse,
} from '../relay/house.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into as a liar would, without types.
export type Body = any;

export const november = '2026-11';
export const yesAt = '2026-11-21T10:05:00Z';

export interface Scene {
  relay: TestHouse;
  city: TestCity;
  around: TestAround;
  journal: Journal;
  id: string;
  grant: Grant;
}

/** Of the running test. */
export let here: Scene;

/** A resident said yes, and the party has the code. */
export async function openScene(): Promise<void> {
  const relay = await openTestHouse(noWallet);
  const journal = memoryJournal();
  const party = await knownParty(relay, aboutCity);
  const { now } = relay.clock;
  const client = await openParty({ ...party, relay: origin, journal, fetch: relay.fetch, now });
  await admit(relay, client.id);
  const { digest: declaration } = await client.declare(declarationBody());
  const city = { ...party, client, declaration };
  const around = aroundOf(relay);
  await openWallet(around);
  const { grantId: id, code, scanned } = await liveGrant(relay, city, around);
  const { grant } = await client.redeemCode(code, scanned);
  here = { relay, city, around, journal, id, grant };
}

/** Of the only alarm there is. */
export const evidence = (): Body => alarms.value[0]?.evidence;
export const codes = (): string[] => alarms.value.map(({ code }) => code);
export const looks = (): Promise<boolean> => lookAtGrant(here.id, here.around);
export const reads = async (times = 1): Promise<void> => {
  for (let time = 0; time < times; time += 1) {
    here.relay.clock.pass({ minutes: 1 });
    expect((await here.city.client.readEnvelope(here.grant)).decision).toBe(true);
  }
};

/** From now on what the wallet is told of its mailbox goes through this. */
export function relayTells(lie: (honest: Body) => Body): void {
  here.around.meddle = async (path, next) => {
    const response = await next();
    if (path !== '/mailbox' || !response.ok) return response;
    return Response.json(lie(await response.json()));
  };
}

/** The relay puts its name under whatever it likes. */
export const resigned = (text: string, change: (said: Body) => void): string =>
  signedAs(answerLabel, text, change);

/** The same of what it answers a party about one grant. */
export const resignedHistory = (text: string, change: (said: Body) => void): string =>
  signedAs(historyLabel, text, change);

function signedAs(label: string, text: string, change: (said: Body) => void): string {
  const said = JSON.parse(text.split('\n')[0] as string);
  change(said);
  const line1 = JSON.stringify(said);
  const signature = here.relay.house.signer.signBytes(toUtf8(`${label}\n${line1}`));
  return joinRecord(line1, { kind: 'ed25519', value: toBase64url(signature) });
}

/** Nothing after this number was ever, says the relay, and signs it. */
export function withholdAfter(seq: number, honest: Body): Body {
  const entries = honest.entries.filter((entry: Body) => entry.seq <= seq);
  const next = honest.entries.find((entry: Body) => entry.seq === seq + 1);
  if (next === undefined) return honest;
  const grants = honest.grants.map((shown: Body) => ({ ...shown, last: next.previous }));
  const answer = resigned(honest.answer, (said) => {
    for (const last of said.last) Object.assign(last, { seq, digest: next.previous.digest });
  });
  return { ...honest, entries, grants, answer };
}

export const monthIsOver = (): void => here.relay.clock.moveTo('2026-12-02T08:00:00Z');
export const line = () => ({
  realm: 'real' as const,
  relay: origin,
  party: here.city.client.id,
  keys: here.city.keys,
  fetch: here.relay.fetch,
  now: here.relay.clock.now,
});

/** What the party signs instead of the truth. */
export async function states(change: (honest: Leaf) => Leaf): Promise<void> {
  const { members } = await here.city.client.history({ grant: here.id, mailbox: here.grant.by });
  const last = members.at(-1);
  const digest = last?.kind === 'access' ? (here.journal.read(here.id)?.last?.digest ?? '') : '';
  const honest: Leaf = { mailbox: here.grant.by, grant: here.id, count: members.length, digest };
  await stateMonth(line(), november, [change(honest)]);
}

/** The statement in an alarm is the party's own signed word, whoever reads it. */
export function expectSignedByParty(text: unknown): void {
  const { line1, proof, body } = splitRecord(String(text));
  expect(readStatement(body)).toMatchObject({ by: here.city.client.id, month: november });
  const keys = (JSON.parse(here.city.record.split('\n')[0] as string) as Body).keys;
  const { key } = keys.find((entry: Body) => entry.use === 'record');
  expect(verifyRecord('vav/statement/1', line1, fromBase64url(proof.value), fromBase64url(key))).toBe(true);
}

export function expectSignedByRelay(text: unknown): Body {
  const [line1 = '', proof = ''] = String(text).split('\n');
  const { publicKey } = readVerifierKey(here.relay.house.signer.verifierKey);
  const signature = fromBase64url(proof.replace('ed25519:', ''));
  expect(verifyRecord(answerLabel, line1, signature, publicKey)).toBe(true);
  return JSON.parse(line1);
}
