import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readAggregateShare,
  readAggregateShareRequest,
  readIntervalConfig,
  writeAggregateShare,
} from '../../../crypto/dap/aggregate-share.ts';
import {
  readAggregationJob,
  readVerifyResps,
  writeAggregationJob,
  writeVerifyResps,
} from '../../../crypto/dap/aggregation-job.ts';
import {
  hpkeSuite,
  isOurSuite,
  readHpkeConfig,
  readHpkeConfigs,
  writeHpkeConfig,
  writeHpkeConfigs,
} from '../../../crypto/dap/hpke-config.ts';
import {
  areInOrder,
  inputShareAad,
  readInputShare,
  readReport,
  readUpload,
  readUploadErrors,
  reportErrors,
  writeInputShare,
  writeReport,
  writeUploadErrors,
} from '../../../crypto/dap/report.ts';
import { isInside, taskOf, taskTime } from '../../../crypto/dap/task.ts';
import { concat, toHex } from '../../../crypto/encode.ts';
import { CryptoFault } from '../../../crypto/fault.ts';
import { given, messages, metadata, terms } from './messages.ts';

/** Reads and writes again: the same bytes, or the form has two ways to say one thing. */
const again: Record<keyof typeof messages, (bytes: Uint8Array) => Uint8Array | undefined> = {
  hpkeConfig: (bytes) => writeHpkeConfig(readHpkeConfig(bytes)),
  hpkeConfigs: (bytes) => writeHpkeConfigs(readHpkeConfigs(bytes)),
  report: (bytes) => writeReport(readReport(bytes)),
  uploadErrors: (bytes) => writeUploadErrors(readUploadErrors(bytes)),
  inputShare: (bytes) => writeInputShare(readInputShare(bytes)),
  aggregationJob: (bytes) => {
    const { inits, extensionTypes, aggregationParameter, verificationKeyId } = readAggregationJob(bytes, 10);
    // What our writer never writes has no way back.
    const isOurs =
      extensionTypes.length === 0 && aggregationParameter.length === 0 && verificationKeyId === 0;
    return isOurs ? writeAggregationJob(inits) : undefined;
  },
  verifyResps: (bytes) => writeVerifyResps(readVerifyResps(bytes)),
  aggregateShareRequest: (bytes) => {
    readAggregateShareRequest(bytes);
    return undefined;
  },
  aggregateShare: (bytes) => writeAggregateShare(readAggregateShare(bytes)),
};

const names = Object.keys(messages) as (keyof typeof messages)[];
/** Vectors that end where the message ends can be cut between two entries. */
const endless: readonly string[] = ['uploadErrors', 'aggregationJob', 'verifyResps'];

function faultOf(act: () => unknown): string {
  try {
    act();
  } catch (cause) {
    if (cause instanceof CryptoFault) return cause.code;
    throw cause;
  }
  return 'none';
}

describe.each(names)('the message %s', (name) => {
  const bytes = messages[name];

  it('is written as it was read', () => {
    const written = again[name](bytes);
    if (name !== 'aggregateShareRequest') expect(toHex(written as Uint8Array)).toBe(toHex(bytes));
  });

  it('is none when it ends too early or too late', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const fault = faultOf(() => again[name](bytes.subarray(0, length)));
      if (!endless.includes(name)) expect(fault, String(length)).toMatch(/^(encoding|size)-invalid$/);
    }
    expect(faultOf(() => again[name](concat(bytes, Uint8Array.of(0))))).toMatch(/^(encoding|size)-invalid$/);
  });

  it('has one form: whatever is read is written the same', () => {
    const changed = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(changed, { minLength: 1, maxLength: 4 }).map((changes) => {
        const copy = bytes.slice();
        for (const [at, by] of changes) copy[at] = (copy[at] as number) ^ by;
        return copy;
      }),
    );
    fc.assert(
      fc.property(some, (input) => {
        let written: Uint8Array | undefined;
        try {
          written = again[name](input);
        } catch (cause) {
          if (cause instanceof CryptoFault) return;
          throw cause;
        }
        if (written !== undefined) expect(toHex(written)).toBe(toHex(input));
      }),
      { numRuns: 300 },
    );
  });
});

describe('messages of DAP', () => {
  it('give a length that is larger than all bytes no room to be believed', () => {
    const bytes = messages.report.slice();
    // The public share's four length bytes.
    const at = 16 + 8 + 2 + 4 + 4 + 386;
    bytes.set([0xff, 0xff, 0xff, 0xff], at);
    expect(faultOf(() => readReport(bytes))).toBe('encoding-invalid');
  });

  it('hold as many reports as a door lets through', () => {
    const three = concat(messages.report, messages.report, messages.report);
    const read = readUpload(three, 3);
    expect(read.map(({ bytes }) => toHex(bytes))).toEqual(Array(3).fill(toHex(messages.report)));
    expect(faultOf(() => readUpload(three, 2))).toBe('size-invalid');
    expect(faultOf(() => readUpload(three.subarray(0, three.length - 1), 3))).toBe('encoding-invalid');
    expect(readUpload(new Uint8Array(0), 3)).toEqual([]);
    expect(faultOf(() => readAggregationJob(messages.aggregationJob, 1))).toBe('size-invalid');
  });

  it('know extensions out of order, and one that stands twice', () => {
    const [first, second] = metadata.publicExtensions.map(({ type }) => type) as [number, number];
    expect([[], [first], [first, second]].every((list) => areInOrder(list))).toBe(true);
    expect(
      [
        [second, first],
        [first, first],
      ].some((list) => areInOrder(list)),
    ).toBe(false);
  });

  it('know the errors of the list, and no others', () => {
    for (const [name, code] of Object.entries(reportErrors)) {
      const bytes = concat(given('first', 16), Uint8Array.of(code));
      expect(readUploadErrors(bytes)).toEqual([{ id: given('first', 16), error: name }]);
    }
    for (const code of [0, 12, 255])
      expect(faultOf(() => readUploadErrors(concat(given('first', 16), Uint8Array.of(code))))).toBe(
        'encoding-invalid',
      );
  });

  it('take no number above 2^53 and no interval that ends there', () => {
    const long = Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0);
    expect(faultOf(() => readIntervalConfig(concat(long, new Uint8Array(8))))).toBe('encoding-invalid');
    const most = Uint8Array.of(0, 0x1f, 255, 255, 255, 255, 255, 255);
    expect(faultOf(() => readIntervalConfig(concat(most, most)))).toBe('encoding-invalid');
    expect(readIntervalConfig(concat(new Uint8Array(8), most))).toEqual({
      start: 0,
      duration: Number.MAX_SAFE_INTEGER,
    });
  });

  it('take no list of keys that is empty or names one twice', () => {
    const config = { id: 1, ...hpkeSuite, publicKey: given('key') };
    expect(faultOf(() => readHpkeConfigs(Uint8Array.of(0, 0)))).toBe('encoding-invalid');
    expect(faultOf(() => writeHpkeConfigs([config, config]))).toBe('encoding-invalid');
    const one = writeHpkeConfig(config);
    expect(faultOf(() => readHpkeConfigs(concat(Uint8Array.of(0, 2 * one.length), one, one)))).toBe(
      'encoding-invalid',
    );
    expect(isOurSuite(config)).toBe(true);
    for (const other of [{ kem: 0x10 }, { kdf: 2 }, { aead: 3 }, { publicKey: given('key', 31) }])
      expect(isOurSuite({ ...config, ...other })).toBe(false);
  });
});

describe('a task', () => {
  const task = taskOf(terms);

  it('is bound to every one of its terms', () => {
    const share = (changes: Partial<typeof terms>) =>
      toHex(inputShareAad(taskOf({ ...terms, ...changes }), metadata, given('share')));
    const changed = [
      { id: given('other task') },
      { leaderUrl: 'https://relay.example/dap2' },
      { helperUrl: 'https://helper.example' },
      { precisionSeconds: 1800 },
      { minimumCohort: 99 },
      { length: 27 },
      { maxWeight: 2 },
      { chunkLength: 8 },
      { opensMs: terms.opensMs + 3_600_000 },
      { closesMs: terms.closesMs + 3_600_000 },
    ].map(share);
    expect(new Set([share({}), ...changed]).size).toBe(changed.length + 1);
  });

  it('runs from its opening until just before its close, in whole multiples of its precision', () => {
    expect(task.interval).toEqual({ start: 498_920, duration: 168 });
    expect(taskTime(task, terms.opensMs)).toBe(task.interval.start);
    expect(taskTime(task, terms.opensMs + 3_599_999)).toBe(task.interval.start);
    const at = (ms: number) => isInside(taskTime(task, ms), task.interval);
    expect([terms.opensMs - 1, terms.opensMs, terms.closesMs - 1, terms.closesMs].map(at)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('has no window that its precision does not divide', () => {
    for (const changes of [
      { opensMs: terms.opensMs + 1000 },
      { closesMs: terms.opensMs },
      { id: given('short', 31) },
    ])
      expect(faultOf(() => taskOf({ ...terms, ...changes }))).toBe('size-invalid');
  });
});
