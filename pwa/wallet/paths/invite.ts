// What the relay of a demonstration offers to try. A relay without one answers 404: then there is nothing, and no fault.

import type { LangText } from '../../../policy/record.ts';
import { pathOf } from '../../../policy/routes.ts';
import { callJson } from '../link/call.ts';
import { realmHere } from '../realm.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Invitation {
  readonly title: LangText;
  readonly link: string;
  readonly scenario?: string;
}

export async function readInvitations({
  reach,
}: Pick<Surroundings, 'reach'> = here): Promise<readonly Invitation[]> {
  try {
    const answer = (await callJson(reach, { method: 'GET', path: pathOf('demonstration') })) as {
      invitations?: unknown;
    };
    return Array.isArray(answer?.invitations)
      ? await roomsFirst(answer.invitations.filter(isInvitation))
      : [];
  } catch {
    return [];
  }
}

/** In a workshop's room: its own scenario before the others. */
async function roomsFirst(found: readonly Invitation[]): Promise<readonly Invitation[]> {
  if (realmHere() !== 'exercise') return found;
  const { seat } = await import('./seat.ts');
  const own = seat.value?.opening.scenario;
  return found.toSorted((left, right) => Number(right.scenario === own) - Number(left.scenario === own));
}

function isInvitation(value: unknown): value is Invitation {
  const { title, link } = (value ?? {}) as { title?: Partial<LangText>; link?: unknown };
  return (
    typeof title?.fr === 'string' &&
    typeof title.en === 'string' &&
    typeof link === 'string' &&
    /^(?:https?:\/\/|\/(?!\/))/.test(link)
  );
}
