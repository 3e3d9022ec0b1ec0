import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHouse, type TestHouse } from './house.ts';

let relay: TestHouse;
beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());

const digest = `${'a'.repeat(42)}A`;
const allowed = async (path: string, options?: RequestInit) =>
  (await relay.fetch(path, options)).headers.get('access-control-allow-origin');

describe('what is public and the same for everybody', () => {
  it('can be read by a page of another origin, a no included', async () => {
    for (const path of [
      '/study',
      `/study/${digest}`,
      `/study/${digest}/release`,
      `/study/${digest}/release.zip`,
      `/party/${relay.regie.id}`,
      `/party/${digest}`,
    ])
      expect(await allowed(path), path).toBe('*');
  });

  it('is opened by nothing else: no page of another origin reads a door where somebody is known', async () => {
    for (const path of ['/', '/healthz', '/metrics', '/party', '/declaration', '/problems', '/nowhere'])
      expect(await allowed(path), path).toBeNull();
    for (const path of ['/grant', '/mailbox', '/revoke', '/stop', '/request', '/study', '/account'])
      expect(await allowed(path, { method: 'POST', body: '{}' }), path).toBeNull();
    const asked = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } };
    expect(await allowed('/grant', asked)).toBeNull();
  });
});
