// Trusted Types: the only policy of the wallet. It lets through scripts of this origin, for workers and for the service
// worker, and nothing else; the name stands in the Content-Security-Policy.

export const policyName = 'vav-worker';

interface TrustedScriptUrls {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

let policy: { createScriptURL(address: string): string } | undefined;

/** The type says string because that is what every API here accepts; in a browser with Trusted Types it is one of those. */
export function scriptUrl(address: string): string {
  policy ??= makePolicy();
  return policy.createScriptURL(address);
}

function makePolicy() {
  const rules = {
    createScriptURL(address: string): string {
      const url = new URL(address, globalThis.location.href);
      if (url.origin !== globalThis.location.origin) throw new TypeError('script of another origin');
      return url.href;
    },
  };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedScriptUrls };
  return trustedTypes === undefined ? rules : trustedTypes.createPolicy(policyName, rules);
}
