// Each MUST of DAP (draft 18) that a helper has to keep, in the order of the document, and what we ask of it beyond.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAggregateShareRequest } from '../../../crypto/dap/aggregate-share.ts';
import { readVerifyResps, type VerifyInit } from '../../../crypto/dap/aggregation-job.ts';
import { readHpkeConfigs, writeHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import type { Interval } from '../../../crypto/dap/task.ts';
import { concat, fromBase64url, toBase64url, toHex } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { randomBytes } from '../../../crypto/random.ts';
import { contributionExtension } from '../../../crypto/report.ts';
import type { Noise } from '../../../relay/aggregate/noise-share.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';
import {
  anInit,
  bytesOf,
  errorOf,
  jobOf,
  post,
  postJob,
  postShare,
  secretsOf,
  someInits,
} from './helper-doors.ts';

let carried: CarriedStudy;
const drawn: number[] = [];
const noise: Noise = (_mechanism, length) => {
  drawn.push(length);
  return Array.from({ length }, () => BigInt(drawn.length));
};
beforeEach(async () => {
  drawn.length = 0;
  carried = await carryStudy({ noise });
  carried.closeWindow();
});
afterEach(() => carried.close());

const interval = (): Interval => carried.known.task.interval;

function checksumOf(inits: readonly VerifyInit[]): Uint8Array {
  const sum = new Uint8Array(32);
  for (const { metadata } of inits)
    for (const [at, byte] of sha256(metadata.id).entries()) sum[at] = (sum[at] as number) ^ byte;
  return sum;
}

/** What the helper says of each. */
async function verdicts(inits: readonly VerifyInit[]): Promise<string[]> {
  const response = await postJob(carried, jobOf(inits));
  expect(response.status).toBe(200);
  const resps = readVerifyResps(await bytesOf(response));
  expect(resps.map(({ id }) => toHex(id))).toEqual(inits.map(({ metadata }) => toHex(metadata.id)));
  return resps.map((resp) => (resp.type === 'reject' ? resp.error : resp.type));
}

const verdictOn = async (init: VerifyInit): Promise<string> => (await verdicts([init]))[0] as string;
const total = () => carried.helper.given.store.total(carried.digest);

describe('the doors of a helper', () => {
  it('give its keys, each with an id of its own, to be kept for a while', async () => {
    const response = await carried.ask('/dap/hpke_config');
    expect(response.headers.get('content-type')).toBe('application/ppm-dap;message=hpke-config-list');
    expect(response.headers.get('cache-control')).toMatch(/^max-age=\d+$/);
    const [config] = readHpkeConfigs(await bytesOf(response));
    const label = carried.helper.require(carried.digest).state.label;
    expect(label).toContain(toBase64url(writeHpkeConfig(config as NonNullable<typeof config>)));
  });

  it('know the leader by the bearer token of the study, and nobody else', async () => {
    const job = jobOf(await someInits(carried, 1));
    const { bearer } = secretsOf(carried);
    for (const authorization of [
      '',
      'Bearer',
      `Basic ${bearer}`,
      `Bearer ${bearer.slice(1)}`,
      `Bearer ${bearer}A`,
    ])
      for (const path of [
        '/aggregation_jobs',
        '/aggregate_shares',
        '/aggregation_jobs/x',
        '/aggregate_shares/x',
      ]) {
        const response = await post(carried, path, 'aggregation-job-init-req', job, { authorization });
        // Nobody posts to a share: that door says so to everybody.
        const isDoor = path !== '/aggregate_shares/x';
        expect(response.status, path).toBe(isDoor ? 401 : 405);
        expect(await errorOf(response)).toBe(isDoor ? 'client-invalid' : 'method-unsupported');
      }
    for (const door of ['withdrawal', 'cosign']) {
      const response = await carried.ask(`/vav/studies/${carried.digest}/${door}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(401);
    }
    expect((await total()).count).toBe(0);
  });

  it('say which methods they take, and that there is no other door', async () => {
    const response = await carried.ask('/dap/hpke_config', { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    const job = await carried.ask(`/dap/tasks/${carried.digest}/aggregation_jobs/x`, { method: 'PUT' });
    expect([job.status, job.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE']);
    expect(await errorOf(await carried.ask('/vav/nothing'))).toBe('path-unknown');
  });

  it('take only so many calls, each door for itself', async () => {
    const begin = () => carried.ask('/vav/studies', { method: 'POST' });
    let response = await begin();
    for (let calls = 1; calls < 1000 && response.status !== 429; calls += 1) response = await begin();
    expect(await errorOf(response)).toBe('rate-exceeded');
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await carried.ask('/healthz')).status).toBe(200);
    expect(carried.lines.at(-2)).toContain('rate-exceeded');
    carried.clock.pass({ minutes: 1 });
    expect(await errorOf(await begin())).not.toBe('rate-exceeded');
  });

  it('refuse a task that they do not know, and say which', async () => {
    const task = toBase64url(randomBytes(32));
    const response = await carried.ask(`/dap/tasks/${task}/aggregation_jobs`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      type: 'urn:ietf:params:ppm:dap:error:unrecognizedTask',
      status: 404,
      taskid: task,
    });
  });

  it('take a message of its own media type only, and no more of it than a job holds', async () => {
    const job = jobOf(await someInits(carried, 1));
    for (const message of ['aggregate-share-req', 'upload-req', ''])
      expect((await post(carried, '/aggregation_jobs', message, job)).status).toBe(415);
    const versioned = await post(carried, '/aggregation_jobs', 'aggregation-job-init-req;version=18', job);
    expect(versioned.status).toBe(200);
    const large = await postJob(carried, new Uint8Array(16 * 1024 * 1024 + 1));
    expect(large.status).toBe(413);
  });

  it('log which door was used and how it ended, and nothing that came in', async () => {
    const inits = await someInits(carried, 2);
    await verdicts(inits);
    await postJob(carried, Uint8Array.of(1, 2, 3));
    const text = carried.lines.join('\n');
    expect(text).toContain('/dap/tasks/:task/aggregation_jobs');
    for (const secret of [
      carried.digest,
      secretsOf(carried).bearer,
      ...inits.map(({ metadata }) => toBase64url(metadata.id)),
    ])
      expect(text).not.toContain(secret);
    for (const line of carried.lines) expect((JSON.parse(line) as { at: string }).at).toMatch(/:00Z$/);
  });
});

describe('an aggregation job', () => {
  it('is refused while the window is open: until then a contribution can be taken out', async () => {
    const job = jobOf(await someInits(carried, 3));
    carried.openWindow();
    const early = await postJob(carried, job);
    expect(early.status).toBe(409);
    expect(await errorOf(early)).toBe('study-early');
    expect((await total()).count).toBe(0);
    carried.closeWindow();
    expect((await postJob(carried, job)).status).toBe(200);
    expect((await total()).count).toBe(3);
  });

  it('fails whole when it is malformed, empty, or names a report twice', async () => {
    const [first, second] = (await someInits(carried, 2)) as [VerifyInit, VerifyInit];
    const good = jobOf([first, second]);
    for (const body of [
      new Uint8Array(0),
      good.subarray(0, good.length - 1),
      concat(good, Uint8Array.of(0)),
      jobOf([]),
      jobOf([first, second, first]),
      concat(Uint8Array.of(1), good.subarray(1)),
    ])
      expect(await errorOf(await postJob(carried, body))).toBe('invalidMessage');
    expect((await total()).count).toBe(0);
  });

  it('fails whole for an extension or an aggregation parameter that is not known', async () => {
    const rest = jobOf(await someInits(carried, 1)).subarray(7);
    const extended = concat(Uint8Array.of(0, 0, 0, 0, 0, 0, 5, 0x12, 0x34, 0, 1, 9), rest);
    const response = await postJob(carried, extended);
    expect(await response.json()).toMatchObject({
      type: 'urn:ietf:params:ppm:dap:error:unsupportedExtension',
      unsupported_extensions: [0x1234],
    });
    const parameter = concat(Uint8Array.of(0, 0, 0, 0, 1, 7, 0, 0), rest);
    expect(await errorOf(await postJob(carried, parameter))).toBe('invalidAggregationParameter');
  });

  it('is one job however often it is posted: the same place, the same answer', async () => {
    const job = jobOf(await someInits(carried, 40));
    const [first, second] = await Promise.all([postJob(carried, job), postJob(carried, job)]);
    await carried.restartHelper();
    const third = await postJob(carried, job);
    const answers = await Promise.all(
      [first, second, third].map((response) => bytesOf(response as Response)),
    );
    expect(new Set(answers.map(toHex)).size).toBe(1);
    const places = [first, second, third].map((response) => response?.headers.get('location'));
    expect(new Set(places).size).toBe(1);
    expect(places[0]).toMatch(
      new RegExp(`^/dap/tasks/${carried.digest}/aggregation_jobs/[A-Za-z0-9_-]{22}$`),
    );
    expect((await total()).count).toBe(40);

    const authorization = `Bearer ${secretsOf(carried).bearer}`;
    const read = await carried.ask(`${places[0]}?step=0`, { headers: { authorization } });
    expect(toHex(await bytesOf(read))).toBe(toHex(answers[0] as Uint8Array));
    // Prio3 has one round, and nothing is forgotten before the day of destruction.
    const more = await carried.ask(places[0] as string, { method: 'POST', headers: { authorization } });
    expect(await errorOf(more)).toBe('stepMismatch');
    expect(
      (await carried.ask(places[0] as string, { method: 'DELETE', headers: { authorization } })).status,
    ).toBe(204);
    expect(toHex(await bytesOf(await postJob(carried, job)))).toBe(toHex(answers[0] as Uint8Array));
    const other = await carried.ask(`/dap/tasks/${carried.digest}/aggregation_jobs/AAAA`, {
      headers: { authorization },
    });
    expect(await errorOf(other)).toBe('unrecognizedAggregationJob');
  });

  it('counts a report once, in whichever jobs it stands', async () => {
    const inits = await someInits(carried, 6);
    expect(await verdicts(inits.slice(0, 4))).toEqual(Array(4).fill('continue'));
    expect(await verdicts(inits)).toEqual([...Array(4).fill('report_replayed'), 'continue', 'continue']);
    const jobs = [jobOf([...inits].reverse()), jobOf(inits.slice(2))];
    await Promise.all(jobs.map((job) => postJob(carried, job)));
    const { count, checksum } = await total();
    expect({ count, checksum: toHex(checksum) }).toEqual({ count: 6, checksum: toHex(checksumOf(inits)) });
  });
});

describe('a report, as the helper looks at it', () => {
  it('has a time in the window', async () => {
    const { opensMs, closesMs } = carried.known.of;
    expect(await verdictOn(await anInit(carried, { atMs: opensMs }))).toBe('continue');
    expect(await verdictOn(await anInit(carried, { atMs: opensMs - 1 }))).toBe('task_not_started');
    expect(await verdictOn(await anInit(carried, { atMs: closesMs }))).toBe('task_expired');
  });

  it('has our extension, once, and no other, public or private', async () => {
    const bend = (types: readonly number[]) =>
      anInit(carried, {
        bend: (report) => {
          const [own] = report.metadata.publicExtensions;
          const publicExtensions = types.map((type) => ({ type, data: own?.data ?? new Uint8Array() }));
          return { ...report, metadata: { ...report.metadata, publicExtensions } };
        },
      });
    const ours = contributionExtension;
    for (const types of [[], [1], [ours, ours], [ours, ours + 1], [1, ours], [ours, 1]])
      expect(await verdictOn(await bend(types)), types.join()).toBe('invalid_message');
    for (const type of [1, ours]) {
      const privateExtensions = [{ type, data: new Uint8Array(2) }];
      expect(await verdictOn(await anInit(carried, { privateExtensions }))).toBe('invalid_message');
    }
  });

  it('is the one that its token was given for, in this study', async () => {
    const { known } = carried;
    const pair = aContributor();
    const withToken = (token: Uint8Array) => anInit(carried, { pair, report: { token } });
    for (const token of [
      randomBytes(354),
      known.token(pair.publicKey, { challenge: randomBytes(32) }),
      known.token(aContributor().publicKey),
    ])
      expect(await verdictOn(await withToken(token))).toBe('invalid_message');
    const renamed = await anInit(carried, {
      bend: (report) => ({ ...report, metadata: { ...report.metadata, id: randomBytes(16) } }),
    });
    expect(await verdictOn(renamed)).toBe('invalid_message');
    expect(await verdictOn(await withToken(known.token(pair.publicKey)))).toBe('continue');
  });

  it('opens under its own key, terms and metadata only', async () => {
    const unknown = await anInit(carried, {
      bend: (report) => ({
        ...report,
        helperShare: { ...report.helperShare, configId: report.helperShare.configId ^ 1 },
      }),
    });
    expect(await verdictOn(unknown)).toBe('hpke_decrypt_error');
    const later = await anInit(carried, {
      atMs: carried.known.of.opensMs,
      bend: (report) => ({ ...report, metadata: { ...report.metadata, time: report.metadata.time + 1 } }),
    });
    expect(await verdictOn(later)).toBe('hpke_decrypt_error');
    const task = {
      ...carried.known.task,
      configuration: Uint8Array.from(carried.known.task.configuration, (byte, at) =>
        at === 20 ? byte ^ 1 : byte,
      ),
    };
    expect(await verdictOn(await anInit(carried, { report: { task } }))).toBe('hpke_decrypt_error');
  });

  it('is proved with the leader’s word on its own half', async () => {
    const [one, other] = (await someInits(carried, 2)) as [VerifyInit, VerifyInit];
    expect(await verdictOn({ ...one, payload: other.payload })).toBe('vdaf_verify_error');
    expect(await verdictOn({ ...one, payload: Uint8Array.of(2, 0, 0, 0, 0) })).toMatch(
      /vdaf_verify_error|invalid_message/,
    );
    expect(await verdictOn(one)).toBe('continue');
  });

  it('is not taken out once it is counted, also when the clock was set back', async () => {
    const pair = aContributor();
    expect(await verdictOn(await anInit(carried, { pair }))).toBe('continue');
    carried.openWindow();
    const call = carried.known.withdrawal(pair, carried.clock.now());
    await expect(carried.helper.withdraw(carried.digest, call)).rejects.toMatchObject({
      code: 'withdrawal-late',
    });
    expect((await carried.helper.given.store.tally(carried.digest)).withdrawn).toBe(0);
  });

  it('was not taken out', async () => {
    const pair = aContributor();
    const init = await anInit(carried, { pair });
    carried.openWindow();
    await carried.helper.withdraw(carried.digest, carried.known.withdrawal(pair, carried.clock.now()));
    carried.closeWindow();
    expect(await verdictOn(init)).toBe('report_dropped');
    expect((await total()).count).toBe(0);
  });
});

describe('the helper’s share of the sum', () => {
  const count = 12;
  let inits: VerifyInit[];
  const ask = (changes: { interval?: Interval; count?: number; checksum?: Uint8Array } = {}) =>
    postShare(
      carried,
      writeAggregateShareRequest(
        changes.interval ?? interval(),
        changes.count ?? count,
        changes.checksum ?? checksumOf(inits),
      ),
    );
  beforeEach(async () => {
    inits = await someInits(carried, count);
    await verdicts(inits);
  });

  it('is of the whole closed window or of nothing', async () => {
    const { start, duration } = interval();
    for (const part of [
      { start, duration: duration - 1 },
      { start: start + 1, duration: duration - 1 },
      { start: start - 1, duration: duration + 1 },
      { start, duration: 0 },
    ])
      expect(await errorOf(await ask({ interval: part }))).toBe('batchInvalid');
    carried.openWindow();
    expect(await errorOf(await ask())).toBe('batchInvalid');
    expect(drawn).toEqual([]);
  });

  it('is refused for another mode, an extension, a parameter, or what is no question', async () => {
    const good = writeAggregateShareRequest(interval(), count, checksumOf(inits));
    const other = good.slice();
    other[0] = 2;
    for (const body of [other, good.subarray(1), concat(good, Uint8Array.of(0)), new Uint8Array(0)])
      expect(await errorOf(await postShare(carried, body))).toBe('invalidMessage');
    const head = good.subarray(0, 19);
    const rest = good.subarray(25);
    const extended = (...types: number[]) =>
      concat(
        head,
        Uint8Array.of(0, 0, 0, 0, 0, 4 * types.length),
        ...types.map((type) => Uint8Array.of(0, type, 0, 0)),
        rest,
      );
    expect(await errorOf(await postShare(carried, extended(5)))).toBe('unsupportedExtension');
    expect(await errorOf(await postShare(carried, extended(5, 5)))).toBe('invalidExtension');
    const parameter = concat(head, Uint8Array.of(0, 0, 0, 1, 9, 0, 0), rest);
    expect(await errorOf(await postShare(carried, parameter))).toBe('invalidMessage');
    expect(drawn).toEqual([]);
  });

  it('is refused when the two have not counted the same', async () => {
    expect(await errorOf(await ask({ count: count - 1 }))).toBe('batchMismatch');
    expect(await errorOf(await ask({ checksum: randomBytes(32) }))).toBe('batchMismatch');
    expect(drawn).toEqual([]);
  });

  it('is given once: the same question has the same answer, another has none, and no report comes after', async () => {
    const late = await anInit(carried);
    const first = await ask();
    expect(first.headers.get('content-type')).toBe('application/ppm-dap;message=aggregate-share');
    const place = first.headers.get('location') as string;
    const bytes = toHex(await bytesOf(first));
    await carried.restartHelper();
    const [again, twice] = await Promise.all([ask(), ask()]);
    expect([toHex(await bytesOf(again)), toHex(await bytesOf(twice))]).toEqual([bytes, bytes]);
    expect(again.headers.get('location')).toBe(place);
    const authorization = `Bearer ${secretsOf(carried).bearer}`;
    expect(toHex(await bytesOf(await carried.ask(place, { headers: { authorization } })))).toBe(bytes);
    expect(drawn).toHaveLength(1);

    expect(await verdictOn(late)).toBe('batch_collected');
    expect(await errorOf(await ask({ count: count + 1 }))).toBe('batchOverlap');
    expect((await total()).count).toBe(count);
    expect(drawn).toHaveLength(1);
  });

  it('has nothing added to it while it is being written down', async () => {
    const late = await anInit(carried);
    const { store } = carried.helper.given;
    const change = store.changeStudy.bind(store);
    const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
    const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
    store.changeStudy = async (...given) => {
      hasBegun();
      await goOn;
      return change(...given);
    };
    const share = ask();
    await begun;
    // It comes while the share stands at the gate, and lines up behind; judged before, it would be counted.
    const study = carried.helper.require(carried.digest);
    const { promise: linedUp, resolve: linesUp } = Promise.withResolvers<void>();
    let { running } = study;
    Object.defineProperty(study, 'running', {
      get: () => running,
      set: (next: typeof running) => {
        running = next;
        linesUp();
      },
    });
    const verdict = verdictOn(late);
    await Promise.race([linedUp, verdict]);
    letGoOn();
    expect(await verdict).toBe('batch_collected');
    expect((await share).status).toBe(200);
    expect((await total()).count).toBe(count);
  });

  it('carries the noise that was drawn, and is kept as it was answered', async () => {
    const response = await ask();
    const { share } = carried.helper.require(carried.digest).state;
    expect(toBase64url(await bytesOf(response))).toBe(share?.answer);
    const { vdaf } = carried.known.of;
    const sum = vdaf.decodeAggregateShare((await total()).share as Uint8Array);
    const noisy = vdaf.decodeAggregateShare(fromBase64url(share?.noisy ?? ''));
    const difference = vdaf.field.subtractVectors(noisy, sum).map((element) => vdaf.field.integer(element));
    expect(difference).toEqual(Array(vdaf.outputLength).fill(1n));
  });
});

describe('a study with too few', () => {
  it('gets no share, whoever asks', async () => {
    const inits = await someInits(carried, 9);
    await verdicts(inits);
    const body = writeAggregateShareRequest(interval(), 9, checksumOf(inits));
    expect(await errorOf(await postShare(carried, body))).toBe('invalidBatchSize');
    expect(drawn).toEqual([]);
  });
});
