// The public page of a party, and who declares and who does not. For anybody: no vault, no key, nothing kept. The whole
// directory and every page of it are asked for, never one alone out of a list.

import { canonicalText } from '../../../policy/canonical.ts';
import { readDeclaration } from '../../../policy/declaration.ts';
import type { PartyContact, PartyRole } from '../../../policy/party.ts';
import type { PartyPage } from '../../../policy/party-page.ts';
import { type LangText, splitRecord } from '../../../policy/record.ts';
import { readDeclarationText } from '../link/declaration.ts';
import { readLogIdentity } from '../link/log.ts';
import { readParties } from '../link/party.ts';
import { fetchPartyPage } from '../link/party-page.ts';
import { PathFault } from './fault.ts';
import { type KnownParty, readPartyHistory } from './party.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface ListedParty {
  readonly id: string;
  readonly name: LangText;
  readonly role: PartyRole;
  /** Declarations in force; none: it declares nothing. */
  readonly declared: number;
  readonly isLate: boolean;
}

const atOnce = 6;

/** Everybody whom the régie knows. A party whose page does not come is listed with what its own record says. */
export async function listDeclaring(around: Surroundings = here): Promise<readonly ListedParty[]> {
  const known: KnownParty[] = [];
  for (const shown of await readParties(around.reach)) {
    known.push(readPartyHistory(shown, shown.id));
    // A turn for each: a slow phone that is tapped meanwhile answers.
    await around.pause(0);
  }
  const asked = known.filter(({ current }) => current.role !== 'regie' && current.status === 'open');
  const listed: ListedParty[] = [];
  for (let from = 0; from < asked.length; from += atOnce)
    listed.push(...(await Promise.all(asked.slice(from, from + atOnce).map((party) => list(party, around)))));
  return listed;
}

async function list({ id, current }: KnownParty, around: Surroundings): Promise<ListedParty> {
  const page = await fetchPartyPage(around.reach, id);
  return {
    id,
    name: current.name,
    role: current.role,
    declared: page.promises.filter(isInForce).length,
    isLate: lateSince(page) !== null || page.statements.state === 'missing',
  };
}

function lateSince({ contests, rights, deletions }: PartyPage): string | null {
  const weeks = [contests, rights, deletions].flatMap(({ lateSince }) => lateSince ?? []);
  return weeks.sort()[0] ?? null;
}

const isInForce = ({ status }: PartyPage['promises'][number]): boolean =>
  status === 'active' || status === 'pilot';

export interface KnownPage {
  readonly party: KnownParty;
  readonly page: PartyPage;
  /** The Monday since when it has owed somebody an answer to a contest, a right or an erasure. */
  readonly lateSince: string | null;
}

export async function readPublicPage(id: string, around: Surroundings = here): Promise<KnownPage> {
  const [parties, page] = await Promise.all([readParties(around.reach), fetchPartyPage(around.reach, id)]);
  const shown = parties.find((entry) => entry.id === id);
  if (shown === undefined) throw new PathFault('party-invalid', 'party is not in the directory');
  return { party: readPartyHistory(shown, id), page, lateSince: lateSince(page) };
}

/** Whom one may write to, as a party's declarations say it. */
export interface Reachable {
  readonly as: 'service' | 'dpo' | 'affected';
  readonly contact: PartyContact;
}

/** Of all that the party promises now; who is named by several declarations stands there once. */
export async function readReachable(page: PartyPage, around: Surroundings = here): Promise<Reachable[]> {
  const found = new Map<string, Reachable>();
  for (const { declaration } of page.promises.filter(isInForce).slice(0, atOnce)) {
    const { record } = await readDeclarationText(around.reach, declaration);
    const { controller, contactAffected } = readDeclaration(splitRecord(record).body);
    const named = [
      { as: 'service', contact: controller.contact },
      { as: 'dpo', contact: controller.dpo },
      { as: 'affected', contact: contactAffected },
    ] as const;
    for (const { as, contact } of named) {
      const text = canonicalText(contact ?? null);
      // Who answers everybody is not named a second time for those who were not asked.
      const isTold = found.has(`${as} ${text}`) || (as === 'affected' && found.has(`service ${text}`));
      if (contact != null && !isTold) found.set(`${as} ${text}`, { as, contact });
    }
  }
  const order = ['service', 'dpo', 'affected'];
  return [...found.values()].sort((left, right) => order.indexOf(left.as) - order.indexOf(right.as));
}

/** Who admits parties and keeps the log, as the relay names it beside the log's key. */
export async function regieId(around: Surroundings = here): Promise<string> {
  return (await readLogIdentity(around.reach)).regie;
}
