// What the link names, and the claim to it. Light, and free of every library: the first script uses it too.

import { randomId } from '../../../crypto/random.ts';
import { readTabletMark } from '../tablet-mark.ts';

export interface Link {
  readonly handle: string;
  readonly clientIdHash: string;
}

export function readLink(hash: string): Link | null {
  const found = /^#?([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/.exec(hash);
  return found === null ? null : { handle: found[1] as string, clientIdHash: found[2] as string };
}

/** The same wallet may open a handle again, also after the page was reloaded in the middle of an answer. */
export function claimFor(handle: string): string {
  const name = `vav-claim ${handle}`;
  const kept = claims.get(handle) ?? sessionText(name);
  const claim = kept ?? randomId();
  claims.set(handle, claim);
  if (readTabletMark()) return claim;
  try {
    globalThis.sessionStorage?.setItem(name, claim);
  } catch {
    // A browser without it loses the claim at a reload, and the request has to be asked again.
  }
  return claim;
}

const claims = new Map<string, string>();

function sessionText(name: string): string | null {
  try {
    return globalThis.sessionStorage?.getItem(name) ?? null;
  } catch {
    return null;
  }
}
