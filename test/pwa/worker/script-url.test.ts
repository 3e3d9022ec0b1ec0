import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal('location', new URL('https://relay.example/donnees'));
});
afterEach(() => vi.unstubAllGlobals());

describe('the one Trusted Types policy', () => {
  it('lets through scripts of this origin and nothing else', async () => {
    const { scriptUrl } = await import('../../../pwa/wallet/worker/script-url.ts');
    expect(scriptUrl('/sw.js')).toBe('https://relay.example/sw.js');
    for (const address of [
      'https://other.example/sw.js',
      '//other.example/sw.js',
      'data:text/javascript,1',
      'blob:https://x/1',
    ])
      expect(() => scriptUrl(address)).toThrow('script of another origin');
  });

  it('is made once, under the name that the security policy allows', async () => {
    const made: string[] = [];
    vi.stubGlobal('trustedTypes', {
      createPolicy: (name: string, rules: { createScriptURL(address: string): string }) => {
        made.push(name);
        return rules;
      },
    });
    const { policyName, scriptUrl } = await import('../../../pwa/wallet/worker/script-url.ts');
    scriptUrl('/a.js');
    scriptUrl('/b.js');
    expect(made).toEqual([policyName]);
  });
});
