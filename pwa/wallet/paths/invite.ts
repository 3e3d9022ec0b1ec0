// What the relay of a demonstration offers to try. A relay without one answers 404: then there is nothing, and no fault.

import type { LangText } from '../../../policy/record.ts';
import { pathOf } from '../../../policy/routes.ts';
import { callJson } from '../link/call.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Invitation {
  readonly title: LangText;
  readonly link: string;
}

export async function readInvitations({
  reach,
}: Pick<Surroundings, 'reach'> = here): Promise<readonly Invitation[]> {
  try {
    const answer = (await callJson(reach, { method: 'GET', path: pathOf('demonstration') })) as {
      invitations?: unknown;
    };
    return Array.isArray(answer?.invitations) ? answer.invitations.filter(isInvitation) : [];
  } catch {
    return [];
  }
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
