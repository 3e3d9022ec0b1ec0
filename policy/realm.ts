/**
 * Where a signature counts. What is signed in an exercise is signed under labels of its own, so that nothing made there
 * holds anywhere else, and nothing real holds there, whatever the keys are (docs/decisions/0031).
 */
export type Realm = 'real' | 'exercise';

const realForm = /^vav\//;

/** `vav/grant/1` is `vav-exercise/grant/1` in an exercise. Invariant: only labels that begin with `vav/` are given. */
export function labelIn(realm: Realm, label: string): string {
  return realm === 'exercise' ? label.replace(realForm, 'vav-exercise/') : label;
}
