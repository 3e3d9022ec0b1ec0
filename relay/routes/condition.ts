import { fromBase64url } from '../../crypto/encode.ts';
import { recordDigest } from '../../crypto/hash.ts';
import {
  type Condition,
  conditionGrantLabel,
  conditionGrantText,
  readCondition,
  takesGrant,
  takesYes,
} from '../../policy/condition.ts';
import { labelIn } from '../../policy/realm.ts';
import { routes } from '../../policy/routes.ts';
import { readWithdrawal } from '../../policy/withdrawal.ts';
import { settleConditions } from '../carry.ts';
import { type Conditions, conditionUnknown, type KnownCondition } from '../conditions.ts';
import type { House } from '../house.ts';
import {
  parseJson,
  readJson,
  readText,
  requireObject,
  requireRecord,
  requireTexts,
} from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import { requirePartyCall } from '../middleware/party-call.ts';
import { readEnvelope } from '../middleware/sealed.ts';
import {
  partySkewMs,
  readSigned,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import { instantOf, wholeMinute } from '../middleware/time.ts';
import { bodyComponents } from '../proof/http-signature.ts';
import { verifySigned } from '../proof/verify.ts';
import type { LogEntry } from '../store/contract.ts';
import { judgeGrant } from './grant.ts';
import { keepPublic } from './keep-public.ts';
import { requireDeclared } from './par.ts';

const conditionsPerDay = { perSecond: 10 / 86_400, burst: 10 };
const readings = { perSecond: 200, burst: 2000 };
/** Of one party at once: each has a key of its own. */
const maxLive = 16;
const grantsAtOnce = 100;
/** 354 bytes and 64, base64url. */
const tokenLength = 472;
const signatureLength = 86;
const idForm = /^[A-Za-z0-9_-]{22}$/;

/** An exercise has none, and neither has a relay without an issuer; beside other processes, one of them may have it. */
function requireConditions({ conditions, isShared }: House): Conditions {
  if (conditions !== undefined) return conditions;
  // A wallet takes `condition-unknown` for the end of its yes, and this for another try.
  throw isShared
    ? new DoorFault('relay-unready', 'expected the process that counts the yeses')
    : conditionUnknown();
}

/** A party asks in public what it would ask each one: under a declaration of its own that is in force. */
export async function keepCondition(house: House, request: Request): Promise<Response> {
  const nowMs = house.now();
  const record = requireRecord(await readJson(request, { bytes: routes.keepCondition.limitBytes }));
  const conditions = requireConditions(house);
  const split = readSigned(record, 'condition');
  await house.directory.refresh(nowMs);
  const condition = readCondition(split.body);
  const asker = house.directory.requireAdmitted(condition.by, nowMs);
  const keys = house.directory.keysNow(asker, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  const digest = recordDigest(record as string);
  const known = conditions.get(digest);
  if (known !== undefined) return answerJson({ digest, receipt: await house.store.receiptOf(known.kept) });
  requireRecent(condition.at, nowMs, { pastMs: walletSkewMs, futureMs: partySkewMs });
  requireNew(house, conditions, condition, nowMs);
  requireDeclared(house, asker, condition.request);
  const answer = await keepPublic(house, { type: 'condition', party: asker.id, text: record as string });
  // The issuer's key stands beside it before anybody is asked.
  await settleConditions(house);
  return answer;
}

function requireNew(house: House, conditions: Conditions, condition: Condition, nowMs: number): void {
  if (!takesYes(condition, nowMs)) throw new DoorFault('condition-closed', 'expected an end that lies ahead');
  house.limits.take(`condition ${condition.by}`, conditionsPerDay);
  const live = conditions
    .list()
    .filter(({ condition: other }) => other.by === condition.by && takesYes(other, nowMs));
  if (live.length >= maxLive)
    throw new DoorFault('rate-exceeded', `expected at most ${maxLive} conditions of one party that are open`);
}

/** The whole list, always: asking for one would tell which one a person thinks about. */
export async function listConditions(house: House): Promise<Response> {
  const { conditions } = house;
  const nowMs = house.now();
  // What nobody can join or send a yes under any more would be read by every phone for ever.
  const shown = (conditions?.list() ?? []).filter(
    ({ counting, condition }) => counting !== undefined && takesGrant(condition, nowMs),
  );
  return answerJson(
    { conditions: await Promise.all(shown.map((known) => publicCondition(house, conditions, known))) },
    { headers: { 'cache-control': 'no-cache' } },
  );
}

async function publicCondition(house: House, conditions: Conditions | undefined, known: KnownCondition) {
  const told = async (kept: (LogEntry & { text: string }) | undefined) =>
    kept === undefined ? null : { record: kept.text, receipt: await house.store.receiptOf(kept) };
  return {
    ...(await told(known.kept)),
    counting: await told(known.counting?.kept),
    state: conditions?.stateOf(known) ?? 'ended',
    met: await told(known.met?.kept),
  };
}

export async function keepYes(house: House, request: Request, digest: string): Promise<Response> {
  const body = await readJson(request, { bytes: routes.keepYes.limitBytes });
  const { token } = requireTexts(body, { token: tokenLength });
  await requireConditions(house).keepYes(digest, fromBase64url(token));
  return answerJson({});
}

/** A record of the kind that takes a contribution out of a study, with the digest of the condition in its place. */
export async function dropYes(house: House, request: Request, digest: string): Promise<Response> {
  const record = requireRecord(await readJson(request, { bytes: routes.dropYes.limitBytes }));
  const conditions = requireConditions(house);
  const split = readSigned(record, 'withdrawal');
  const { by, at, study } = readWithdrawal(split.body);
  if (study !== digest)
    throw new DoorFault('record-invalid', 'expected a withdrawal from the condition of this address');
  requireSignature(split, [by], house.realm);
  requireRecent(at, house.now(), { pastMs: walletSkewMs, futureMs: walletSkewMs });
  await conditions.dropYes(digest, fromBase64url(by));
  return answerJson({});
}

/**
 * The grant of one who said yes, once it is met: judged as an answer to a request, in force at once. The key of the yes signs
 * for it, so that there are never more of them than there were yeses; which yes it was is not kept.
 */
export async function keepConditionGrant(house: House, request: Request, digest: string): Promise<Response> {
  const body = requireObject(await readJson(request, { bytes: routes.keepConditionGrant.limitBytes }));
  const { grant: text, envelope, key, signature, ...rest } = body;
  if (Object.keys(rest).length > 0 || typeof text !== 'string')
    throw new DoorFault('body-invalid', 'expected grant, envelope, key, signature and nothing else');
  const proof = requireTexts({ key, signature }, { key: 43, signature: signatureLength });
  const conditions = requireConditions(house);
  const nowMs = house.now();
  await house.directory.refresh(nowMs);
  const { condition } = conditions.requireMet(digest);
  const asked = { detail: condition.request, party: condition.by, digest };
  const judged = await judgeGrant(house, asked, text, readEnvelope(envelope), nowMs);
  const said = conditionGrantText(digest, recordDigest(text));
  if (!verifySigned(labelIn(house.realm, conditionGrantLabel), said, proof.signature, proof.key))
    throw new DoorFault('signature-invalid', 'expected a signature of this grant by the key of a yes');
  const kept = await conditions.giveGrant(
    digest,
    { key: fromBase64url(proof.key), grant: { mailbox: judged.mailbox, grant: judged.id } },
    {
      isKept: async ({ mailbox, grant }) => (await house.store.readGrant(mailbox, grant)) !== undefined,
      keep: () => house.store.keepGrant(judged),
    },
  );
  const receipt = await house.store.receiptOf(kept);
  return answerJson({ receipt, at: instantOf(wholeMinute(nowMs)) }, { status: 201 });
}

/** The party's: which grants came of its condition. What it may read under them is asked at the door of access. */
export async function readConditionGrants(house: House, request: Request): Promise<Response> {
  const text = await readText(request, 'application/json', { bytes: routes.readConditionGrants.limitBytes });
  const { condition: digest, after, ...rest } = requireObject(parseJson(text));
  if (typeof digest !== 'string' || Object.keys(rest).length > 0)
    throw new DoorFault('body-invalid', 'expected condition, after and nothing else');
  if (after !== undefined && (typeof after !== 'string' || !idForm.test(after)))
    throw new DoorFault('body-invalid', '`after`: expected the id of a grant');
  const { party } = await requirePartyCall(house, request, text, () => bodyComponents);
  house.limits.take(`condition grants ${party.id}`, readings);
  const conditions = requireConditions(house);
  if (conditions.get(digest)?.condition.by !== party.id) throw conditionUnknown();
  const found = await conditions.grantsOf(digest, after ?? '', grantsAtOnce);
  const kept = await Promise.all(found.map(({ mailbox, grant }) => house.store.readGrant(mailbox, grant)));
  const grants = await Promise.all(
    // One whose writing broke off is not there: its wallet sends it again.
    kept
      .flatMap((grant) => (grant?.entry === undefined ? [] : [{ ...grant, entry: grant.entry }]))
      .map(async ({ text: grant, id, mailbox, entry }) => ({
        grant,
        grant_id: id,
        mailbox,
        receipt: await house.store.receiptOf(entry),
      })),
  );
  return answerJson({ grants, next: found.length < grantsAtOnce ? null : (found.at(-1)?.grant ?? null) });
}
