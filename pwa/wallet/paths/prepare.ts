// Values that somebody prepared for somebody else, and a request that a professional brings: handed over by two devices side by
// side, and nothing more than a proposal on the person's own phone until she keeps it. No relay door knows of it.

import { fromUtf8, toUtf8 } from '../../../crypto/encode.ts';
import { randomId } from '../../../crypto/random.ts';
import { aboutMe, type FactKey, type FactValue } from '../../../policy/fact.ts';
import { preparedText, readPreparedFacts } from '../../../policy/help.ts';
import { dateText, minuteText } from '../../../policy/instant.ts';
import { change } from '../vault/hold.ts';
import { PathFault } from './fault.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface Prepared {
  readonly values: ReadonlyMap<FactKey, FactValue>;
  /** Address of a request at this relay; empty: none. */
  readonly request: string;
}

/** A request is brought as its link: it opens on the person's phone, where everything is checked and shown anew. */
export const isRequestLink = (link: string, around: Surroundings = here): boolean =>
  link.startsWith(`${around.reach.origin}/r#`) && /#[\w-]{22}\.[\w-]{22}$/.test(link);

/** What leaves the helper's phone. */
export function preparedContent({ values, request }: Prepared, around: Surroundings = here): Uint8Array {
  const link = request.trim();
  if (values.size === 0 && link === '') throw new PathFault('choice-incomplete', 'nothing was prepared');
  if (link !== '' && !isRequestLink(link, around))
    throw new PathFault('link-invalid', 'expected a request at this relay');
  const today = dateText(around.now());
  const facts = [...values].map(([key, value]) => aboutMe(key, value, 'self', today));
  return toUtf8(preparedText({ v: 1, use: 'fill-in', facts, ...(link === '' ? {} : { request: link }) }));
}

/** Kept beside her facts, never among them. */
export async function keepPrepared(content: Uint8Array, around: Surroundings = here): Promise<string> {
  const { facts, request } = readPreparedFacts(fromUtf8(content));
  if (request !== undefined && !isRequestLink(request, around))
    throw new PathFault('link-invalid', 'expected a request at this relay');
  const id = randomId();
  const at = minuteText(around.now());
  await change((rows) => rows.put('proposal', id, { id, at, facts, request: request ?? null }));
  return id;
}

/** One value becomes hers; what is left stays a proposal. */
export async function acceptPrepared(id: string, key: FactKey): Promise<void> {
  await change(async (rows) => {
    const proposal = await rows.get('proposal', id);
    const fact = proposal?.facts.find((one) => one.key === key);
    if (proposal === undefined || fact === undefined) return;
    rows.put('fact', key, fact);
    const facts = proposal.facts.filter((one) => one.key !== key);
    if (facts.length === 0 && proposal.request === null) rows.drop('proposal', id);
    else rows.put('proposal', id, { ...proposal, facts });
  });
}

export const dropPrepared = (id: string): Promise<void> => change((rows) => rows.drop('proposal', id));
