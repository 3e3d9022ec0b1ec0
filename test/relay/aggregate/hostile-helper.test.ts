// A leader whose helper does not do as it should: is away, answers nonsense, answers something else, or refuses.

import { afterEach, describe, expect, it } from 'vitest';
import { readVerifyResps, type VerifyResp, writeVerifyResps } from '../../../crypto/dap/aggregation-job.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readRelease } from '../../../policy/release.ts';
import type { Fetch } from '../../../relay/aggregate/helper-line.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';

let carried: CarriedStudy;
afterEach(() => carried.close());

type Answer = (response: Response, path: string) => Response | Promise<Response>;
/** What the helper's answers become on the way; `undefined` for the wire as it is. */
let change: Answer | undefined;
let isAway = false;

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
const counted = () => readRelease(splitRecord(carried.releases[0] as string).body).statement.counts.accepted;

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
    expect(carried.leader.trouble(carried.digest)).toBeUndefined();
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
    expect(carried.leader.trouble(carried.digest)).toBe(word);
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
    expect(carried.leader.trouble(carried.digest)).toBe('batchMismatch');
    expect(carried.releases).toEqual([]);
  });
});
