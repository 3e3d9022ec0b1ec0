// Times and small rules that both stores keep alike.

import type { GrantState } from '../../policy/history.ts';
import { dayMs } from '../../policy/period.ts';

/** The salt of public records: their leaves are for anyone to check. */
export const publicSalt = Buffer.alloc(32);

/** What a party's or a declaration's version names as the one before it, as it stands in its canonical line; absent in a first. */
export const previousIn = (text: string): string | undefined =>
  /"previousHash":"[A-Za-z0-9_-]{43}"/.exec(text)?.[0];

/** How long the envelope of an access record can be fetched again. */
export const refetchMs = 600_000;
/** A result nobody collected is kept this long; then only its digest stays. */
export const resultKeptMs = 90 * 86_400_000;

/** Grants that one transaction of a suspension stops. */
export const suspendStep = 500;

/** Sealed texts of a thread are kept so long after its last act; its records stay. */
export const threadKeptMs = 366 * 86_400_000;
/** Threads of one mailbox that wait for its party at once. */
export const maxWaiting = 20;

/** Keys that take over in one mailbox, one after the other: nobody loses that many phones, and each call reads them. */
export const maxKeySteps = 64;

/** The relay keeps no time of a wallet's act finer than this (protocol §4). */
export const cutToMinute = (ms: number): number => ms - (((ms % 60_000) + 60_000) % 60_000);

/** A helper looks at several mailboxes in a row: the minutes of these looks, side by side, would say whose they are. */
export const cutToDay = (ms: number): number => ms - (((ms % dayMs) + dayMs) % dayMs);

/** When an act of a thread was done; how long its text is kept counts from there, so that it tells no more. */
export const turnMs = ({ isByOpener, atMs }: { isByOpener: boolean; atMs: number }): number =>
  isByOpener ? cutToMinute(atMs) : atMs;

/**
 * May this grant's envelope leave again, to complete a reading that stands in the log? While the grant lives: what stops the
 * next reading only (a pause, an old envelope, a used-up frequency) must not be told apart here. One use ends a grant and
 * still lets that use be completed.
 */
export const mayRefetch = (state: GrantState, nowMs: number): boolean =>
  nowMs < state.untilMs &&
  (state.status === 'ended' ? state.endReason === 'grant-used' : state.status !== 'waiting');
