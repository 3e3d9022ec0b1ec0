// How many conditions wait for an answer: for one quiet line at home. The whole public list is asked for, by everybody alike,
// at most once an hour.

import { hourMs } from '../../../policy/period.ts';
import { conditions } from '../vault/open.ts';
import { isOpen, type KnownCondition, listConditions } from './condition.ts';
import { inForeground } from './request-budget.ts';
import { here, type Surroundings } from './surroundings.ts';

let last: { readonly atMs: number; readonly found: readonly KnownCondition[] } | undefined;

/** Those that a person has said neither yes nor no to, within her own number of the month. */
export async function countOpenConditions(around: Surroundings = here): Promise<number> {
  if (last === undefined || around.now() - last.atMs > hourMs || around.now() < last.atMs)
    last = { atMs: around.now(), found: await listConditions(around) };
  const answered = new Set(conditions.value.map(({ condition }) => condition));
  const open = last.found.filter((known) => isOpen(known) && !answered.has(known.digest));
  const proposed = open.map(({ digest, declaration, party }) => ({
    id: digest,
    kind: 'condition' as const,
    title: declaration.title,
    name: party.name,
    link: `/ensemble/${digest}`,
  }));
  return (await inForeground(proposed, around)).size;
}
