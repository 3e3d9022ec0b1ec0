// ask → understand, for paper: what a blank sheet needs, for anybody and without a vault; and the request that is on the
// screen. A sheet that is filled in by hand is believed by whoever signs it, so what it says is checked as before a yes.

import { readySodium } from '../../../crypto/sodium.ts';
import { type Declaration, isInForce, readDeclaration } from '../../../policy/declaration.ts';
import { instantText } from '../../../policy/instant.ts';
import { type LangText, splitRecord } from '../../../policy/record.ts';
import type { AuthorizationDetail } from '../../../policy/request.ts';
import { fitsSheet, recordAddress } from '../../../policy/sheet.ts';
import { readDeclarationText } from '../link/declaration.ts';
import { readParties } from '../link/party.ts';
import { fetchPartyPage } from '../link/party-page.ts';
import { askState } from './ask.ts';
import { PathFault } from './fault.ts';
import { knownLog, requireProven } from './log.ts';
import { keysOf, readPartyHistory, requireType, versionBefore } from './party.ts';
import { requireAdmitted, requirePartySigned, requireSigned } from './party-signed.ts';
import { here, type Surroundings } from './surroundings.ts';

/** One thing that can be answered on paper. */
export interface ListedPaper {
  readonly declaration: string;
  readonly title: LangText;
  readonly party: LangText;
}

export interface PaperRequest {
  readonly party: LangText;
  readonly declaration: Declaration;
  readonly detail: AuthorizationDetail | null;
  /** What its codes carry: the signed request, the signed declaration, or the address of the declaration. */
  readonly record: string;
}

const atOnce = 6;

/** All that parties ask for today; every page of the directory is read, never one alone. */
export async function listPaper(around: Surroundings = here): Promise<readonly ListedPaper[]> {
  const open = (await readParties(around.reach))
    .map((shown) => readPartyHistory(shown, shown.id))
    .filter(({ current }) => current.role !== 'regie' && current.status === 'open');
  const listed: ListedPaper[] = [];
  for (let from = 0; from < open.length; from += atOnce) {
    const pages = open.slice(from, from + atOnce).map(async ({ id, current }) => {
      const { promises } = await fetchPartyPage(around.reach, id);
      return promises
        .filter(({ status }) => status === 'active' || status === 'pilot')
        .map(({ declaration, title }) => ({ declaration, title, party: current.name }));
    });
    listed.push(...(await Promise.all(pages)).flat());
  }
  return listed;
}

/** A blank sheet of one declaration: in force, of an admitted party, signed by it, in the log. */
export async function readPaper(digest: string, around: Surroundings = here): Promise<PaperRequest> {
  const [log, shown, parties] = await Promise.all([
    knownLog(around),
    readDeclarationText(around.reach, digest),
    readParties(around.reach),
    readySodium(),
  ]);
  const split = requireType(splitRecord(shown.record), 'declaration');
  const declaration = readDeclaration(split.body);
  const historyOf = (id: string) => {
    const found = parties.find((entry) => entry.id === id);
    if (found === undefined) throw new PathFault('party-not-admitted', 'party is not in the directory');
    const known = readPartyHistory(found, id);
    requirePartySigned(known, log);
    return known;
  };
  const party = historyOf(declaration.by);
  requireAdmitted(party, historyOf(log.regie), log, around.now());
  if (shown.receipt === null)
    throw new PathFault('receipt-unproven', 'declaration without its place in the log');
  requireProven(shown.record, shown.receipt, log, true);
  const keys = keysOf(versionBefore(party, shown.receipt.index), 'record', declaration.at);
  requireSigned(split, keys, 'declaration-altered');
  if (!isInForce(declaration, instantText(around.now())))
    throw new PathFault('declaration-not-valid', 'declaration is not in force today');
  return {
    party: party.current.name,
    declaration,
    detail: null,
    record: fitsSheet(shown.record)
      ? shown.record
      : recordAddress(around.reach.origin, 'declaration', digest),
  };
}

/** The request on the screen, once it is checked; `null` when there is none. */
export function paperOfAsk(): PaperRequest | null {
  const asked = askState.value;
  if (asked.step !== 'ready') return null;
  const { party, declaration, detail, shown } = asked.ask;
  return { party: party.name, declaration, detail, record: shown.jws };
}
