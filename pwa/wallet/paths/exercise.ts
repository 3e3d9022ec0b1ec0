// exercise: the same paths as everywhere, on another relay, in another vault (realm.ts). What is only here is little: what a
// former exercise left is let go, and there is a phrase that nobody has to think of.

import { realmHere } from '../realm.ts';
import { dropFormerExercises } from '../vault/former-exercises.ts';

/** Shown and filled in: behind it there is nothing that is true. */
export const readyPhrase = 'exercice exercice';

export const isExercise = (): boolean => realmHere() === 'exercise';

export async function beginExercise(): Promise<void> {
  if (isExercise()) await dropFormerExercises();
}
