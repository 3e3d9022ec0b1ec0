import { CryptoFault } from '../../../crypto/fault.ts';
import type { Chance } from '../../../crypto/noise.ts';
import type { Vector } from '../../../crypto/prio3/field.ts';
import type { Prio3 } from '../../../crypto/prio3/prio3.ts';

/** What one aggregator sees of a contribution. */
export interface View {
  readonly aggregatorId: number;
  readonly verifyKey: Uint8Array;
  readonly ctx: Uint8Array;
  readonly nonce: Uint8Array;
  readonly publicShare: Uint8Array;
  readonly inputShare: Uint8Array;
}

/** A contribution as it reaches its aggregators, and what becomes of their messages on the way. */
export interface Delivery {
  readonly views: readonly View[];
  onVerifierShare?(share: Uint8Array, from: number): Uint8Array;
  onMessage?(message: Uint8Array, to: number): Uint8Array;
}

type Client<M> = Pick<Prio3<M>, 'shard' | 'nonceBytes' | 'randBytes'>;
export type Verifier = Pick<Prio3<never>, 'verifyInit' | 'verifierSharesToMessage' | 'verifyNext'>;

export interface Study {
  readonly verifyKey: Uint8Array;
  readonly ctx: Uint8Array;
}

/** A client, honest or not, makes a contribution, and it arrives unchanged. */
export function contribute<M>(
  client: Client<M>,
  { verifyKey, ctx }: Study,
  measurement: M,
  chance: Chance,
): View[] {
  const nonce = chance(client.nonceBytes);
  const { publicShare, inputShares } = client.shard(ctx, measurement, nonce, chance(client.randBytes));
  return inputShares.map((inputShare, aggregatorId) => ({
    aggregatorId,
    verifyKey,
    ctx,
    nonce,
    publicShare,
    inputShare,
  }));
}

/** All steps of all aggregators; throws where the first of them stops. */
export function outSharesOf(vdaf: Verifier, { views, onVerifierShare, onMessage }: Delivery): Vector[] {
  const checks = views.map((view) =>
    vdaf.verifyInit(
      view.verifyKey,
      view.ctx,
      view.aggregatorId,
      view.nonce,
      view.publicShare,
      view.inputShare,
    ),
  );
  const shares = checks.map(
    ({ verifierShare }, from) => onVerifierShare?.(verifierShare, from) ?? verifierShare,
  );
  const message = vdaf.verifierSharesToMessage((views[0] as View).ctx, shares);
  return checks.map(({ state }, to) => vdaf.verifyNext(state, onMessage?.(message, to) ?? message));
}

/** Counted, that is: by all. Anything but a fault of ours is a bug, and is thrown on. */
export function isAccepted(vdaf: Verifier, delivery: Delivery): boolean {
  try {
    return outSharesOf(vdaf, delivery).length === delivery.views.length;
  } catch (fault) {
    if (fault instanceof CryptoFault) return false;
    throw fault;
  }
}
