import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealed } from '../../../crypto/open.ts';
import { mobilityStudy } from '../../../docs/examples/mobility-study/study.ts';
import { minuteText } from '../../../policy/instant.ts';
import { goOnContributing, sayYesToStudy } from '../../../pwa/wallet/paths/contribute.ts';
import { keepFact } from '../../../pwa/wallet/paths/keep.ts';
import { readReleaseOf } from '../../../pwa/wallet/paths/release.ts';
import { findStudy, listStudies } from '../../../pwa/wallet/paths/study.ts';
import { withdraw } from '../../../pwa/wallet/paths/withdraw.ts';
import { alarms, contributions } from '../../../pwa/wallet/vault/open.ts';
import { Helper } from '../../../relay/aggregate/helper.ts';
import { buildHelperApp } from '../../../relay/aggregate/helper-app.ts';
import type { HelperState } from '../../../relay/aggregate/helper-state.ts';
import { type Leader, openLeader } from '../../../relay/aggregate/leader.ts';
import type { LeaderState } from '../../../relay/aggregate/leader-state.ts';
import { settleStudies } from '../../../relay/carry.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { openOwnParty } from '../../../relay/own-party.ts';
import { openHelperStore } from '../../../relay/store/sqlite-helper.ts';
import { openLeaderStore } from '../../../relay/store/sqlite-leader.ts';
import { aboutCity, admit, knownParty, openTestHouse, type TestHouse } from '../../relay/house.ts';
import { helperAbout, helperOrigin, noNoise, quickFiles } from '../../support/carried-study.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let around: TestAround;
let leader: Leader;
let helper: Helper;
let digest: string;
let isHelperAway = false;

beforeEach(async () => {
  isHelperAway = false;
  relay = await openTestHouse();
  const helperParty = openOwnParty(join(relay.folder, 'helper'), helperAbout, relay.clock.now());
  helper = await Helper.open({
    store: openHelperStore<HelperState>(join(relay.folder, 'helper', 'aggregate.db')),
    own: helperParty,
    origin: helperOrigin,
    leaders: [relay.regie.id],
    minimumCohort: 2,
    now: relay.clock.now,
    openSealed,
    noise: noNoise,
    filesOf: quickFiles,
  });
  const app = buildHelperApp(
    helper,
    openLogs(() => undefined),
  );
  leader = await openLeader({
    store: openLeaderStore<LeaderState>(join(relay.folder, 'leader.db')),
    own: relay.regie,
    helpers: [{ party: helperParty.id, url: helperOrigin }],
    now: relay.clock.now,
    fetch: async (address, init) => {
      if (isHelperAway) throw new TypeError('helper is away');
      return app.request(address, init);
    },
    noise: noNoise,
    filesOf: quickFiles,
    tell: () => undefined,
  });
  Object.assign(relay.house, { leader });
  const known = await relay.post('/party', { record: helperParty.text });
  expect(known.status).toBeLessThan(300);
  expect((await admit(relay, helperParty.id)).ok).toBe(true);
  const about = { ...aboutCity, role: 'research', legalId: '180089013' } as const;
  const researcher = await knownParty(relay, about);
  expect((await admit(relay, researcher.client.id)).ok).toBe(true);
  relay.clock.pass({ hours: 1 });
  const { operators } = await researcher.client.readStudies();
  const hour = (hours: number) =>
    minuteText(Math.ceil(relay.clock.now() / 3_600_000) * 3_600_000 + hours * 3_600_000);
  const body = mobilityStudy(operators, {
    opens: hour(0),
    closes: hour(72),
    releaseAt: hour(96),
    destroyAt: hour(240),
    precisionSeconds: 3600,
  });
  const few = { minimumCohort: 2, minimumReason: { fr: 'Un essai.', en: 'A trial.' }, suppressBelow: 0 };
  const text = researcher.client.signStudy({ ...body, ...few });
  ({ digest } = await researcher.client.publishStudy(text));
  relay.clock.moveTo(hour(1));
});
afterEach(async () => {
  await leader.close();
  await helper.given.store.close();
  await relay.close();
});

/** A phone of its own: the vault before it is erased. */
async function aWallet(km: number, mode: string): Promise<void> {
  around = aroundOf(relay);
  await openWallet(around);
  await keepFact({ key: 'trip-km', value: km }, around);
  await keepFact({ key: 'travel-mode', value: mode }, around);
}

const state = () => contributions.value.find(({ study }) => study === digest)?.state;

async function contribute(cell: number): Promise<void> {
  await sayYesToStudy(await findStudy(digest, around), { cell, isSilent: false }, around);
  await goOnContributing(around);
  expect(state()).toBe('waiting');
  const startedMs = relay.clock.now();
  relay.clock.moveTo(contributions.value[0]?.leavesAt ?? '');
  await goOnContributing(around);
  expect(state()).toBe('sent');
  // So that three phones, one after the other, have the same hours.
  relay.clock.moveTo(new Date(startedMs + 60_000).toISOString());
}

describe('a study through the real doors of relay and helper', () => {
  it('counts who remained, and shows each their own cell at the same minute', async () => {
    await aWallet(3.2, 'bike');
    expect((await listStudies(around)).map((known) => known.state)).toEqual(['open']);
    await contribute(6);
    await withdraw(digest, around);
    expect(state()).toBe('withdrawn');
    expect(contributions.value[0]?.withdrawal?.withdrawn).toHaveLength(2);

    await aWallet(12, 'car');
    await contribute(18);
    await aWallet(3.2, 'walk');
    await contribute(5);

    relay.clock.pass({ hours: 75 });
    await settleStudies(relay.house);
    await goOnContributing(around);
    expect(contributions.value[0]).toMatchObject({ state: 'sent', keySeed: null, token: null });
    expect(await readReleaseOf(await findStudy(digest, around), around)).toBeNull();

    relay.clock.pass({ hours: 48 });
    const known = await findStudy(digest, around);
    expect(known.state).toBe('released');
    const found = await readReleaseOf(known, around);
    if (found?.table.outcome !== 'published') throw new Error('expected numbers');
    expect(found.table).toMatchObject({ accepted: 2, withdrawn: 1 });
    expect(found.table.cells.flatMap(({ cell, estimate }) => (estimate === 1 ? [cell] : []))).toEqual([
      5, 18,
    ]);
    expect(alarms.value).toEqual([]);
  });

  it('takes a contribution out while the helper is away, and is done when it is back', async () => {
    await aWallet(3.2, 'bike');
    await contribute(6);
    isHelperAway = true;
    await withdraw(digest, around);
    expect(state()).toBe('withdrawing');
    isHelperAway = false;
    relay.clock.pass({ minutes: 10 });
    await goOnContributing(around);
    expect(state()).toBe('withdrawn');
  });
});
