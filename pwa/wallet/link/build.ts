/** What the wallet's build says of itself, in a file that is served beside it. */
export interface Build {
  readonly version: string;
  readonly hash: string;
}

/** `isWaiting`: past the cache of the running build, by a name that it does not have, so that the relay answers. */
export async function readBuild(isWaiting: boolean): Promise<Build | null> {
  const address = isWaiting ? '/build.json?waiting' : '/build.json';
  try {
    const response = await fetch(address, { credentials: 'omit', cache: isWaiting ? 'no-store' : 'default' });
    const { version, hash } = (await response.json()) as Partial<Build>;
    return typeof version === 'string' && typeof hash === 'string' ? { version, hash } : null;
  } catch {
    return null;
  }
}
