/**
 * The resident's short, named permission to be helped: for one mailbox, for some acts, until a day. The helper's device
 * gets a key made for this one mandate, and the relay checks it as a second signer. No key of a helper ever signs a yes:
 * « decide » lets a professional bring a request to the person, who answers with a key of her own.
 */
import { canonicalText } from './canonical.ts';
import { PolicyFault } from './fault.ts';
import { instantMs } from './instant.ts';
import type { PeriodDays } from './period.ts';
import { dayMs, periodDays } from './period.ts';
import type { Schema } from './read.ts';
import {
  digest,
  distinct,
  id,
  key,
  literal,
  mailbox,
  minute,
  object,
  oneOf,
  optional,
  partyId,
  reader,
  signature,
  some,
  whole,
} from './read.ts';
import type { Head, Lang } from './record.ts';
import type { Revocation } from './revocation.ts';

/** What somebody may be allowed to do, from the least to the most. */
export const helpActs = ['see', 'stop', 'fill-in', 'decide'] as const;
export type HelpAct = (typeof helpActs)[number];

export const helperKinds = ['professional', 'relative'] as const;
export type HelperKind = (typeof helperKinds)[number];

/** The acts that one may give to each: a relative never stands beside a yes. */
export const actsFor: Readonly<Record<HelperKind, readonly HelpAct[]>> = {
  professional: helpActs,
  relative: ['see', 'stop', 'fill-in'],
};

/** Versions of the spoken text. Words of an older one stay in `mandate-text.ts` as long as a mandate of a year may name it. */
export const templates = [1] as const;
export const newestTemplate: (typeof templates)[number] = 1;

/** The text that was read aloud before the yes: `mandate-text.ts` makes it from the fields, so its digest can be checked. */
export interface ReadText {
  readonly template: number;
  readonly lang: Lang;
  readonly digest: string;
}

/** Given on paper at a counter: by whose key it is signed, which sheet was signed by hand, which yes it covers. */
export interface PaperMandate {
  /** Party id of the counter. Its `record` key is the helper's key and signs the record. */
  readonly counter: string;
  /** SHA-256 of the scanned sheet, which stays at the counter. */
  readonly sheetDigest: string;
  /** Digest of the one grant that was made under it. */
  readonly grant: string;
  /** The mailbox's key over `paperText`: without it any party that holds a grant could make itself its helper. */
  readonly signature: string;
}

export interface GivenMandate extends Head<'mandate'> {
  /** The mailbox. */
  readonly by: string;
  readonly act: 'give';
  /** Place among the mandates of this mailbox: 1 for the first, without gaps. Private: no party sees one. */
  readonly n: number;
  readonly helper: { readonly key: string; readonly kind: HelperKind };
  /** In the order of `helpActs`. */
  readonly acts: readonly HelpAct[];
  readonly days: PeriodDays;
  readonly text: ReadText;
  /** The mailbox's key over `warrantText`, exactly when the helper may stop: shown with the stop, to whoever asks. */
  readonly warrant?: string;
  /** The key that speaks for the mailbox; absent on paper. */
  readonly key?: string;
  readonly paper?: PaperMandate;
}

/** By the resident's key, or of a paper mandate by its counter. */
export interface EndedMandate extends Head<'mandate'> {
  readonly by: string;
  readonly act: 'end';
  /** Id of the record that gave it. */
  readonly mandate: string;
  readonly key?: string;
  readonly counter?: string;
}

export type Mandate = GivenMandate | EndedMandate;

/** In the life of one mailbox. */
export const maxMandates = 200;
/** Looks under one mandate: nobody needs more by hand, and a stolen key fills no disk. */
export const maxMandateUses = 1000;

const head = {
  v: literal(1),
  type: literal('mandate'),
  id,
  at: minute,
  by: mailbox,
} as const;

const given: Schema<GivenMandate> = object({
  ...head,
  act: literal('give'),
  n: whole(1, maxMandates),
  helper: object({ key, kind: oneOf(helperKinds) }),
  acts: distinct(some(oneOf(helpActs), helpActs.length), (act) => act),
  days: oneOf(periodDays),
  text: object({ template: oneOf(templates), lang: oneOf(['fr', 'en']), digest }),
  warrant: optional(signature),
  key: optional(key),
  paper: optional(object({ counter: partyId, sheetDigest: digest, grant: digest, signature })),
});

const ended: Schema<EndedMandate> = object({
  ...head,
  act: literal('end'),
  mandate: id,
  key: optional(key),
  counter: optional(partyId),
});

const readGiven = reader(given, 'mandate-invalid');
const readEnded = reader(ended, 'mandate-invalid');

const wrong = (expected: string, where: string) => new PolicyFault('mandate-invalid', expected, where);

export function readMandate(body: unknown): Mandate {
  const { act } = (body ?? {}) as { act?: unknown };
  if (act !== 'end') return requireFitting(readGiven(body));
  const read = readEnded(body);
  if ((read.key === undefined) === (read.counter === undefined))
    throw wrong('expected either the key of the mailbox or a counter', 'key');
  return read;
}

function requireFitting(read: GivenMandate): GivenMandate {
  const { helper, acts, paper, warrant, key: own } = read;
  if (!isInOrder(acts)) throw wrong('expected the acts in their order', 'acts');
  if (!acts.every((act) => actsFor[helper.kind].includes(act)))
    throw wrong('expected no `decide` for a relative', 'acts');
  if (acts.includes('stop') !== (warrant !== undefined))
    throw wrong('expected a warrant exactly when the helper may stop', 'warrant');
  if ((paper === undefined) === (own === undefined))
    throw wrong('expected either the key of the mailbox or what stands on paper', 'key');
  if (paper !== undefined && helper.kind !== 'professional')
    throw wrong('expected a professional at the counter', 'helper.kind');
  // On paper there is no phone that could take what was filled in, and no second yes: the key of the mailbox is gone.
  if (paper !== undefined && acts.some((act) => act === 'fill-in' || act === 'decide'))
    throw wrong('expected `see` and `stop` at most on paper', 'acts');
  return read;
}

const isInOrder = (acts: readonly HelpAct[]): boolean =>
  acts.every((act, at) => at === 0 || helpActs.indexOf(acts[at - 1] as HelpAct) < helpActs.indexOf(act));

export const warrantLabel = 'vav/mandate-stop/1';

/** What the mailbox's key signs beside the record, so that a stop by a helper can be checked without the private record. */
export interface Warrant {
  readonly mailbox: string;
  readonly mandate: string;
  /** The helper's key. */
  readonly key: string;
}

export const warrantText = ({ mailbox: of, mandate, key: helper }: Warrant): string =>
  canonicalText({ mailbox: of, mandate, key: helper });

export const paperLabel = 'vav/mandate-paper/1';

/** The last word of the mailbox's key before it is thrown away: whom it lets help, and under which grant. */
export const paperText = ({
  mailbox: of,
  mandate,
  key: helper,
  grant,
}: Warrant & { grant: string }): string => canonicalText({ mailbox: of, mandate, key: helper, grant });

/** What shows that a stop by a helper was allowed: the helper signed the stop, a key of the mailbox signed this text. */
export interface ShownWarrant {
  readonly key: string;
  readonly text: string;
  readonly warrant: string;
}

/** Null where the mailbox or the stop card speaks for itself. */
export function warrantIn({ by, key: helper, mandate }: Revocation): ShownWarrant | null {
  if (mandate === undefined || helper === undefined) return null;
  const text = warrantText({ mailbox: by, mandate: mandate.id, key: helper });
  return { key: helper, text, warrant: mandate.warrant };
}

/** A mandate as it stands by the relay's time. */
export interface MandateStanding {
  readonly acts: readonly HelpAct[];
  /** The first instant at which it is over, if nobody ends it before. */
  readonly untilMs: number;
  /** By the resident, the counter or the stop card. */
  readonly endedMs?: number;
}

/** Its days count from when it arrives, or from a day after its own time if that is earlier: late help is shorter. */
export const mandateStanding = ({ acts, days, at }: GivenMandate, keptMs: number): MandateStanding => ({
  acts,
  untilMs: Math.min(keptMs, instantMs(at) + dayMs) + days * dayMs,
});

/** The first end stays. */
export const afterMandateEnd = (standing: MandateStanding, endedMs: number): MandateStanding =>
  standing.endedMs === undefined ? { ...standing, endedMs } : standing;

export const isMandateLive = ({ untilMs, endedMs }: MandateStanding, nowMs: number): boolean =>
  endedMs === undefined && nowMs < untilMs;

/** Acts that a helper's key may do at the relay: the others happen on the person's own phone. */
const actsAtRelay = ['see', 'stop'] as const satisfies readonly HelpAct[];

export type MandateNo = 'mandate-unknown' | 'mandate-over' | 'mandate-outside';

/** Null: allowed. Nothing is, without a mandate. */
export function judgeHelp(
  standing: MandateStanding | undefined,
  act: string,
  nowMs: number,
): MandateNo | null {
  if (standing === undefined) return 'mandate-unknown';
  if (!isMandateLive(standing, nowMs)) return 'mandate-over';
  const isAtRelay = (actsAtRelay as readonly string[]).includes(act);
  return isAtRelay && (standing.acts as readonly string[]).includes(act) ? null : 'mandate-outside';
}
