import { AbilityBuilder, createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { factKeys } from '../../../policy/fact.ts';
import { purposeIds } from '../../../policy/purpose.ts';
import type { Engine } from './engine.ts';

/**
 * One ability a party, kept, as the library's guide has it for subjects who ask again. Conditions cannot compare two
 * fields, so the instant is a constant in them and a purpose with a fact is one action.
 */
export function askCasl(parties: readonly string[], nowMs: number): Engine {
  const abilities = new Map<string, MongoAbility>();
  for (const party of parties) {
    const { can, build } = new AbilityBuilder(createMongoAbility);
    for (const purpose of purposeIds) {
      for (const fact of factKeys) {
        can(`read ${fact} for ${purpose}`, 'Grant', {
          party,
          purpose,
          facts: fact,
          status: 'active',
          untilMs: { $gt: nowMs },
          freshUntilMs: { $gte: nowMs },
          isWithinLimit: true,
        });
      }
    }
    abilities.set(party, build({ detectSubjectType: () => 'Grant' }));
  }
  return (grant, { party, mailbox, grantId, action, purpose, facts }) => {
    const ability = abilities.get(party);
    if (ability === undefined || grant === undefined || facts.length === 0) return false;
    if (grant.id !== grantId || grant.mailbox !== mailbox) return false;
    return facts.every((fact) => ability.can(`${action} ${fact} for ${purpose}`, subject('Grant', grant)));
  };
}
