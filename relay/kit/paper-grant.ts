// A yes on paper, made at a counter for somebody without a phone: in a mailbox made for it, by a key that is thrown away, under
// a paper mandate signed by the counter. The slip's own stop code ends it, and nothing else can ever be made under it.
//   before  the sheet: who asks, which facts, why, until when, if you say no; signed by hand, scanned
//   after   the slip: the same, with the stop code and the six characters that are typed at the asking screen

import { fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { mailboxOf, recordDigest, sha256, stopHashOf } from '../../crypto/hash.ts';
import { randomBytes, randomId } from '../../crypto/random.ts';
import { newBoxPair, padTo, sealTo, sealWith } from '../../crypto/seal.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../crypto/sign.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { newStopSeed, stopSecret, writeStopCode } from '../../crypto/stop-card.ts';
import { verifyJws } from '../../crypto/verify.ts';
import { type Declaration, isInForce, readDeclaration } from '../../policy/declaration.ts';
import { envelopeBinding, envelopeText, wrappedKeyBinding } from '../../policy/envelope.ts';
import { coarsen, type Fact, type FactKey } from '../../policy/fact.ts';
import type { Grant } from '../../policy/grant.ts';
import { instantText, minuteText } from '../../policy/instant.ts';
import {
  type GivenMandate,
  newestTemplate,
  paperLabel,
  paperText,
  warrantLabel,
  warrantText,
} from '../../policy/mandate.ts';
import { spokenText } from '../../policy/mandate-text.ts';
import { keysAt, type Party } from '../../policy/party.ts';
import { dayMs, isOnce, type PeriodDays } from '../../policy/period.ts';
import { labelIn } from '../../policy/realm.ts';
import {
  type Head,
  joinRecord,
  type Lang,
  type RecordType,
  recordLabel,
  recordLine,
  splitRecord,
} from '../../policy/record.ts';
import { type Request, readRequest } from '../../policy/request.ts';
import { pathOf } from '../../policy/routes.ts';
import { type View, viewDigest } from '../../policy/view.ts';
import { type Line, postJson } from './call.ts';
import { KitFault } from './fault.ts';
import { pairOf, signLine } from './keys.ts';
import { Unfit } from './unfit.ts';
import { readVersions } from './versions.ts';

/** What the counter is handed: the address in the asking screen's code, and what the person said. */
export interface PaperAsk {
  readonly link: string;
  readonly facts: readonly Fact[];
  readonly lang: Lang;
  /** The sheet as scanned; it stays at the counter. */
  readonly scan: Uint8Array;
  /** As the person heard and signed it on the help sheet. */
  readonly help: PaperHelp;
}

export interface PaperHelp {
  readonly acts: readonly ['see'] | readonly ['see', 'stop'];
  readonly days: PeriodDays;
}

/** For the printer. The stop code stands here and nowhere else. */
export interface Slip {
  readonly lang: Lang;
  readonly party: string;
  readonly title: string;
  readonly purpose: string;
  readonly facts: readonly FactKey[];
  readonly until: string;
  /** What the counter may do for the person, and until when. */
  readonly help: { readonly acts: PaperHelp['acts']; readonly until: string };
  /** How to get the same without a yes, and whom to ask. */
  readonly alternative: string;
  readonly contact: readonly string[];
  /** To be typed at the asking screen: until then nothing holds. */
  readonly confirm: string;
  readonly stop: { readonly link: string; readonly code: string };
  /** The records as signed. */
  readonly grant: string;
  readonly mandate: string;
  /** What was read aloud. */
  readonly spoken: string;
}

interface Asked {
  readonly handle: string;
  readonly claim: string;
  readonly request: Request;
  readonly requestDigest: string;
  readonly party: Party;
  readonly partyId: string;
  readonly declaration: Declaration;
}

export async function paperGrant(line: Line, ask: PaperAsk): Promise<Slip> {
  await readySodium();
  const asked = await readAsked(line, ask.link);
  const made = makeGrant(line, asked, ask);
  const { handle, claim } = asked;
  // Waits until the six characters are typed: without its mandate it dies with the room.
  const answer = await postJson(line, pathOf('keepGrant'), {
    handle,
    claim,
    grant: made.text,
    envelope: made.envelope,
  });
  const { confirm } = answer as { confirm?: unknown };
  if (typeof confirm !== 'string') throw new KitFault('answer-invalid', 'expected six characters to type');
  const { mandate, spoken } = makeMandate(line, made, ask);
  await postJson(line, pathOf('keepMandate'), { mandate });
  const code = writeStopCode(made.stopSeed);
  const { grant } = made;
  const days = isOnce(grant.period) ? 31 : (grant.period as { days: number }).days;
  const { phone, email, address } = asked.party.contact;
  return {
    lang: ask.lang,
    party: asked.party.name[ask.lang],
    title: asked.declaration.title[ask.lang],
    purpose: grant.scope.purpose,
    facts: grant.scope.facts.map(({ key }) => key as FactKey),
    until: instantText(line.now() + days * dayMs),
    help: { acts: ask.help.acts, until: instantText(line.now() + ask.help.days * dayMs) },
    alternative: asked.declaration.refusal.alternative[ask.lang],
    contact: [phone, email, address].filter((way) => way !== undefined),
    confirm,
    stop: { link: `${line.relay}/stop#${code}`, code },
    grant: made.text,
    mandate,
    spoken,
  };
}

/** Checked as a wallet checks it: whose request, whose keys, which declaration. */
async function readAsked(line: Line, link: string): Promise<Asked> {
  const [, handle, clientIdHash] = /#([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})$/.exec(link.trim()) ?? [];
  if (handle === undefined)
    throw new KitFault('answer-invalid', 'expected the address in the asking screen’s code');
  const claim = toBase64url(randomBytes(32));
  const shown = (await postJson(line, pathOf('readRequest'), { handle, claim })) as {
    request: string;
    party: { texts: string[] };
    declaration: { record: string };
  };
  const request = readRequest(JSON.parse(fromUtf8(fromBase64url(shown.request.split('.')[1] ?? ''))));
  const [first = ''] = shown.party.texts;
  const party = readVersions(shown.party.texts, first, line.realm).at(-1);
  const isTheirs =
    recordDigest(first) === request.iss &&
    toBase64url(sha256(toUtf8(request.iss)).subarray(0, 16)) === clientIdHash &&
    request.aud === line.relay;
  if (party === undefined || !isTheirs) throw new KitFault('answer-invalid', 'request of another party');
  requireJws(shown.request, party, instantText(request.iat * 1000));
  const [detail] = request.authorization_details;
  const declaration = readDeclaration(splitRecord(shown.declaration.record).body);
  if (recordDigest(shown.declaration.record) !== detail.declaration || declaration.by !== request.iss)
    throw new KitFault('answer-invalid', 'declaration that the request does not name');
  if (!isInForce(declaration, instantText(line.now())))
    throw new KitFault('declaration-closed', 'expected a declaration that is in force today');
  const requestDigest = recordDigest(shown.request);
  return { handle, claim, request, requestDigest, party, partyId: request.iss, declaration };
}

function requireJws(jws: string, party: Party, at: string): void {
  const isSigned = keysAt(party, 'client', at).some(({ key }) => {
    try {
      verifyJws(jws, fromBase64url(key), 'oauth-authz-req+jwt');
      return true;
    } catch {
      return false;
    }
  });
  if (!isSigned) throw new KitFault('answer-invalid', 'request that its party did not sign');
}

interface Made {
  readonly grant: Grant;
  readonly text: string;
  readonly envelope: string;
  readonly stopSeed: Uint8Array;
  /** Dies with this call. */
  readonly mailboxKey: SigningPair;
}

/** Everything that must be there, and what else was said, each as precisely as it was asked and no finer. */
function makeGrant(line: Line, asked: Asked, { facts, lang }: PaperAsk): Made {
  const [detail] = asked.request.authorization_details;
  const { partyId, requestDigest } = asked;
  const missing: string[] = [];
  const given = detail.facts.flatMap(({ key, precision, necessity }) => {
    const said = facts.find((fact) => fact.key === key);
    if (said !== undefined) return [{ ...said, value: coarsen(key, said.value, precision) }];
    if (necessity === 'required') missing.push(key);
    return [];
  });
  if (missing.length > 0)
    throw new Unfit(`not said, and needed: ${missing.map((key) => `\`${key}\``).join(', ')}`);
  const scope: Grant['scope'] = {
    purpose: detail.purpose,
    facts: detail.facts
      .filter(({ key }) => given.some((fact) => fact.key === key))
      .map(({ key, precision }) => ({ key, precision })),
    actions: ['read'],
  };
  const { declaration, period } = detail;
  const view: View = { v: 1, declaration, template: 1, lang, level: 'plain', scope, period, values: given };
  const [viewSalt, epochKey, stopSeed] = [randomBytes(32), randomBytes(32), newStopSeed()];
  const mailboxKey = newSigningPair();
  const by = mailboxOf(mailboxKey.publicKey);
  const id = randomId();
  const at = minuteText(line.now());
  const sealKey = keysAt(asked.party, 'seal', instantText(line.now())).at(-1);
  if (sealKey === undefined) throw new KitFault('key-unknown', 'expected a party that has a `seal` key');
  const binding = toUtf8(wrappedKeyBinding({ id, by, party: partyId, epoch: 1 }));
  const grant: Grant = {
    v: 1,
    type: 'grant',
    id,
    at,
    by,
    key: toBase64url(mailboxKey.publicKey),
    // Results are told on paper: what is sealed to this key nobody opens.
    boxKey: toBase64url(newBoxPair().publicKey),
    party: partyId,
    declaration,
    requestDigest,
    scope,
    period,
    viewDigest: toBase64url(viewDigest(view, viewSalt, sha256)),
    stopHash: stopHashOf(stopSecret(stopSeed, partyId, 0)),
    epoch: 1,
    wrappedKey: toBase64url(sealTo(fromBase64url(sealKey.key), epochKey, binding)),
    sealKeyId: sealKey.id,
    version: 1,
    previous: null,
  };
  const content = envelopeText({ v: 1, asOf: at, facts: given, viewSalt: toBase64url(viewSalt), view });
  const bound = envelopeBinding({ grant: id, epoch: 1, n: 1, purpose: scope.purpose, party: partyId });
  const envelope = toBase64url(sealWith(epochKey, padTo(toUtf8(content)), toUtf8(bound)));
  return { grant, text: signAs(grant, mailboxKey, line), envelope, stopSeed, mailboxKey };
}

function signAs(record: Head<RecordType>, { secretKey }: SigningPair, { realm }: Line): string {
  const line1 = recordLine(record);
  const value = toBase64url(signRecord(labelIn(realm, recordLabel(record.type, record.v)), line1, secretKey));
  return joinRecord(line1, { kind: 'ed25519', value });
}

/** Signed by the counter's own key; the mailbox's key signs whom it lets see and stop, its last words. */
function makeMandate(
  line: Line,
  made: Made,
  { lang, scan, help }: PaperAsk,
): { mandate: string; spoken: string } {
  const { by: mailbox, at } = made.grant;
  const id = randomId();
  const key = toBase64url(pairOf(line.keys.record).publicKey);
  const grant = recordDigest(made.text);
  const sign = (label: string, text: string): string =>
    toBase64url(signRecord(labelIn(line.realm, label), text, made.mailboxKey.secretKey));
  const spokenOf = {
    at,
    ...help,
    helper: { key, kind: 'professional' as const },
    paper: {
      counter: line.party,
      sheetDigest: toBase64url(sha256(scan)),
      grant,
      signature: sign(paperLabel, paperText({ mailbox, mandate: id, key, grant })),
    },
  };
  const spoken = spokenText(spokenOf, lang);
  const mandate: GivenMandate = {
    v: 1,
    type: 'mandate',
    id,
    by: mailbox,
    act: 'give',
    n: 1,
    ...spokenOf,
    text: { template: newestTemplate, lang, digest: toBase64url(sha256(toUtf8(spoken))) },
    ...(help.acts.length > 1
      ? { warrant: sign(warrantLabel, warrantText({ mailbox, mandate: id, key })) }
      : {}),
  };
  return { mandate: signLine(mandate, line.keys.record, line.realm), spoken };
}
