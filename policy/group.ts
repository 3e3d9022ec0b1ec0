/** Is one in a group that a declaration does not serve? Told on the phone, from the resident's own facts; nothing leaves it. */
import type { GroupTest, NotServed } from './declaration/people.ts';
import type { Fact, FactValue } from './fact.ts';

function meets(value: FactValue, is: GroupTest): boolean {
  if (typeof is === 'boolean') return value === is;
  if ('from' in is) {
    if (typeof value === 'number') return is.from <= value && value < is.to;
    // A band that reaches into the group may be in it: better to ask once too often.
    return typeof value === 'object' && 'from' in value && value.from < is.to && is.from < value.to;
  }
  if (typeof value === 'string') return is.includes(value);
  return typeof value === 'object' && 'code' in value && is.some((start) => value.code.startsWith(start));
}

/** False as well when no fact tells: the group is then only named, and the screen says so. */
export function isInGroup({ fact }: Pick<NotServed, 'fact'>, facts: readonly Fact[]): boolean {
  return fact !== undefined && facts.some(({ key, value }) => key === fact.key && meets(value, fact.is));
}
