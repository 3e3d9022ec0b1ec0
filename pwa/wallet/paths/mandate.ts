// choose → the text is read aloud → yes → sign → the helper's device gets its keys, sealed → keep → send, one mailbox after
// the other. Each mailbox has a mandate and a key of its own: only this vault and the helper's know that they belong
// together. Ending is one tap, in force here at once, and never waits.

import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import type { Pairwise } from '../../../crypto/keys.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { signingPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { type GivenHelp, helpText } from '../../../policy/help.ts';
import { dayText, instantMs, minuteText } from '../../../policy/instant.ts';
import {
  actsFor,
  type EndedMandate,
  type GivenMandate,
  type HelpAct,
  type HelperKind,
  helpActs,
  newestTemplate,
  warrantLabel,
  warrantText,
} from '../../../policy/mandate.ts';
import { spokenLines, spokenText } from '../../../policy/mandate-text.ts';
import type { PeriodDays } from '../../../policy/period.ts';
import { labelIn } from '../../../policy/realm.ts';
import type { Lang, LangText } from '../../../policy/record.ts';
import { LinkFault } from '../link/fault.ts';
import { postMandate, postMandateEnd } from '../link/mandate.ts';
import { realmHere } from '../realm.ts';
import { change } from '../vault/hold.ts';
import type { KeptGrant } from '../vault/kept/grant.ts';
import type { KeptMandate } from '../vault/kept/mandate.ts';
import { declarations, grants, heldSignal, parties } from '../vault/open.ts';
import { apart, called } from './apart.ts';
import { PathFault } from './fault.ts';
import { isInLog, knownLog } from './log.ts';
import { mandatesOf } from './mandates.ts';
import { signText } from './sign-text.ts';
import { here, type Surroundings, shuffled } from './surroundings.ts';
import { speakingFor } from './voice.ts';

export interface HelpChoice {
  readonly nickname: string;
  readonly kind: HelperKind;
  readonly acts: readonly HelpAct[];
  readonly days: PeriodDays;
  readonly mailboxes: readonly string[];
  readonly lang: Lang;
  /** When the text was made that is read aloud: what is signed says the same day. */
  readonly at: string;
}

/** One mailbox and what its agreements are called: what the resident chooses from. */
export interface HelpablePlace {
  readonly mailbox: string;
  readonly party: string;
  readonly grants: readonly KeptGrant[];
}

export function helpablePlaces(): HelpablePlace[] {
  const places = new Map<string, HelpablePlace>();
  for (const grant of grants.value) {
    if (grant.status === 'ended' || grant.status === 'stopping' || grant.status === 'unsent') continue;
    const { mailbox, party } = grant;
    const known = places.get(mailbox)?.grants ?? [];
    places.set(mailbox, { mailbox, party, grants: [...known, grant] });
  }
  return [...places.values()];
}

/** The words that are read aloud, sentence by sentence. */
export const linesOf = (
  choice: Pick<HelpChoice, 'kind' | 'acts' | 'days' | 'at' | 'lang'>,
): readonly string[] => spokenLines(spoken(choice), choice.lang);

const spoken = ({ kind, acts, days, at }: Pick<HelpChoice, 'kind' | 'acts' | 'days' | 'at'>) => ({
  at,
  days,
  acts: helpActs.filter((act) => acts.includes(act) && actsFor[kind].includes(act)),
  helper: { kind },
});

/**
 * Signed, given to the helper's device, then kept, all or none. What never arrived is not kept: it would be sent, and stand
 * for help that nobody has. `give` resolves when the other device can have it.
 */
export async function giveHelp(
  choice: HelpChoice,
  give: (content: Uint8Array) => Promise<void>,
  around: Surroundings = here,
): Promise<string> {
  await readySodium();
  const { acts } = spoken(choice);
  const places = helpablePlaces().filter(({ mailbox }) => choice.mailboxes.includes(mailbox));
  if (acts.length === 0 || places.length === 0)
    throw new PathFault('choice-incomplete', 'expected an act and an agreement');
  const help = randomId();
  const made = places.map((place) => ({ place, ...signMandate(place, choice, acts) }));
  const { nickname, kind, days, at } = choice;
  const given: GivenHelp = {
    v: 1,
    use: 'help',
    at,
    kind,
    acts,
    days,
    names: namesOf(places),
    mandates: shuffled(made, around).map(({ place, text, seed }) => ({
      text,
      party: place.party,
      seed,
      titles: titlesOf(place),
    })),
  };
  await give(toUtf8(helpText(given)));
  await change((rows) => {
    rows.put('help', help, { id: help, nickname, kind, acts, days, at, lines: linesOf(choice) });
    for (const { place, given, text } of made) {
      const { mailbox, party } = place;
      rows.put('mandate', given.id, {
        id: given.id,
        help,
        mailbox,
        party,
        given,
        text,
        state: 'unsent',
        receipt: null,
        endText: null,
        endReceipt: null,
        endedAt: null,
      });
    }
  });
  return help;
}

function signMandate(
  { mailbox, grants: mine }: HelpablePlace,
  choice: HelpChoice,
  acts: readonly HelpAct[],
): { given: GivenMandate; text: string; seed: string } {
  const pair = speakerFor(mine);
  const seed = randomBytes(32);
  const key = toBase64url(signingPair(seed).publicKey);
  const id = randomId();
  const { days, lang, kind } = choice;
  // Cut to the day: the minute would be the same in all mandates of one help, and in those of nobody else.
  const at = dayText(instantMs(choice.at));
  const spokenDigest = toBase64url(sha256(toUtf8(spokenText(spoken({ ...choice, at }), lang))));
  const warrant = warrantText({ mailbox, mandate: id, key });
  const signature = () => signRecord(labelIn(realmHere(), warrantLabel), warrant, pair.signing.secretKey);
  const given: GivenMandate = {
    v: 1,
    type: 'mandate',
    id,
    at,
    by: mailbox,
    key: toBase64url(pair.signing.publicKey),
    act: 'give',
    n: (mandatesOf(mailbox).at(-1)?.given.n ?? 0) + 1,
    helper: { key, kind },
    acts,
    days,
    text: { template: newestTemplate, lang, digest: spokenDigest },
    ...(acts.includes('stop') ? { warrant: toBase64url(signature()) } : {}),
  };
  return { given, text: signText(given, pair), seed: toBase64url(seed) };
}

/** The key that speaks for a mailbox now. */
function speakerFor([first]: readonly KeptGrant[]): Pairwise {
  if (first === undefined) throw new PathFault('grant-unknown', 'no agreement in this mailbox');
  return speakingFor(first)[0];
}

function namesOf(places: readonly HelpablePlace[]): Record<string, LangText> {
  const known = places.flatMap(({ party }) => {
    const name = parties.value.get(party)?.name;
    return name === undefined ? [] : [[party, name] as const];
  });
  return Object.fromEntries(known);
}

function titlesOf({ grants: mine }: HelpablePlace): Record<string, LangText> {
  const known = mine.flatMap(({ id, declaration }) => {
    const title = declarations.value.get(declaration)?.title;
    return title === undefined ? [] : [[id, title] as const];
  });
  return Object.fromEntries(known);
}

/** In force here at once; without network it waits, in front of everything but a stop. */
export async function endHelp(help: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  const mine = [...heldSignal.value.mandate.values()].filter((kept) => kept.help === help);
  await endAll(mine, around);
}

/** One mandate that another device of this wallet gave. */
export async function endMandate(id: string, around: Surroundings = here): Promise<void> {
  await readySodium();
  const kept = heldSignal.value.mandate.get(id);
  if (kept !== undefined) await endAll([kept], around);
}

async function endAll(mine: readonly KeptMandate[], around: Surroundings): Promise<void> {
  await change(async (rows) => {
    for (const { id } of mine) {
      const kept = await rows.get('mandate', id);
      if (kept === undefined || kept.state === 'ended' || kept.state === 'ending') continue;
      const at = minuteText(around.now());
      const endText = signEnd(kept, at);
      rows.put('mandate', id, { ...kept, state: 'ending', endText, endedAt: at });
    }
  });
  await sendMandateEnds(around);
}

function signEnd(kept: KeptMandate, at: string): string {
  const pair = speakerFor(grants.value.filter(({ mailbox }) => mailbox === kept.mailbox));
  const end: EndedMandate = {
    v: 1,
    type: 'mandate',
    id: randomId(),
    at,
    by: kept.mailbox,
    key: toBase64url(pair.signing.publicKey),
    act: 'end',
    mandate: kept.id,
  };
  return signText(end, pair);
}

/** On their way now: an end goes after them, sent before, the relay would know nothing to end. */
const onTheirWay = new Map<string, Promise<void>>();
let sending: Promise<void> | null = null;

const inState = (state: KeptMandate['state']): KeptMandate[] =>
  [...heldSignal.value.mandate.values()].filter((kept) => kept.state === state);

/** Before all that can wait. Several at once are seen to be one person's, like stops: said on the threat page. */
export async function sendMandateEnds(around: Surroundings = here): Promise<void> {
  for (const kept of inState('ending')) {
    await onTheirWay.get(kept.id)?.catch(() => undefined);
    called(around);
    try {
      const { at, receipt } = await postMandateEnd(around.reach, kept.endText ?? '');
      const log = await knownLog(around);
      const isPlaced = kept.endText !== null && isInLog(kept.endText, receipt, log);
      await turnTo(kept.id, { state: 'ended', endedAt: at, endReceipt: isPlaced ? receipt : null });
    } catch (cause) {
      if (!(cause instanceof LinkFault)) throw cause;
      // A mandate that the relay never took is as ended as one that it ended. Whatever else it says: sent again later.
      if (cause.problem?.code === 'mandate-unknown') await turnTo(kept.id, { state: 'ended' });
    }
  }
}

/** One after another, at a distance: two mandates that leave together would be seen to be one person's. */
export function sendMandates(around: Surroundings = here): Promise<void> {
  sending ??= sendWaiting(around).finally(() => {
    sending = null;
  });
  return sending;
}

async function sendWaiting(around: Surroundings): Promise<void> {
  for (const [at, { id }] of shuffled(inState('unsent'), around).entries()) {
    if (at > 0) await apart(around);
    else called(around);
    // Ended while it waited: it never leaves.
    const kept = heldSignal.value.mandate.get(id);
    if (kept?.state !== 'unsent') continue;
    const way = sendOne(kept, around).finally(() => onTheirWay.delete(id));
    onTheirWay.set(id, way);
    await way;
  }
}

async function sendOne(kept: KeptMandate, around: Surroundings): Promise<void> {
  try {
    const receipt = await postMandate(around.reach, kept.text);
    const log = await knownLog(around);
    // Without a place that holds, the mailbox shows it again.
    const isPlaced = isInLog(kept.text, receipt, log);
    await change(async (rows) => {
      const now = await rows.get('mandate', kept.id);
      if (now === undefined) return;
      const state = now.state === 'unsent' ? 'given' : now.state;
      rows.put('mandate', kept.id, { ...now, state, receipt: isPlaced ? receipt : null });
    });
  } catch (cause) {
    if (!(cause instanceof LinkFault)) throw cause;
    if (!cause.isPassing) await turnTo(kept.id, { state: 'refused' });
  }
}

async function turnTo(id: string, changes: Partial<KeptMandate>): Promise<void> {
  await change(async (rows) => {
    const now = await rows.get('mandate', id);
    if (now !== undefined) rows.put('mandate', id, { ...now, ...changes });
  });
}
