type Sodium = typeof import('libsodium-wrappers').default;

let loaded: Sodium | undefined;
let loading: Promise<void> | undefined;

/**
 * The only door to libsodium. It is imported on call, so that a bundler puts its 200 kB in a chunk of their own and a
 * first page is painted without it. Calling again costs nothing; after a failed download a new call tries again.
 */
export function readySodium(): Promise<void> {
  loading ??= load().catch((cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

async function load(): Promise<void> {
  const { default: library } = await import('libsodium-wrappers');
  await library.ready;
  loaded = library;
}

/** Synchronous once ready, so usable inside a Dexie transaction. Before that it is the caller's bug. */
export function sodium(): Sodium {
  if (loaded === undefined) throw new Error('libsodium is not ready: await readySodium() first');
  return loaded;
}
