import { recordDigest } from '../../crypto/hash.ts';
import { instantMs } from '../../policy/instant.ts';
import type { PartyRole } from '../../policy/party.ts';
import { routes } from '../../policy/routes.ts';
import { isSameBody, readStudy, type Study, type StudyOperator } from '../../policy/study.ts';
import type { House } from '../house.ts';
import { readJson, requireRecord } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { answerJson } from '../middleware/headers.ts';
import {
  partySkewMs,
  readSigned,
  requireRecent,
  requireSignature,
  walletSkewMs,
} from '../middleware/signed.ts';
import type { LogEntry } from '../store/contract.ts';
import { isTakenOn, type KnownStudy, stateOf } from '../studies.ts';
import { keepPublic } from './keep-public.ts';

const studiesPerDay = { perSecond: 10 / 86_400, burst: 10 };
/** Of one party that are not over: aggregators work on 256 at once. */
const maxLive = 16;
/** Who may ask residents for a statistic; whoever sells to them asks through one of these. */
const researchers: readonly PartyRole[] = ['research', 'city', 'association', 'evaluator'];

/**
 * A manifest is published before anybody is asked. The relay takes it only when both aggregators take the study on: the
 * helper decides for itself, in another house. The same text again goes on where the last try broke off.
 */
export async function keepStudy(house: House, request: Request): Promise<Response> {
  const nowMs = house.now();
  const record = requireRecord(await readJson(request, { bytes: routes.keepStudy.limitBytes }));
  const split = readSigned(record, 'study');
  await house.directory.refresh(nowMs);
  const { by } = split.body as { by?: unknown };
  const asker = house.directory.requireAdmitted(typeof by === 'string' ? by : '', nowMs);
  const keys = house.directory.keysNow(asker, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  if (!researchers.includes(asker.current.role))
    throw new DoorFault('role-reserved', `expected a party with one of the roles: ${researchers.join(', ')}`);
  const study = readStudy(split.body);
  const text = record as string;
  const digest = recordDigest(text);
  const known = house.studies.get(digest);
  if (known !== undefined && isTakenOn(known)) return answerStudy(house, known, 200);
  house.limits.take(`study ${asker.id}`, studiesPerDay);
  const live = house.studies
    .list()
    .filter(({ study: { by: other, destroyAt } }) => other === asker.id && nowMs < instantMs(destroyAt));
  if (live.length >= maxLive)
    throw new DoorFault(
      'rate-exceeded',
      `expected at most ${maxLive} studies of one party that are not over`,
    );
  requireRecent(study.at, nowMs, { pastMs: walletSkewMs, futureMs: partySkewMs });
  if (instantMs(study.window.closes) <= nowMs)
    throw new DoorFault('study-closed', 'expected a window that closes ahead');
  await takeOn(house, study, text, digest, nowMs);
  return answerStudy(house, house.studies.require(digest), 201);
}

async function takeOn(
  house: House,
  study: Study,
  text: string,
  digest: string,
  nowMs: number,
): Promise<void> {
  const { leader, issuer } = house;
  if (leader === undefined || issuer === undefined)
    throw new DoorFault('helper-absent', 'this relay has no second aggregator: see HELPERS');
  requireOperators(house, study, nowMs);
  const { tokenKey } = await issuer.openStudy({
    study: digest,
    costMillionths: study.costMillionths,
    enrolment: study.enrolment,
    opens: study.window.opens,
    closes: study.window.closes,
  });
  const party = (id: string) => house.directory.requireKnown(id).versions.map(({ kept }) => kept.text);
  const labels = await leader.takeOn({
    text,
    tokenKey,
    parties: { asker: party(study.by), leader: party(study.leader.party), helper: party(study.helper.party) },
  });
  if (house.studies.get(digest) === undefined)
    await keepPublic(house, { type: 'study', party: study.by, text });
  const here = house.studies.require(digest).operations.map(({ said }) => said.role);
  for (const [role, label] of [
    ['leader', labels.leader],
    ['helper', labels.helper],
  ] as const)
    if (!here.includes(role))
      await keepPublic(house, { type: 'label', party: study[role].party, text: label });
}

/** The manifest names who this relay and its helper are: what residents read there must be so. */
function requireOperators(house: House, study: Study, nowMs: number): void {
  const requireSame = (where: 'leader' | 'helper' | 'issuer', id: string, url: string): void => {
    const named = study[where];
    const party =
      where === 'helper' ? house.directory.requireAdmitted(id, nowMs) : house.directory.requireOpen(id);
    if (named.party !== id || named.url !== url || !isSameBody(named.legalId, party.current.legalId))
      throw new DoorFault(
        'study-operators',
        `\`${where}\`: expected the party, legal id and address of this relay’s own`,
      );
  };
  requireSame('leader', house.regie, `${house.origin}/dap`);
  requireSame('issuer', house.regie, house.origin);
  const helper = house.leader?.helpers.find((entry) => entry.party === study.helper.party);
  if (helper === undefined) throw new DoorFault('study-operators', '`helper`: expected one of HELPERS');
  requireSame('helper', helper.party, `${helper.url}/dap`);
}

async function answerStudy(house: House, known: KnownStudy, status: number): Promise<Response> {
  const { digest, kept } = known;
  return answerJson({ digest, receipt: await house.store.receiptOf(kept) }, { status });
}

/** The whole list, always: asking for one would tell which one a person thinks about. */
export async function listStudies(house: House): Promise<Response> {
  const studies = await Promise.all(house.studies.list().map((known) => publicStudy(house, known)));
  return answerJson({ studies, operators: operatorsOf(house) }, { headers: { 'cache-control': 'no-cache' } });
}

export async function readOneStudy(house: House, digest: string): Promise<Response> {
  const study = await publicStudy(house, house.studies.require(digest));
  return answerJson(study, { headers: { 'cache-control': 'no-cache' } });
}

/** For whoever writes a manifest: who would carry it here. */
function operatorsOf(house: House) {
  const operator = (id: string, url: string): StudyOperator => {
    const { name, legalId } = house.directory.requireKnown(id).current;
    return { party: id, name, legalId, url };
  };
  const helpers = house.leader?.helpers ?? [];
  return {
    leader: operator(house.regie, `${house.origin}/dap`),
    issuer: operator(house.regie, house.origin),
    helpers: helpers
      .filter(({ party }) => house.directory.party(party) !== undefined)
      .map(({ party, url }) => operator(party, `${url}/dap`)),
  };
}

async function publicStudy(house: House, known: KnownStudy) {
  const told = async (kept: LogEntry & { text: string }) => ({
    record: kept.text,
    receipt: await house.store.receiptOf(kept),
  });
  return {
    ...(await told(known.kept)),
    operations: await Promise.all(known.operations.map(({ kept }) => told(kept))),
    followUps: await Promise.all(known.followUps.map(({ kept }) => told(kept))),
    state: stateOf(known, house.now()),
    release: isReleased(known, house.now()),
  };
}

export const isReleased = ({ study, release }: KnownStudy, nowMs: number): boolean =>
  release !== undefined && instantMs(study.releaseAt) <= nowMs;
