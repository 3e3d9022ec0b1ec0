// Receipts of one agreement to take away: for the yes, for its end, for each reading that was allowed. Written here, from what
// this vault holds and has checked; nothing is asked of the relay, and no value goes into one.

import { canonicalText } from '../../../policy/canonical.ts';
import { readDeclaration } from '../../../policy/declaration.ts';
import { type EndReason, endReasons } from '../../../policy/denial.ts';
import {
  type ConsentUse,
  consentReceipt,
  type LogPlace,
  placeText,
  type ReceiptAbout,
} from '../../../policy/export/consent-receipt.ts';
import { type ConsentEnd, type ConsentFacts, endStateOf } from '../../../policy/export/consent-record.ts';
import { type TraceFault, traceFaults } from '../../../policy/export/consent-trace.ts';
import { instantMs, instantText, minuteText } from '../../../policy/instant.ts';
import { readParty } from '../../../policy/party.ts';
import { periodEnd } from '../../../policy/period.ts';
import { type PurposeId, purposeIds } from '../../../policy/purpose.ts';
import { readLogReceipt } from '../../../policy/receipt.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { KeptAccess, KeptEnd, KeptGrant, KeptMember } from '../vault/kept/grant.ts';
import { heldSignal } from '../vault/open.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { here, type Surroundings } from './surroundings.ts';

/** One thing that a receipt can be had for. */
export interface Receivable {
  readonly kind: ReceiptAbout['kind'];
  readonly at: string;
  /** Place in the agreement's sequence; of an end none is needed, there is one. */
  readonly seq: number | null;
}

export interface WrittenReceipt {
  readonly name: string;
  readonly text: string;
  /** For print: the record as signed; of a reading all its evidence, in one canonical text. Null where none is held. */
  readonly record: string | null;
  /** For print: digest and place in the log; null while the record is on its way there. */
  readonly code: string | null;
  /** What in it should not have happened: the paper is given all the same, it is the resident's to show. */
  readonly faults: readonly TraceFault[];
}

/** Newest last; empty as long as the yes is not in force, or when it never came into force. */
export function receivables(grantId: string): Receivable[] {
  const kept = requireGrant(grantId);
  if (kept.recordedAt === null || kept.status === 'waiting' || isNeverInForce(kept.endReason)) return [];
  const ended = endOf(kept);
  return [
    { kind: 'grant', at: kept.at, seq: 1 },
    ...usesOf(kept).map((access): Receivable => ({ kind: 'use', at: access.at, seq: access.seq })),
    ...(ended === null ? [] : [{ kind: 'termination' as const, at: ended.at, seq: null }]),
  ];
}

export function writeReceipt(
  grantId: string,
  { kind, seq }: Receivable,
  around: Surroundings = here,
): WrittenReceipt {
  const kept = requireGrant(grantId);
  const access = usesOf(kept).find((entry) => entry.seq === seq);
  if (kind === 'use' && access === undefined) throw new PathFault('record-foreign', 'no such reading here');
  const about: ReceiptAbout =
    kind === 'use' && access !== undefined
      ? { kind, use: useOf(access) }
      : { kind: kind === 'use' ? 'grant' : kind };
  const place = placeOf(kept, kind, access);
  const receipt = consentReceipt(factsOf(kept, around), about, place);
  const day = (
    kind === 'use' ? (access?.at ?? kept.at) : kind === 'grant' ? kept.at : (kept.endedAt ?? kept.at)
  ).slice(0, 10);
  return {
    name: `vis-a-vis-${fileNames[kind]}-${day}.jsonld`,
    text: `${JSON.stringify(receipt, null, 2)}\n`,
    record: recordOf(kept, kind, access),
    code: place === null ? null : placeText(around.reach.origin, place),
    faults: traceFaults(receipt),
  };
}

const fileNames: Record<Receivable['kind'], string> = { grant: 'oui', use: 'lecture', termination: 'fin' };

const isNeverInForce = (reason: KeptEnd | null): boolean =>
  reason === 'never-confirmed' || reason === 'not-taken';
const isEndReason = (reason: string): reason is EndReason =>
  (endReasons as readonly string[]).includes(reason);
const isPurpose = (name: string): name is PurposeId => (purposeIds as readonly string[]).includes(name);

function usesOf({ id }: KeptGrant): KeptAccess[] {
  return [...heldSignal.value.look.values()]
    .filter((access) => access.grant === id && access.decision === 'allowed' && isPurpose(access.purpose))
    .sort((left, right) => left.seq - right.seq);
}

function useOf({ digest, seq, at, purpose, facts, act }: KeptAccess): ConsentUse {
  return { record: digest, seq, at, purpose: purpose as PurposeId, facts, act };
}

function revocationOf({ id }: KeptGrant): KeptMember | undefined {
  return [...heldSignal.value.member.values()].find(
    (entry) => entry.grant === id && entry.type === 'revocation',
  );
}

function endOf(kept: KeptGrant): ConsentEnd | null {
  const { endReason, endedAt } = kept;
  if (endReason === null || endedAt === null || !isEndReason(endReason)) return null;
  const digest = revocationOf(kept)?.receipt?.digest;
  return { state: endStateOf(endReason), at: endedAt, ...(digest === undefined ? {} : { record: digest }) };
}

function placeOf(kept: KeptGrant, kind: Receivable['kind'], access: KeptAccess | undefined): LogPlace | null {
  if (kind === 'grant') return kept.receipt;
  if (kind === 'termination') return revocationOf(kept)?.receipt ?? null;
  const evidence = (access?.evidence ?? {}) as { receipt?: unknown };
  return evidence.receipt == null ? null : readLogReceipt(evidence.receipt);
}

function recordOf(kept: KeptGrant, kind: Receivable['kind'], access: KeptAccess | undefined): string | null {
  if (kind === 'grant') return kept.text;
  if (kind === 'termination') return revocationOf(kept)?.text ?? null;
  return access?.evidence == null ? null : canonicalText(access.evidence);
}

function factsOf(kept: KeptGrant, around: Surroundings): ConsentFacts {
  const held = heldSignal.value;
  const declaration = held.declaration.get(kept.declaration);
  const party = held.party.get(kept.party)?.texts.at(-1);
  const seen = [...held.envelope.values()]
    .filter((entry) => entry.grant === kept.id)
    .sort((left, right) => left.n - right.n)[0];
  if (declaration === undefined || party === undefined || seen === undefined) {
    throw new PathFault('receipt-unproven', 'declaration, party or view of this grant is not kept here');
  }
  const recordedMs = instantMs(kept.recordedAt ?? kept.at);
  return {
    grant: kept.grant,
    digest: kept.digest,
    declaration: readDeclaration(splitRecord(declaration.text).body),
    party: readParty(splitRecord(party).body),
    // The view is fixed at the yes: what is signed is what was on the screen in that minute.
    notice: { lang: seen.view.lang, at: kept.grant.at },
    relay: around.reach.origin,
    until: kept.until ?? instantText(periodEnd(kept.period, recordedMs)),
    end: endOf(kept),
    asOf: knownAt(kept),
    madeAt: minuteText(around.now()),
  };
}

/** The relay's last signed answer about this mailbox, or the last thing that happened, whichever is later. */
function knownAt(kept: KeptGrant): string {
  const answered = heldSignal.value.answer.get(kept.mailbox)?.at;
  const times = [kept.grant.at, kept.recordedAt, kept.endedAt, answered].filter((at) => at != null);
  return times.reduce((latest, at) => (at > latest ? at : latest));
}
