import { afterEach, describe, expect, it, vi } from 'vitest';
import { askAhead, openCall, takeAhead } from '../../../pwa/wallet/link/ahead.ts';
import { LinkFault } from '../../../pwa/wallet/link/fault.ts';

const handle = 'h'.repeat(22);
const claim = 'c'.repeat(22);

/** Stands for the browser that the first script runs in. */
function pageThat(answers: () => Promise<Response>) {
  vi.stubGlobal('location', { origin: 'https://relay.example' });
  vi.stubGlobal('fetch', vi.fn(answers));
  return vi.mocked(globalThis.fetch);
}
afterEach(() => vi.unstubAllGlobals());

describe('a request that is asked for ahead', () => {
  it('is asked for once, and handed over once', async () => {
    const fetch = pageThat(async () => Response.json({ request: 'a.b.c' }));
    askAhead(handle, claim);
    expect(await takeAhead(openCall(handle, claim))).toEqual({ request: 'a.b.c' });
    expect(takeAhead(openCall(handle, claim))).toBeUndefined();
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('is never handed to another scan, nor after it', () => {
    pageThat(async () => Response.json({}));
    askAhead(handle, claim);
    expect(takeAhead(openCall('x'.repeat(22), claim))).toBeUndefined();
    expect(takeAhead(openCall(handle, claim))).toBeUndefined();
  });

  it('fails where it is taken, with the same fault as any call', async () => {
    pageThat(() => Promise.reject(new TypeError('no way')));
    askAhead(handle, claim);
    await expect(takeAhead(openCall(handle, claim))).rejects.toThrow(LinkFault);
  });
});
