import { exerciseId } from '../realm.ts';

export const exercisePrefix = 'vav-exercise-';
const exercise = exerciseId();

/** An exercise never opens the vault of a real wallet, nor that of another exercise. */
export const databaseName = exercise === null ? 'vav' : exercisePrefix + exercise;

/**
 * Whether this device may have a vault. On a first visit it has none, and then the database's library need not come
 * before there is something to keep.
 */
export async function mayHaveVault(): Promise<boolean> {
  try {
    return (await globalThis.indexedDB.databases()).some(({ name }) => name === databaseName);
  } catch {
    // A browser that does not tell is asked by opening.
    return true;
  }
}
