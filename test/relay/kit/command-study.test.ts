import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealed } from '../../../crypto/open.ts';
import { mobilityStudy } from '../../../docs/examples/mobility-study/study.ts';
import { minuteText } from '../../../policy/instant.ts';
import { Helper } from '../../../relay/aggregate/helper.ts';
import { buildHelperApp } from '../../../relay/aggregate/helper-app.ts';
import type { HelperState } from '../../../relay/aggregate/helper-state.ts';
import { type Leader, openLeader } from '../../../relay/aggregate/leader.ts';
import type { LeaderState } from '../../../relay/aggregate/leader-state.ts';
import { runParty } from '../../../relay/kit/command.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { openOwnParty } from '../../../relay/own-party.ts';
import { openHelperStore } from '../../../relay/store/sqlite-helper.ts';
import { openLeaderStore } from '../../../relay/store/sqlite-leader.ts';
import { helperAbout, helperOrigin, noNoise, quickFiles } from '../../support/carried-study.ts';
import { aboutCity, admit, knownParty, openTestHouse, origin, type TestHouse } from '../house.ts';

let relay: TestHouse;
let leader: Leader;
let helper: Helper;
let draft: object;
let isHelperAway = false;
const said: string[] = [];
const noted: string[] = [];

beforeEach(async () => {
  isHelperAway = false;
  relay = await openTestHouse();
  const own = openOwnParty(join(relay.folder, 'helper'), helperAbout, relay.clock.now());
  helper = await Helper.open({
    store: openHelperStore<HelperState>(join(relay.folder, 'helper', 'aggregate.db')),
    own,
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
    helpers: [{ party: own.id, url: helperOrigin }],
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
  await relay.post('/party', { record: own.text });
  await admit(relay, own.id);
  const researcher = await knownParty(relay, { ...aboutCity, role: 'research', legalId: '180089013' });
  await admit(relay, researcher.client.id);
  mkdirSync(join(relay.folder, 'desk'));
  const { keys, record } = researcher;
  writeFileSync(join(relay.folder, 'desk', 'self.json'), JSON.stringify({ keys, record }));
  relay.clock.pass({ hours: 1 });
  const hour = (hours: number) =>
    minuteText(Math.ceil(relay.clock.now() / 3_600_000) * 3_600_000 + hours * 3_600_000);
  const { operators } = await researcher.client.readStudies();
  draft = mobilityStudy(operators, {
    opens: hour(0),
    closes: hour(72),
    releaseAt: hour(96),
    destroyAt: hour(240),
    precisionSeconds: 3600,
  });
});
afterEach(async () => {
  await leader.close();
  await helper.given.store.close();
  await relay.close();
});

function publish(body: object, ...more: string[]): Promise<number> {
  const file = join(relay.folder, 'draft.json');
  writeFileSync(file, JSON.stringify(body));
  return runParty(['study', file, ...more], {
    dataDir: join(relay.folder, 'desk'),
    relay: origin,
    lang: 'fr',
    say: (text) => void said.push(text),
    note: (text) => void noted.push(text),
    fetch: relay.fetch,
    now: relay.clock.now,
  }).finally(() => rmSync(file));
}

const studies = async () =>
  ((await (await relay.fetch('/study')).json()) as { studies: unknown[] }).studies.length;

describe('a study on the command line', () => {
  it('is not published a second time by mistake: the same draft says which one is there', async () => {
    expect(await publish(draft)).toBe(0);
    const first = said.at(-1) ?? '';
    const reordered = Object.fromEntries(Object.entries(draft).reverse());
    expect(await publish(reordered)).toBe(2);
    expect(noted.at(-1)).toContain(first);
    expect(await studies()).toBe(1);
    expect(await publish(draft, '--yes')).toBe(0);
    expect(said.at(-1)).not.toBe(first);
    expect(await studies()).toBe(2);
  });

  it('goes on with what was signed when the helper was away, without being asked whether it is sure', async () => {
    isHelperAway = true;
    expect(await publish(draft)).toBe(1);
    expect(noted.at(-2)).toContain('call again');
    isHelperAway = false;
    expect(await publish(draft)).toBe(0);
    expect(await studies()).toBe(1);
  });
});
