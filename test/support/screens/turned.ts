// A phone was lost: some agreements have other keys already, or all, or all were stopped.

import { heldSignal } from '../../../pwa/wallet/vault/open.ts';

type Held = typeof heldSignal.value;

export function turn(state: string): void {
  if (!['turning', 'turned', 'stopped'].includes(state)) return;
  const held = heldSignal.value;
  const keys = held.keys.get('wallet');
  if (keys === undefined) return;
  const shared = [...held.grant.values()].filter(({ status }) => status === 'active' || status === 'paused');
  const done = state === 'turned' ? shared : shared.slice(0, 1);
  const grant: Held['grant'] = new Map(
    [...held.grant].map(([name, kept]) => {
      if (!shared.includes(kept)) return [name, kept];
      if (state === 'stopped')
        return [name, { ...kept, status: 'ended', endReason: 'grant-withdrawn', endedAt: kept.at }];
      return [name, done.includes(kept) ? { ...kept, keyGeneration: 1 } : kept];
    }),
  );
  const turned = {
    ...keys,
    generation: 1,
    formerPairs: [{ pairKey: keys.pairKey, last: 0 }],
    turn: {
      at: keys.madeAt,
      mode: state === 'stopped' ? ('stop' as const) : ('hand-over' as const),
      grants: shared.map(({ id }) => id),
    },
  };
  heldSignal.value = { ...held, grant, keys: new Map([['wallet', turned]]) };
}
