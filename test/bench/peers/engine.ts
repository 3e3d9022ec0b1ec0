import { factKeys, factPlace } from '../../../policy/fact.ts';
import type { GrantState } from '../../../policy/history.ts';

/** A grant as an engine for any rule would hold it: names instead of bits, and what depends on time reckoned before. */
export interface PeerGrant {
  readonly id: string;
  readonly mailbox: string;
  readonly party: string;
  readonly purpose: string;
  readonly facts: string[];
  readonly status: string;
  readonly untilMs: number;
  readonly freshUntilMs: number;
  readonly isWithinLimit: boolean;
}

export interface Asked {
  readonly mailbox: string;
  readonly party: string;
  readonly purpose: string;
  readonly facts: string[];
  readonly action: string;
  readonly grantId: string;
}

export type Engine = (grant: PeerGrant | undefined, asked: Asked, nowMs: number) => boolean;

export function peerGrant(state: GrantState, nowMs: number): PeerGrant {
  const { grant, mailbox, party, purpose, status, untilMs, envelopeN, envelopeMs, maxAgeMs, maxUses } = state;
  const window = Math.floor((nowMs - state.fromMs) / state.windowMs);
  return {
    id: grant,
    mailbox,
    party,
    purpose,
    facts: factKeys.filter((key) => (state.factBits & (1 << factPlace(key))) !== 0),
    status,
    untilMs,
    freshUntilMs: envelopeN >= 1 ? envelopeMs + maxAgeMs : 0,
    isWithinLimit: maxUses === 0 || (window > state.window ? 0 : state.windowUses) < maxUses,
  };
}
