// What both stores do alike with a mandate.

import {
  afterMandateEnd,
  type MandateNo,
  mandateStanding,
  maxMandateUses,
  readMandate,
} from '../../policy/mandate.ts';
import { splitRecord } from '../../policy/record.ts';
import { StoreFault } from './fault.ts';
import type { HeldMandate, HelpJudge } from './mandate-contract.ts';

export interface MandateRow {
  text: string;
  keptMs: number;
  endedMs: number | undefined;
}

export function heldMandate({ text, keptMs, endedMs }: MandateRow): HeldMandate {
  const given = readMandate(splitRecord(text).body);
  if (given.act !== 'give') throw new StoreFault('store-failed', 'expected a mandate that was given');
  const standing = mandateStanding(given, keptMs);
  return { given, standing: endedMs === undefined ? standing : afterMandateEnd(standing, endedMs) };
}

const said: Readonly<Record<MandateNo, string>> = {
  'mandate-unknown': 'expected a mandate of this mailbox',
  'mandate-over': 'the mandate is over',
  'mandate-outside': 'expected an act that the mandate allows',
};

export function requireHelp(
  held: HeldMandate | undefined,
  act: string,
  nowMs: number,
  judge: HelpJudge,
): HeldMandate {
  const no = judge(held?.standing, act, nowMs);
  if (no !== null || held === undefined) {
    const code = no ?? 'mandate-unknown';
    throw new StoreFault(code, said[code]);
  }
  return held;
}

/** A key that was stolen fills no disk: such a mandate is as good as over. */
export function requireUnused(uses: number): void {
  if (uses >= maxMandateUses)
    throw new StoreFault('mandate-over', 'expected no more looks under this mandate');
}

export const staleMandate = (): StoreFault =>
  new StoreFault('mandate-stale', 'expected the number after the newest of this mailbox');

/** A mailbox comes into being by a grant, and so do its mandates. */
export const mailboxUnknown = (): StoreFault =>
  new StoreFault('grant-unknown', 'expected a mailbox that has the grant');
