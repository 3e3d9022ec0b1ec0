// How many studies are open: for one quiet line at home. The whole public list is asked for, by everybody alike, at most
// once an hour.

import { hourMs } from '../../../policy/period.ts';
import { contributions } from '../vault/open.ts';
import { inForeground } from './request-budget.ts';
import { isJoinable, type KnownStudy, listStudies } from './study.ts';
import { here, type Surroundings } from './surroundings.ts';

let last: { readonly atMs: number; readonly studies: readonly KnownStudy[] } | undefined;

/** Those that a person has said neither yes nor no to. */
export async function countOpenStudies(around: Surroundings = here): Promise<number> {
  if (last === undefined || around.now() - last.atMs > hourMs || around.now() < last.atMs)
    last = { atMs: around.now(), studies: await listStudies(around) };
  const answered = new Set(contributions.value.map(({ study }) => study));
  const open = last.studies.filter((known) => isJoinable(known) && !answered.has(known.digest));
  const proposed = open.map(({ digest, study, asker }) => ({
    id: digest,
    kind: 'study' as const,
    title: study.title,
    name: asker.current.name,
    link: `/etude/${digest}`,
  }));
  return (await inForeground(proposed, around)).size;
}
