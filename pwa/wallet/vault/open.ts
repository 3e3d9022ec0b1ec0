// The open vault, as screens see it: read-only signals, filled at unlock, empty again at lock. Screens never write
// here; they call a path. This file stays light (no Dexie, no libsodium): it is in the first load.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { KeptCalculation } from './kept/calculation.ts';
import type { KeptCondition } from './kept/condition.ts';
import type { KeptFact, KeptImport, KeptPreference, KeptProposal } from './kept/fact.ts';
import type { KeptAccess, KeptAsked, KeptEnvelope, KeptGrant, KeptRefusal } from './kept/grant.ts';
import type { KeptHelp, KeptHelped, KeptMandate, KeptUse } from './kept/mandate.ts';
import type { KeptChange, KeptDeclaration, KeptParty } from './kept/party.ts';
import type { KeptAccount, KeptContribution } from './kept/study.ts';
import type { KeptThread } from './kept/thread.ts';
import type { KeptAlarm, KeptDevice, KeptEvent, KeptOutgoing, Renewal } from './kept/wallet.ts';
import type { KeptKinds, Kind } from './kept.ts';

/** `unread`: the page has just been opened and the device was not looked at yet. */
export type LockState = 'unread' | 'empty' | 'locked' | 'open';

/** What can open this vault, without secrets: shown in the settings and on the unlock screen. */
export interface WayIn {
  readonly id: string;
  readonly kind: 'passkey' | 'passphrase' | 'kit';
}

/** Rows by name, one map per kind. A write puts a new map, so that signals tell. */
export type Held = { readonly [K in Kind]: ReadonlyMap<string, KeptKinds[K]> };

const none: ReadonlyMap<string, never> = new Map<string, never>();
export const nothingHeld: Held = {
  keys: none,
  setting: none,
  fact: none,
  preference: none,
  party: none,
  declaration: none,
  grant: none,
  member: none,
  pause: none,
  condition: none,
  asked: none,
  statement: none,
  envelope: none,
  refusal: none,
  look: none,
  calculation: none,
  outgoing: none,
  alarm: none,
  answer: none,
  log: none,
  head: none,
  event: none,
  thread: none,
  change: none,
  import: none,
  contribution: none,
  account: none,
  token: none,
  device: none,
  help: none,
  mandate: none,
  use: none,
  helped: none,
  proposal: none,
};

/** Written by `vault/` alone. */
export const heldSignal = signal<Held>(nothingHeld);
/** Written by `vault/` alone. */
export const lockSignal = signal<LockState>('unread');
/** Written by `vault/` alone. */
export const waysInSignal = signal<readonly WayIn[]>([]);

/** Written by `vault/` alone. */
export const erasedElsewhereSignal = signal(false);

export const lockState: ReadonlySignal<LockState> = computed(() => lockSignal.value);
export const waysIn: ReadonlySignal<readonly WayIn[]> = computed(() => waysInSignal.value);

/** Another tab erased this device: what this page still shows or does is of a wallet that is gone. */
export const isErasedElsewhere: ReadonlySignal<boolean> = computed(() => erasedElsewhereSignal.value);

const valuesOf = <K extends Kind>(kind: K): KeptKinds[K][] => [...heldSignal.value[kind].values()];
const newestFirst = <T extends { at: string }>(rows: T[]): T[] =>
  rows.sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));

/** « Mes données », by key. Typed before there is a vault they live in memory only and are written at the first yes. */
export const facts: ReadonlySignal<ReadonlyMap<string, KeptFact>> = computed(() => heldSignal.value.fact);
/** « Mes règles ». */
export const preferences: ReadonlySignal<readonly KeptPreference[]> = computed(() => valuesOf('preference'));
export const parties: ReadonlySignal<ReadonlyMap<string, KeptParty>> = computed(() => heldSignal.value.party);
export const declarations: ReadonlySignal<ReadonlyMap<string, KeptDeclaration>> = computed(
  () => heldSignal.value.declaration,
);
export const grants: ReadonlySignal<readonly KeptGrant[]> = computed(() => newestFirst(valuesOf('grant')));
/** Under `grantId/n`. */
export const envelopes: ReadonlySignal<ReadonlyMap<string, KeptEnvelope>> = computed(
  () => heldSignal.value.envelope,
);
export const refusals: ReadonlySignal<readonly KeptRefusal[]> = computed(() =>
  newestFirst(valuesOf('refusal')),
);
/** « Qui a regardé », newest first. */
export const accesses: ReadonlySignal<readonly KeptAccess[]> = computed(() => newestFirst(valuesOf('look')));
export const calculations: ReadonlySignal<readonly KeptCalculation[]> = computed(() =>
  newestFirst(valuesOf('calculation')),
);
/** What waits for the network. */
export const outbox: ReadonlySignal<readonly KeptOutgoing[]> = computed(() =>
  newestFirst(valuesOf('outgoing')),
);
export const alarms: ReadonlySignal<readonly KeptAlarm[]> = computed(() => newestFirst(valuesOf('alarm')));
/** What the wallet did by itself, newest first. */
export const events: ReadonlySignal<readonly KeptEvent[]> = computed(() => newestFirst(valuesOf('event')));

/** What was asked of parties, and where it stands: newest first. */
export const threads: ReadonlySignal<readonly KeptThread[]> = computed(() => newestFirst(valuesOf('thread')));

/** Studies to which the resident said yes, newest first. */
export const contributions: ReadonlySignal<readonly KeptContribution[]> = computed(() =>
  newestFirst(valuesOf('contribution')),
);

/** What this person was asked, newest first. */
export const askedOf: ReadonlySignal<readonly KeptAsked[]> = computed(() => newestFirst(valuesOf('asked')));

/** Yeses to conditions, newest first. */
export const conditions: ReadonlySignal<readonly KeptCondition[]> = computed(() =>
  newestFirst(valuesOf('condition')),
);

/** The account for tokens; undefined until something asked for it. */
export const account: ReadonlySignal<KeptAccount | undefined> = computed(() =>
  heldSignal.value.account.get('account'),
);

/** This device: its id, and its copy at the relay where one is wanted. */
export const thisDevice: ReadonlySignal<KeptDevice | undefined> = computed(() =>
  heldSignal.value.device.get('device'),
);

/** Help that was given, newest first. */
export const helps: ReadonlySignal<readonly KeptHelp[]> = computed(() => newestFirst(valuesOf('help')));
export const mandates: ReadonlySignal<ReadonlyMap<string, KeptMandate>> = computed(
  () => heldSignal.value.mandate,
);
/** Looks by whoever helps, newest first. */
export const uses: ReadonlySignal<readonly KeptUse[]> = computed(() => newestFirst(valuesOf('use')));
/** Whom this person helps, newest first. */
export const helped: ReadonlySignal<readonly KeptHelped[]> = computed(() => newestFirst(valuesOf('helped')));
/** Values that somebody else prepared, newest first. */
export const proposals: ReadonlySignal<readonly KeptProposal[]> = computed(() =>
  newestFirst(valuesOf('proposal')),
);

/** What came out of a person's own files, newest first. */
export const imports: ReadonlySignal<readonly KeptImport[]> = computed(() => newestFirst(valuesOf('import')));

/** By grant: what a party has changed under an agreement. */
export const changes: ReadonlySignal<ReadonlyMap<string, KeptChange>> = computed(
  () => heldSignal.value.change,
);

/** True until the paper kit was rehearsed: only short periods are offered. */
export const isProvisional: ReadonlySignal<boolean> = computed(
  () => (heldSignal.value.keys.get('wallet')?.rehearsedAt ?? null) === null,
);

/** What happens when a shared fact has changed; asked until the resident has set it. */
export const renewal: ReadonlySignal<Renewal> = computed(
  () => heldSignal.value.setting.get('wallet')?.renewal ?? 'ask',
);

/** Does any announced change wait for the resident? */
export const asksFirst: ReadonlySignal<boolean> = computed(
  () => heldSignal.value.setting.get('wallet')?.changes === 'ask-first',
);

/** Since when the stop card on paper is worth nothing; null when it is good. */
export const cardUsedAt: ReadonlySignal<string | null> = computed(
  () => heldSignal.value.keys.get('wallet')?.cardUsedAt ?? null,
);
/** In force, and ended by an older card only. */
export const underOldCard: ReadonlySignal<readonly KeptGrant[]> = computed(() => {
  const keys = heldSignal.value.keys.get('wallet');
  const generation = keys?.cardFrom ?? keys?.generation ?? 0;
  return grants.value.filter(
    (grant) => grant.generation < generation && grant.status !== 'ended' && grant.status !== 'stopping',
  );
});
