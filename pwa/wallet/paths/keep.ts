// « Mes données »: a fact is written at once when there is a vault, and held in memory until there is one.

import { aboutMe, type FactKey, type FactSource } from '../../../policy/fact.ts';
import { dateText } from '../../../policy/instant.ts';
import { change } from '../vault/hold.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface TypedFact {
  readonly key: FactKey;
  readonly value: unknown;
  readonly source?: FactSource;
}

/** Read through the catalogue: a wrong value is a fault and changes nothing. */
export async function keepFact(typed: TypedFact, around: Surroundings = here): Promise<void> {
  const fact = aboutMe(typed.key, typed.value, typed.source ?? 'self', dateText(around.now()));
  await change((rows) => rows.put('fact', fact.key, fact));
}

export async function forgetFact(key: FactKey): Promise<void> {
  await change((rows) => rows.drop('fact', key));
}
