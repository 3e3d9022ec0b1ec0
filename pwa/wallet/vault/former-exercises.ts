import { databaseName, exercisePrefix } from './device.ts';

/** An exercise that ended leaves a database that nothing opens any more. */
export async function dropFormerExercises(): Promise<void> {
  // Older browsers list none: there it stays, sealed under a key that is gone.
  const found = (await globalThis.indexedDB.databases?.().catch(() => [])) ?? [];
  for (const { name } of found)
    if (name?.startsWith(exercisePrefix) && name !== databaseName) globalThis.indexedDB.deleteDatabase(name);
}
