// A relay that has a helper carries studies: it is their leader and gives their tokens. Both roles rest in files of their
// own beside the relay's store, whichever that is, and in one process: two leaders of one study would be two counts.

import { splitRecord } from '../policy/record.ts';
import { readRelease } from '../policy/release.ts';
import { type Leader, openLeader } from './aggregate/leader.ts';
import type { LeaderState } from './aggregate/leader-state.ts';
import { exactNoise } from './aggregate/noise-share.ts';
import { releaseFiles } from './aggregate/package.ts';
import type { House } from './house.ts';
import type { Issuer } from './issuer/issuer.ts';
import type { OwnParty } from './own-party.ts';
import { keepPublic } from './routes/keep-public.ts';
import type { HelperDoor } from './settings.ts';
import type { LeaderStore } from './store/aggregate-contract.ts';

export interface Carriers {
  readonly leader: Leader;
  readonly issuer: Issuer;
}

export interface CarriersGiven {
  readonly helpers: readonly HelperDoor[];
  readonly regie: OwnParty;
  readonly leaderStore: LeaderStore<LeaderState>;
  readonly issuer: Issuer;
  readonly now: () => number;
  /** For the operator. */
  readonly tell: (text: string) => void;
}

export async function openCarriers(given: CarriersGiven): Promise<Carriers> {
  const { helpers, regie, leaderStore, issuer, now, tell } = given;
  const leader = await openLeader({
    store: leaderStore,
    own: regie,
    helpers,
    now,
    fetch: (address, init) => globalThis.fetch(address, init),
    noise: exactNoise,
    filesOf: releaseFiles,
    tell,
  });
  return { leader, issuer };
}

/** What is due: closed windows counted, releases kept, studies past their day destroyed. */
export async function settleStudies(house: House): Promise<void> {
  const { leader, issuer, studies } = house;
  if (leader === undefined || issuer === undefined) return;
  const settled = leader.settle(house.now(), {
    keepRelease: async (text) => {
      const { study } = readRelease(splitRecord(text).body).statement;
      if (studies.get(study)?.release === undefined)
        await keepPublic(house, { type: 'release', party: house.regie, text });
    },
    destroyStudy: (digest) => issuer.destroyStudy(digest),
  });
  // Neither waits for the other: an issuer that cannot be swept keeps no study from its end.
  await Promise.all([settled, issuer.sweep()]);
}

/** Keys of new conditions named, counts looked at, what is over destroyed. */
export async function settleConditions(house: House): Promise<void> {
  await house.conditions?.settle((record) => keepPublic(house, record));
}
