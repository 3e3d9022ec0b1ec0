import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meetings } from '../../../relay/meeting/meetings.ts';
import { DoorFault } from '../../../relay/middleware/fault.ts';
import { openTestHouse, type TestHouse } from '../house.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

const handleOf = (letter: string): string => `${letter.repeat(21)}A`;
const put = async (handle: string, n: number, message: string): Promise<[number, unknown]> => {
  const response = await relay.post('/meeting/put', { handle, n, message });
  return [response.status, ((await response.json()) as { code?: string }).code];
};
const take = async (handle: string, n: number): Promise<unknown> =>
  (await relay.post('/meeting/take', { handle, n })).json();

describe('a meeting at the relay', () => {
  it('carries each message once, to whoever knows its name', async () => {
    const handle = handleOf('a');
    expect(await put(handle, 0, 'AAAA')).toEqual([200, undefined]);
    expect(await put(handle, 1, 'BBBB')).toEqual([200, undefined]);
    expect(await take(handle, 0)).toEqual({ message: 'AAAA' });
    expect(await take(handle, 1)).toEqual({ message: 'BBBB' });
    expect(await put(handle, 1, 'BBBB')).toEqual([200, undefined]);
    expect(await put(handle, 1, 'CCCC')).toEqual([409, 'meeting-taken']);
    expect(await take(handle, 1)).toEqual({ message: 'BBBB' });
  });

  it('is not closed to others by what strangers send without a name', async () => {
    for (let n = 0; n < 300; n++) expect(await put('', 0, 'AAAA')).toEqual([400, 'body-invalid']);
    expect(await put(handleOf('d'), 0, 'AAAA')).toEqual([200, undefined]);
    relay.clock.pass({ minutes: 10 });
  });

  it('says the same of a message that is not there yet, of a meeting that is over and of one that never was', async () => {
    const handle = handleOf('b');
    await put(handle, 0, 'AAAA');
    const answers = [await take(handle, 1), await take(handleOf('c'), 0)];
    relay.clock.pass({ minutes: 10 });
    answers.push(await take(handle, 0));
    expect(answers).toEqual([{ message: null }, { message: null }, { message: null }]);
    expect(await put(handle, 1, 'BBBB')).toEqual([410, 'meeting-over']);
    expect(relay.house.meetings.count).toBe(0);
  });

  it('refuses what is no meeting', async () => {
    const handle = handleOf('d');
    expect(await put(handle, 8, 'AAAA')).toEqual([400, 'body-invalid']);
    expect(await put(handle, -1, 'AAAA')).toEqual([400, 'body-invalid']);
    expect(await put('short', 0, 'AAAA')).toEqual([400, 'body-invalid']);
    expect(await put(handle, 0, '')).toEqual([400, 'body-invalid']);
    expect(await put(handle, 0, 'not base64url!')).toEqual([400, 'body-invalid']);
  });

  it('leaves nothing in the log of the relay, and nothing on its disk', async () => {
    const handle = handleOf('e');
    await put(handle, 0, 'Q2FuYXJ5');
    await take(handle, 0);
    const told = relay.lines.join('\n');
    expect(told).toContain('/meeting/put');
    expect(told).not.toContain(handle);
    expect(told).not.toContain('Q2FuYXJ5');
  });
});

describe('the memory of meetings', () => {
  const codeOf = (act: () => void): string | undefined => {
    try {
      act();
    } catch (cause) {
      return cause instanceof DoorFault ? cause.code : 'another';
    }
    return undefined;
  };

  it('holds two megabytes of one meeting and no more', () => {
    const meetings = new Meetings();
    const message = 'A'.repeat(1024 * 1024);
    meetings.put('one', 0, 'A', 0);
    meetings.put('one', 2, message, 0);
    expect(codeOf(() => meetings.put('one', 3, message, 0))).toBe('body-oversize');
  });

  it('holds a key and a nonce before anybody has answered, and nothing longer', () => {
    const meetings = new Meetings();
    meetings.put('one', 0, 'A'.repeat(4096), 0);
    expect(codeOf(() => meetings.put('another', 0, 'A'.repeat(4097), 0))).toBe('body-oversize');
    expect(codeOf(() => meetings.put('one', 1, 'A'.repeat(4097), 0))).toBe('body-oversize');
    expect(meetings.count).toBe(1);
  });

  it('holds two thousand meetings, and lets the oldest go that nobody answered: no flood keeps people out', () => {
    const meetings = new Meetings();
    meetings.put('answered', 0, 'A', 0);
    meetings.put('answered', 1, 'A', 0);
    for (let at = 0; at < 2_000; at++) meetings.put(`stranger ${at}`, 0, 'A', 0);
    meetings.put('newcomer', 0, 'A', 0);
    expect(meetings.count).toBe(2_000);
    expect(meetings.take('answered', 1, 0)).toBe('A');
    expect(meetings.take('newcomer', 0, 0)).toBe('A');
    expect([meetings.take('stranger 1', 0, 0), meetings.take('stranger 2', 0, 0)]).toEqual([null, 'A']);
    meetings.put('later', 0, 'A', 600_000);
    expect(meetings.count).toBe(1);
  });

  it('lets the oldest go where all were answered', () => {
    const meetings = new Meetings();
    for (let at = 0; at <= 2_000; at++) for (const n of [0, 1]) meetings.put(`meeting ${at}`, n, 'A', 0);
    expect(meetings.count).toBe(2_000);
    expect([meetings.take('meeting 0', 0, 0), meetings.take('meeting 2000', 1, 0)]).toEqual([null, 'A']);
  });

  it('holds so many characters in all, and lets the oldest go that holds much, not those that wait', () => {
    const meetings = new Meetings();
    const message = 'A'.repeat(1_500_000);
    meetings.put('waiting', 0, 'A', 0);
    for (let at = 0; at < 150; at++) {
      meetings.put(`stranger ${at}`, 0, 'A', 0);
      meetings.put(`stranger ${at}`, 2, message, 0);
    }
    meetings.put('waiting', 2, message, 0);
    expect(meetings.take('waiting', 2, 0)).toBe(message);
    expect(meetings.take('stranger 149', 2, 0)).toBe(message);
    // 192 MiB are 134 of these.
    expect(meetings.count).toBe(134);
    expect(meetings.take('stranger 16', 0, 0)).toBeNull();
  });
});
