// Whether this wallet is the real one or the one of an exercise: the same build, and the relay that serves it says which in
// the page (relay/exercise.ts). A worker has no page, and signs nothing.

import type { Realm } from '../../policy/realm.ts';

/** Which exercise; null in the real wallet. */
export function exerciseId(): string | null {
  const mark = globalThis.document?.querySelector('meta[name="vav-realm"][content="exercise"]');
  return mark?.getAttribute('data-exercise') ?? null;
}

export const realmHere = (): Realm => (exerciseId() === null ? 'real' : 'exercise');
