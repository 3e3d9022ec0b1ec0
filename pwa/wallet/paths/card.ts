// Two papers. The stop card ends agreements and nothing else; the kit opens the vault. Until the kit was rehearsed
// (two of its groups typed back from paper) the wallet is provisional.

import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { stopHashOf } from '../../../crypto/hash.ts';
import { groupsOf, writeKitCode } from '../../../crypto/kit-code.ts';
import { randomId } from '../../../crypto/random.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { newStopSeed, stopSecret, writeStopCode } from '../../../crypto/stop-card.ts';
import { minuteText } from '../../../policy/instant.ts';
import { type Change, change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptKeys } from '../vault/kept/wallet.ts';
import { grants, heldSignal, thisDevice } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { stopGeneration } from './stop.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface StopCard {
  /** For the QR code; the code stands behind `#` and never travels. */
  readonly link: string;
  readonly code: string;
  readonly groups: readonly string[];
}

export function stopCard(around: Surroundings = here): StopCard {
  const code = writeStopCode(fromBase64url(walletKeys().stopSeed));
  return { link: `${around.reach.origin}/stop#${code}`, code, groups: groupsOf(code) };
}

/**
 * This card was used: its secrets are known to the relay, and whoever watched can join what it ended. What is agreed to
 * from now on is in new mailboxes under a new card. Called where the used one is found, inside that change.
 */
export async function turnCard(rows: Change, ended: KeptGrant, nowMs: number): Promise<void> {
  const keys = await rows.get('keys', 'wallet');
  if (keys === undefined) return;
  const secret = stopSecret(fromBase64url(keys.stopSeed), ended.party, stopGeneration(ended.generation));
  // Of a card before: each grant that it ended tells so again.
  if (stopHashOf(secret) !== ended.grant.stopHash) return;
  const at = minuteText(nowMs);
  rows.put('keys', 'wallet', { ...withNewCard(keys), cardUsedAt: at });
  const id = randomId();
  rows.put('event', id, { id, at, what: 'card-used', party: null, grant: null });
}

/**
 * The card on paper is lost: another one for what is agreed to from now on. Only when nothing is shared, for a grant in
 * force keeps the hash of the card under which it was signed.
 */
export async function newCard(around: Surroundings = here): Promise<StopCard> {
  await readySodium();
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys to change');
    if (grants.value.some(({ status }) => status !== 'ended' && status !== 'stopping'))
      throw new PathFault('card-in-use', 'expected that nothing is shared');
    rows.put('keys', 'wallet', { ...withNewCard(keys), cardUsedAt: null });
  });
  return stopCard(around);
}

/** « It is on paper »: the wallet stops saying that the card has changed. */
export async function keepCard(around: Surroundings = here): Promise<void> {
  const at = minuteText(around.now());
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no card to keep');
    rows.put('keys', 'wallet', { ...keys, cardUsedAt: null });
    const id = randomId();
    rows.put('event', id, { id, at, what: 'card-made', party: null, grant: null });
  });
}

/** Past the last generation that the stop page tries, mailboxes stay as they are: a card that works goes first. */
function withNewCard(keys: KeptKeys): KeptKeys {
  const generation = Math.max(keys.generation, stopGeneration(keys.generation + 1));
  return { ...keys, stopSeed: toBase64url(newStopSeed()), generation, cardFrom: generation };
}

/** Null once it was rehearsed: then it is on paper and nowhere else. */
export function kit(): { readonly code: string; readonly groups: readonly string[] } | null {
  const { kitCode } = walletKeys();
  if (kitCode === null) return null;
  const code = writeKitCode(fromBase64url(kitCode));
  return { code, groups: groupsOf(code) };
}

/** Two different groups, by position from 0; another pair each time it is asked. */
export function groupsToRehearse(around: Surroundings = here): readonly [number, number] {
  const count = kit()?.groups.length ?? 7;
  const first = Math.floor(around.chance() * count);
  const second = (first + 1 + Math.floor(around.chance() * (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

/** What was typed for the groups that were asked. Right: the wallet is no longer provisional. */
export async function rehearse(
  positions: readonly [number, number],
  typed: readonly [string, string],
  around: Surroundings = here,
): Promise<boolean> {
  const groups = kit()?.groups;
  if (groups === undefined) return true;
  const isRight = positions.every((position, at) => groups[position] === normal(typed[at] ?? ''));
  if (!isRight) return false;
  const at = minuteText(around.now());
  await change(async (rows) => {
    const keys = await rows.get('keys', 'wallet');
    if (keys === undefined) throw new PathFault('wallet-locked', 'no keys to rehearse');
    const rehearsedOn = thisDevice.value?.id ?? null;
    rows.put('keys', 'wallet', { ...keys, kitCode: null, rehearsedAt: at, rehearsedOn });
    const id = randomId();
    rows.put('event', id, { id, at, what: 'kit-rehearsed', party: null, grant: null });
  });
  return true;
}

export function walletKeys(): KeptKeys {
  const keys = heldSignal.value.keys.get('wallet');
  if (keys === undefined) throw new PathFault('wallet-locked', 'vault is not open');
  return keys;
}

/** As `readKitCode` reads: small letters, spaces, O for 0, I and L for 1. */
function normal(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
