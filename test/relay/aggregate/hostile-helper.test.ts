// A leader whose helper does not do as it should: is away, answers nonsense, answers something else, or refuses.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  aggregateShareAad,
  writeAggregateShare,
  writeCollection,
} from '../../../crypto/dap/aggregate-share.ts';
import { readVerifyResps, type VerifyResp, writeVerifyResps } from '../../../crypto/dap/aggregation-job.ts';
import { readHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { aggregateShareInfo } from '../../../crypto/dap/report.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { addNoise } from '../../../crypto/prio3/noisy.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { instantText, minuteText } from '../../../policy/instant.ts';
import { type Operation, readOperation } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRelease } from '../../../policy/release.ts';
import { readWithdrawn, withdrawnLabel } from '../../../policy/withdrawal.ts';
import type { Fetch } from '../../../relay/aggregate/helper-line.ts';
import type { LeaderStudy, LeaderTools } from '../../../relay/aggregate/leader-study.ts';
import { withdraw } from '../../../relay/aggregate/leader-withdraw.ts';
import { sealHpke } from '../../../relay/proof/hpke.ts';
import { aContributor, aManifest, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';

let carried: CarriedStudy;
afterEach(() => carried.close());

type Answer = (response: Response, path: string) => Response | Promise<Response>;
/** What the helper's answers become on the way; `undefined` for the wire as it is. */
let change: Answer | undefined;
let isAway = false;
/** The contribution that is taken out. */
let own = '';

const wire =
  (fetch: Fetch): Fetch =>
  async (address, init) => {
    if (isAway) throw new TypeError('fetch failed');
    const response = await fetch(address, init);
    return change === undefined ? response : change(response, new URL(address).pathname);
  };

async function begin(people = 12): Promise<void> {
  change = undefined;
  isAway = false;
  carried = await carryStudy({ wire });
  carried.openWindow();
  for (let at = 0; at < people; at += 1)
    await carried.leader.upload(
      carried.digest,
      await carried.known.report(aContributor(), at % 5, carried.clock.now()),
    );
  carried.closeWindow();
}

async function settleFor(rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await carried.settle();
    carried.clock.pass({ minutes: 6 });
  }
}

const on =
  (end: string, answer: Answer): Answer =>
  (response, path) =>
    path.endsWith(end) ? answer(response, path) : response;
const problem = (status: number, body: object) => () =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
const dap = (type: string, status = 400) =>
  problem(status, { type: `urn:ietf:params:ppm:dap:error:${type}` });
const statementOf = (at: number) => readRelease(splitRecord(carried.releases[at] as string).body).statement;
const counted = () => statementOf(0).counts.accepted;
const releasedStudy = (at: number) => statementOf(at).study;

describe('a leader whose helper is away', () => {
  it('waits, longer each time, says so once, and goes on when it is back', async () => {
    await begin();
    isAway = true;
    await settleFor(8);
    const asked = carried.calls.length;
    await carried.settle();
    await carried.settle();
    expect(carried.calls.length).toBe(asked);
    expect(carried.told).toEqual([`study ${carried.digest}: the helper does not answer; asked again later`]);
    isAway = false;
    await settleFor(2);
    expect(counted()).toBe(12);
    expect(carried.told.length).toBe(1);
  });

  it.each<[string, Answer]>([
    ['a front server that is being mended', () => new Response('<h1>404</h1>', { status: 404 })],
    ['one that is down', () => new Response('', { status: 502 })],
    ['one that is asked too often', problem(429, { code: 'rate-exceeded' })],
    ['one whose clock is behind', problem(409, { code: 'study-early' })],
  ])('asks again after %s', async (_what, answer) => {
    await begin();
    change = on('/aggregation_jobs', answer);
    await settleFor(3);
    expect(carried.releases).toEqual([]);
    change = undefined;
    await settleFor(3);
    expect(counted()).toBe(12);
  });

  it('sends the same bytes each time, also after a restart', async () => {
    await begin();
    change = on('/aggregation_jobs', () => new Response('', { status: 503 }));
    await settleFor(2);
    await carried.restartLeader();
    await settleFor(2);
    change = undefined;
    await settleFor(2);
    const bodies = carried.calls
      .filter(({ path }) => path.endsWith('/aggregation_jobs'))
      .map(({ body }) => Buffer.from(body as Uint8Array).toString('hex'));
    expect(bodies.length).toBeGreaterThan(2);
    expect(new Set(bodies).size).toBe(1);
    expect(counted()).toBe(12);
  });

  it('takes a withdrawal all the same, and brings the helper’s word later', async () => {
    change = undefined;
    isAway = false;
    carried = await carryStudy({ wire });
    carried.openWindow();
    const pair = aContributor();
    await carried.leader.upload(carried.digest, await carried.known.report(pair, 0, carried.clock.now()));
    isAway = true;
    const call = carried.known.withdrawal(pair, carried.clock.now());
    const first = await carried.leader.withdraw(carried.digest, call);
    expect(first).toMatchObject({ pending: true, withdrawn: [{ party: carried.regie.id }] });
    isAway = false;
    await carried.settle();
    expect((await carried.helper.given.store.tally(carried.digest)).withdrawn).toBe(1);
    const second = await carried.leader.withdraw(carried.digest, call);
    expect(second).toMatchObject({ pending: false });
    expect(second.withdrawn[0]).toEqual(first.withdrawn[0]);
  });
});

describe('a leader of two studies', () => {
  it('ends the one, whenever it is due, while the helper hangs over the other', async () => {
    change = undefined;
    isAway = false;
    carried = await carryStudy({ wire });
    const { asker, regie, helperParty, clock, digest, leader, known } = carried;
    const { opens } = known.of.study.window;
    const closes = instantText(known.of.closesMs + 3_600_000);
    const second = aManifest(asker, regie, helperParty, clock.now(), { window: { opens, closes } });
    await leader.takeOn(second.ask);
    carried.openWindow();
    for (let at = 0; at < 12; at += 1)
      await leader.upload(digest, await known.report(aContributor(), at % 5, clock.now()));
    carried.closeWindow();
    const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
    change = (response, path) => (path.includes(digest) ? goOn.then(() => response) : response);
    const settled = carried.settle();
    await vi.waitFor(() => expect(carried.calls.at(-1)?.path).toContain(digest));
    clock.pass({ minutes: 61 });
    const alsoSettled = carried.settle();
    await vi.waitFor(() => expect(carried.releases.length).toBe(1));
    expect(releasedStudy(0)).toBe(recordDigest(second.text));
    letGoOn();
    await Promise.all([settled, alsoSettled]);
    expect(releasedStudy(1)).toBe(digest);
  });
});

/** A second study of the same two, due at the same time, with nobody in it. */
async function aSecond(): Promise<string> {
  const { asker, regie, helperParty, clock, leader, known } = carried;
  const { window, releaseAt, destroyAt } = known.of.study;
  const second = aManifest(asker, regie, helperParty, clock.now(), { window, releaseAt, destroyAt });
  await leader.takeOn(second.ask);
  return recordDigest(second.text);
}

describe('a leader of two studies, one of which fails', () => {
  beforeEach(async () => {
    change = undefined;
    isAway = false;
    carried = await carryStudy({ wire });
  });

  it('releases the other, says which and what kind of fault, and tries again later', async () => {
    const { leader, clock, digest, told } = carried;
    const other = await aSecond();
    carried.closeWindow();
    const released: string[] = [];
    let tries = 0;
    const settle = () =>
      leader.settle(clock.now(), {
        keepRelease: async (text) => {
          const { study } = readRelease(splitRecord(text).body).statement;
          if (study !== digest) return void released.push(study);
          tries += 1;
          if (tries < 3) throw new RangeError('told to nobody');
          return void released.push(study);
        },
        destroyStudy: async () => undefined,
      });
    await settle();
    expect(released).toEqual([other]);
    expect(told).toEqual([`study ${digest}: RangeError; tried again later`]);
    await settle();
    expect(tries).toBe(1);
    for (let round = 0; round < 2; round += 1) {
      clock.pass({ minutes: 6 });
      await settle();
    }
    expect(released).toEqual([other, digest]);
  });

  it('destroys the other on its day, and the one when it can, to which no door opens meanwhile', async () => {
    const { leader, clock, digest, told, known } = carried;
    const other = await aSecond();
    clock.moveTo(known.of.study.destroyAt);
    const destroyed: string[] = [];
    let isFull = true;
    const settle = () =>
      leader.settle(clock.now(), {
        keepRelease: async () => undefined,
        destroyStudy: async (study) => {
          if (isFull && study === digest) throw new RangeError('full');
          destroyed.push(study);
        },
      });
    await settle();
    await settle();
    expect(destroyed).toEqual([other]);
    expect(told).toEqual([`study ${digest}: not destroyed, RangeError; tried again later`]);
    isFull = false;
    clock.pass({ minutes: 6 });
    await settle();
    expect(destroyed).toEqual([other, digest]);
    expect(leader.configs()).toEqual([]);
  });

  it('destroys what is due while all turns are taken by helpers that hang', async () => {
    const { asker, regie, helperParty, clock, leader, known } = carried;
    const later = { destroyAt: instantText(known.of.destroyMs + 86_400_000) };
    const digests: string[] = [];
    for (const changes of [...Array<object>(8).fill(later), {}]) {
      const manifest = aManifest(asker, regie, helperParty, clock.now(), changes);
      await leader.takeOn(manifest.ask);
      digests.push(recordDigest(manifest.text));
    }
    clock.moveTo(known.of.study.destroyAt);
    const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
    change = (response) => goOn.then(() => response);
    const destroyed: string[] = [];
    const settled = leader.settle(clock.now(), {
      keepRelease: async () => undefined,
      destroyStudy: async (study) => void destroyed.push(study),
    });
    await vi.waitFor(() => expect(destroyed).toEqual([carried.digest, digests.at(-1)]));
    letGoOn();
    await settled;
  });
});

describe('a leader whose helper names another word of the leader', () => {
  it('does not begin the study', async () => {
    change = undefined;
    carried = await carryStudy({ wire });
    const { asker, regie, helperParty, clock, leader } = carried;
    const manifest = aManifest(asker, regie, helperParty, clock.now());
    change = on('/vav/studies', async (response) => {
      const { label } = (await response.json()) as { label: string };
      const said = readOperation(splitRecord(label).body);
      return Response.json({ label: helperParty.sign({ ...said, peer: 'A'.repeat(43) } as Operation) });
    });
    await expect(leader.takeOn(manifest.ask)).rejects.toMatchObject({ code: 'study-operators' });
    change = undefined;
    const labels = await leader.takeOn(manifest.ask);
    expect(readOperation(splitRecord(labels.helper).body).peer).toBe(recordDigest(labels.leader));
  });
});

describe('a leader whose helper answers a withdrawal with nonsense', () => {
  it('says that a word is missing whatever is thrown, once its own is kept', async () => {
    await begin(0);
    carried.openWindow();
    const call = carried.known.withdrawal(aContributor(), carried.clock.now());
    const tools = {
      store: {
        keepWithdrawal: async (_digest: string, id: Uint8Array, kept: string, asked: string) => ({
          id,
          own: kept,
          asked,
        }),
      },
      own: carried.regie,
      now: carried.clock.now,
    } as unknown as LeaderTools;
    const line = { postJson: async () => Promise.reject(new CryptoFault('encoding-invalid', 'nonsense')) };
    const of = { task: carried.known.of, state: {}, line } as unknown as LeaderStudy;
    expect(await withdraw(tools, of, call)).toMatchObject({
      pending: true,
      withdrawn: [{ party: carried.regie.id }],
    });
  });

  it.each<[string, (statement: string, party: string) => unknown]>([
    ['a signature that is no base64url', (statement, party) => ({ party, statement, signature: '!!!' })],
    [
      'a signature that is none',
      (statement, party) => ({ party, statement, signature: `${'A'.repeat(85)}B` }),
    ],
    ['nothing', () => null],
    ['a list', () => [[]]],
  ])('says that a word is missing after %s, and holds up nothing', async (_what, nonsense) => {
    await begin(0);
    carried.openWindow();
    const pair = aContributor();
    const { digest, leader, known, clock, helperParty } = carried;
    await leader.upload(digest, await known.report(pair, 0, clock.now()));
    const statement = canonicalText({
      study: digest,
      contribution: toBase64url(pair.publicKey),
      by: helperParty.id,
      at: minuteText(clock.now()),
    });
    change = on('/withdrawal', () => Response.json(nonsense(statement, helperParty.id)));
    const call = known.withdrawal(pair, clock.now());
    expect(await leader.withdraw(digest, call)).toMatchObject({
      pending: true,
      withdrawn: [{ party: carried.regie.id }],
    });
    await carried.settle();
    expect(carried.told).toEqual([]);
    change = undefined;
    expect(await leader.withdraw(digest, call)).toMatchObject({ pending: false });
  });
});

describe('a leader whose helper signs a word about something else', () => {
  it.each<[string, (carried: CarriedStudy, at: string) => object]>([
    [
      'another contribution',
      ({ digest, helperParty }, at) => ({
        study: digest,
        contribution: toBase64url(aContributor().publicKey),
        by: helperParty.id,
        at,
      }),
    ],
    [
      'another study',
      ({ helperParty }, at) => ({
        study: toBase64url(randomBytes(32)),
        contribution: own,
        by: helperParty.id,
        at,
      }),
    ],
    [
      'the leader’s part',
      ({ digest, regie }, at) => ({ study: digest, contribution: own, by: regie.id, at }),
    ],
    ['less than it should', ({ digest }) => ({ study: digest })],
  ])('keeps no word about %s, and asks again', async (_what, otherWord) => {
    await begin(0);
    carried.openWindow();
    const pair = aContributor();
    own = toBase64url(pair.publicKey);
    await carried.leader.upload(carried.digest, await carried.known.report(pair, 0, carried.clock.now()));
    const statement = canonicalText(otherWord(carried, minuteText(carried.clock.now())));
    const party = carried.helperParty.id;
    const signature = carried.helperParty.signWord(withdrawnLabel, statement);
    change = on('/withdrawal', () => Response.json({ party, statement, signature }));
    const call = carried.known.withdrawal(pair, carried.clock.now());
    const first = await carried.leader.withdraw(carried.digest, call);
    expect(first).toMatchObject({ pending: true, withdrawn: [{ party: carried.regie.id }] });
    await carried.settle();
    change = undefined;
    const second = await carried.leader.withdraw(carried.digest, call);
    expect(second.withdrawn.map((word) => readWithdrawn(JSON.parse(word.statement)))).toMatchObject([
      { by: carried.regie.id, contribution: own },
      { by: party, contribution: own },
    ]);
    expect(second.pending).toBe(false);
  });
});

describe('a leader whose helper refuses a withdrawal', () => {
  it('has it out all the same, says that a word is missing, and counts on', async () => {
    await begin();
    carried.openWindow();
    const pair = aContributor();
    await carried.leader.upload(carried.digest, await carried.known.report(pair, 0, carried.clock.now()));
    change = on('/withdrawal', problem(409, { code: 'withdrawal-late' }));
    const call = carried.known.withdrawal(pair, carried.clock.now());
    expect(await carried.leader.withdraw(carried.digest, call)).toMatchObject({ pending: true });
    await carried.settle();
    carried.closeWindow();
    await settleFor(2);
    expect(counted()).toBe(12);
    expect(carried.told).toEqual([]);
  });
});

const asResps = async (response: Response) => readVerifyResps(new Uint8Array(await response.arrayBuffer()));
const withResps = (bend: (resps: VerifyResp[]) => VerifyResp[]): Answer =>
  on(
    '/aggregation_jobs',
    async (response) => new Response(writeVerifyResps(bend(await asResps(response))), response),
  );

const placedAt = (location: string): Answer =>
  on('/aggregation_jobs', (response) => new Response(response.body, { headers: { location } }));

/** Well formed, sealed to the collector as it should be. */
function hugeShare(): Response {
  const { task, vdaf } = carried.known.of;
  const { collector } = carried.helper.require(carried.digest).state;
  const { id, publicKey } = readHpkeConfig(fromBase64url(collector));
  const zeros = vdaf.aggregateInit();
  const share = vdaf.encodeAggregateShare(
    addNoise(
      vdaf.field,
      zeros,
      zeros.map(() => 2n ** 50n),
    ),
  );
  const aad = aggregateShareAad(task, writeCollection(task.interval));
  const sealed = sealHpke(publicKey, aggregateShareInfo.helper, aad, share);
  return new Response(new Uint8Array(writeAggregateShare({ configId: id, ...sealed })));
}

describe('a leader whose helper answers otherwise', () => {
  it.each<[string, Answer, string]>([
    ['fewer reports', withResps((resps) => resps.slice(1)), 'answer-other'],
    ['others', withResps((resps) => resps.map((resp) => ({ ...resp, id: randomBytes(16) }))), 'answer-other'],
    ['another order', withResps((resps) => resps.toReversed()), 'answer-other'],
    [
      'a word of another round',
      withResps((resps) => resps.map(({ id }) => ({ id, type: 'finish' }))),
      'answer-other',
    ],
    ['nonsense', on('/aggregation_jobs', (response) => new Response('nonsense', response)), 'answer-invalid'],
    ['that it knows no such task', on('/aggregation_jobs', dap('unrecognizedTask', 404)), 'unrecognizedTask'],
    ['that it counted something else', on('/aggregate_shares', dap('batchMismatch')), 'batchMismatch'],
    ['that it gave its share to somebody', on('/aggregate_shares', dap('batchOverlap')), 'batchOverlap'],
    [
      'a share that does not open',
      on('/aggregate_shares', (response) => new Response(randomBytes(500), response)),
      'answer-invalid',
    ],
    ['a place that is no address', placedAt('http://['), 'answer-invalid'],
    ['a place in another house', placedAt('data:@elsewhere.example/'), 'answer-invalid'],
    ['numbers that no study has', on('/aggregate_shares', hugeShare), 'answer-invalid'],
    ['that it does not sign', on('/cosign', problem(409, { code: 'record-conflict' })), 'record-conflict'],
    [
      'a signature of nobody',
      on('/cosign', () => Response.json({ signature: 'A'.repeat(86) })),
      'signature-invalid',
    ],
    ['no signature', on('/cosign', () => Response.json({})), 'signature-invalid'],
  ])('goes no further after %s, and releases nothing', async (_what, answer, word) => {
    await begin();
    change = answer;
    await settleFor(2);
    expect(carried.told).toEqual([`study ${carried.digest}: stopped, ${word}`]);
    // Also when it thinks better of it.
    change = undefined;
    const asked = carried.calls.length;
    await settleFor(2);
    await carried.restartLeader();
    await settleFor(1);
    expect(carried.calls.length).toBe(asked);
    expect(carried.releases).toEqual([]);
  });

  it('does not believe a message that fits no proof, and counts nothing of it', async () => {
    await begin();
    change = withResps((resps) =>
      resps.map((resp, at) =>
        at === 0 && resp.type === 'continue'
          ? {
              ...resp,
              payload: Uint8Array.from(resp.payload, (byte, place) => (place === 9 ? byte ^ 1 : byte)),
            }
          : resp,
      ),
    );
    await settleFor(2);
    // One counted here, another there: the two cannot agree, so there is no release.
    expect(carried.told).toEqual([`study ${carried.digest}: stopped, batchMismatch`]);
    expect(carried.releases).toEqual([]);
  });
});
