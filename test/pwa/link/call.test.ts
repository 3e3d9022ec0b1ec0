import { afterEach, describe, expect, it, vi } from 'vitest';
import { problemOf } from '../../../policy/problem.ts';
import { callJson, type Fetch, type Reach } from '../../../pwa/wallet/link/call.ts';
import { readRulesText } from '../../../pwa/wallet/link/rules.ts';
import { postStop } from '../../../pwa/wallet/link/stop.ts';

const reachWith = (fetch: Fetch): Reach => ({ origin: 'https://relay.example', fetch, patienceMs: 1_000 });
const get = { method: 'GET', path: '/party' } as const;

afterEach(() => vi.useRealTimers());

describe('a call', () => {
  it('goes to the relay alone, without cookie, referrer, cache or redirect', async () => {
    const seen: { address: string; options: RequestInit }[] = [];
    await callJson(
      reachWith(async (address, options) => {
        seen.push({ address, options });
        return Response.json({});
      }),
      { method: 'POST', path: '/stop', body: '{}' },
    );
    expect(seen).toMatchObject([
      {
        address: 'https://relay.example/stop',
        options: { credentials: 'omit', cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer' },
      },
    ]);
  });

  it('gives up in time, and says that the network is slow and not that the relay said no', async () => {
    vi.useFakeTimers();
    const never: Fetch = (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    const calling = callJson(reachWith(never), get);
    calling.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_001);
    await expect(calling).rejects.toMatchObject({ code: 'network-slow', isPassing: true });
  });

  it('without network is passing', async () => {
    const calling = callJson(
      reachWith(() => Promise.reject(new TypeError('failed'))),
      get,
    );
    await expect(calling).rejects.toMatchObject({ code: 'network-absent', isPassing: true });
  });

  it('gives the relay’s own code and sentences when it says no', async () => {
    const problem = problemOf('handle-claimed');
    const calling = callJson(
      reachWith(async () => Response.json(problem, { status: 409 })),
      get,
    );
    await expect(calling).rejects.toMatchObject({
      code: 'relay-refused',
      isPassing: false,
      problem: {
        code: 'handle-claimed',
        status: 409,
        text: { fr: problem.fr, en: problem.en },
        todo: problem.todo,
      },
    });
  });

  it('takes a failing relay for passing, and a page of some proxy for no answer', async () => {
    const failing = callJson(
      reachWith(async () => Response.json(problemOf('relay-unready'), { status: 503 })),
      get,
    );
    await expect(failing).rejects.toMatchObject({ code: 'relay-refused', isPassing: true });
    const proxy = callJson(
      reachWith(async () => new Response('<html>', { status: 502 })),
      get,
    );
    await expect(proxy).rejects.toMatchObject({ code: 'answer-invalid', isPassing: true });
  });

  it('believes no answer of another kind than was promised', async () => {
    await expect(
      postStop(
        reachWith(async () => Response.json({ ended: 'many' })),
        ['s'],
      ),
    ).rejects.toMatchObject({
      code: 'answer-invalid',
    });
    const huge = new Response('{}', { headers: { 'content-length': '99999999999' } });
    await expect(
      callJson(
        reachWith(async () => huge),
        get,
      ),
    ).rejects.toMatchObject({ code: 'answer-invalid' });
  });

  it('takes rules only if they have the hash they were asked by', async () => {
    const reach = reachWith(async () => new Response('{}'));
    await expect(readRulesText(reach, 'A'.repeat(43))).rejects.toMatchObject({ code: 'answer-invalid' });
    const hash = 'RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o';
    expect(await readRulesText(reach, hash)).toBe('{}');
  });
});
