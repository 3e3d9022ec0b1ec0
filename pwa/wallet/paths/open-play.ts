// What an address of « Essayer » means: a result or an agreement of this vault, the request on the screen, or a
// declaration that anyone may read.

import { readDeclaration } from '../../../policy/declaration.ts';
import { splitRecord } from '../../../policy/record.ts';
import { readDeclarationText } from '../link/declaration.ts';
import { heldSignal } from '../vault/open.ts';
import { askState } from './ask.ts';
import { type Play, playOf, playOfCalculation, playOfGrant } from './play.ts';
import { declarationOf } from './recompute.ts';
import { here, type Surroundings } from './surroundings.ts';

/** Of this phone alone: an id of this vault is asked of nobody. `null`: nothing here has this id. */
export function openPlay(id: string, around: Surroundings = here): Play | null {
  if (heldSignal.value.calculation.has(id)) return playOfCalculation(id);
  if (heldSignal.value.grant.has(id)) return playOfGrant(id);
  const asked = askState.value;
  if ((asked.step === 'shown' || asked.step === 'ready') && asked.ask.declarationDigest === id)
    return playOf(asked.ask.declaration, around);
  return null;
}

/** Of a public page: the declaration is fetched when it is not held, and tried with own facts or a fictional person's. */
export async function openPublicPlay(digest: string, around: Surroundings = here): Promise<Play> {
  const held = declarationOf({ declaration: digest });
  if (held !== null) return playOf(held, around);
  const { record } = await readDeclarationText(around.reach, digest);
  return playOf(readDeclaration(splitRecord(record).body), around);
}
