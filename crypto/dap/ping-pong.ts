// How two aggregators prove one report to each other in one round trip (VDAF §5.7.1): the leader sends its verifier share,
// the helper answers with the verifier message, and both hold their output share. Of DAP's three messages Prio3 uses two.

import { CryptoFault } from '../fault.ts';
import type { Vector } from '../prio3/field.ts';
import type { Prio3, VerifyState } from '../prio3/prio3.ts';
import { readWhole, WireWriter } from './wire.ts';

const initialize = 0;
const finish = 2;

/** What both know of the report: the rest is the aggregator's own half. */
export interface Pong {
  readonly verifyKey: Uint8Array;
  readonly ctx: Uint8Array;
  readonly reportId: Uint8Array;
  readonly publicShare: Uint8Array;
  readonly inputShare: Uint8Array;
}

type Verifier = Pick<Prio3<never>, 'verifyInit' | 'verifierSharesToMessage' | 'verifyNext'>;

const message = (type: number, body: Uint8Array): Uint8Array<ArrayBuffer> =>
  new WireWriter().number(type, 1).opaque(body, 4).bytes();

function bodyOf(bytes: Uint8Array, type: number): Uint8Array {
  return readWhole(bytes, (reader) => {
    if (reader.number(1) !== type)
      throw new CryptoFault('encoding-invalid', `expected a message of type ${type}`);
    return reader.opaque(4);
  });
}

export function leaderInit(
  vdaf: Verifier,
  { verifyKey, ctx, reportId, publicShare, inputShare }: Pong,
): { readonly state: VerifyState; readonly outbound: Uint8Array } {
  const { state, verifierShare } = vdaf.verifyInit(verifyKey, ctx, 0, reportId, publicShare, inputShare);
  return { state, outbound: message(initialize, verifierShare) };
}

/** Throws when the proof does not hold, or anything is not of its form: then the report is rejected. */
export function helperInit(
  vdaf: Verifier,
  { verifyKey, ctx, reportId, publicShare, inputShare }: Pong,
  inbound: Uint8Array,
): { readonly outShare: Vector; readonly outbound: Uint8Array } {
  const { state, verifierShare } = vdaf.verifyInit(verifyKey, ctx, 1, reportId, publicShare, inputShare);
  const verifierMessage = vdaf.verifierSharesToMessage(ctx, [bodyOf(inbound, initialize), verifierShare]);
  return { outShare: vdaf.verifyNext(state, verifierMessage), outbound: message(finish, verifierMessage) };
}

export const leaderContinued = (vdaf: Verifier, state: VerifyState, inbound: Uint8Array): Vector =>
  vdaf.verifyNext(state, bodyOf(inbound, finish));
