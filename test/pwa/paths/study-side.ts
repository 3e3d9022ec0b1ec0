// What a wallet meets in a study, in one process: researchers and a helper who were admitted, manifest and labels in a real
// log, and a leader and issuer of a few lines behind the real addresses, whose every answer a test can change.

import { hpkeSuite, writeHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import {
  inputShareAad,
  inputShareInfo,
  readInputShare,
  readReport,
  writeUploadErrors,
} from '../../../crypto/dap/report.ts';
import { taskOf } from '../../../crypto/dap/task.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { recordDigest } from '../../../crypto/hash.ts';
import { prio3MultihotCountVec } from '../../../crypto/prio3/prio3.ts';
import { randomId } from '../../../crypto/random.ts';
import { readContributor } from '../../../crypto/report.ts';
import { signingPair, signRecord } from '../../../crypto/sign.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { instantMs, minuteText } from '../../../policy/instant.ts';
import type { Operation } from '../../../policy/label.ts';
import {
  type Head,
  joinRecord,
  type RecordType,
  recordLabel,
  recordLine,
  splitRecord,
} from '../../../policy/record.ts';
import { type ReleaseStatement, releaseStatementLabel } from '../../../policy/release.ts';
import { pathOf } from '../../../policy/routes.ts';
import { cellCount, readStudy, type Study, taskTermsOf } from '../../../policy/study.ts';
import { readWithdrawal, withdrawnLabel } from '../../../policy/withdrawal.ts';
import {
  blindSign,
  newTokenKey,
  openTokenKey,
  tokenKeyOf,
  verifyToken,
} from '../../../relay/proof/blind-rsa.ts';
import { newHpkeKey, openHpke } from '../../../relay/proof/hpke.ts';
import { keepPublic } from '../../../relay/routes/keep-public.ts';
import { aboutCity, admit, knownParty, origin, type TestHouse, type TestParty } from '../../relay/house.ts';
import { aStudy } from '../../support/a-study.ts';
import type { TestAround } from './wallet.ts';

const minuteMs = 60_000;

export interface StudySide {
  readonly researcher: TestParty;
  readonly helper: TestParty;
  /** Uploads that arrived, as sent; the same bytes twice stand twice. */
  readonly uploads: { readonly study: string; readonly bytes: Uint8Array }[];
  readonly blinded: { readonly study: string; readonly blinded: string }[];
  isHelperAway: boolean;
  /** A study in the log with both labels: open since a day, for ten days more. Gives its digest. */
  publish(changes?: Partial<Study>, meddle?: Meddle): Promise<string>;
  manifest(digest: string): Study;
  /** What the two halves of the last upload add up to, opened with both keys: buckets that are 1. */
  bucketsOf(bytes: Uint8Array, study: string): number[];
  release(
    digest: string,
    cells?: readonly number[],
    change?: (statement: ReleaseStatement) => ReleaseStatement,
  ): Promise<void>;
  followUp(digest: string, fr: string): Promise<void>;
}

/** What a dishonest side would sign or show in its place. */
export interface Meddle {
  readonly operation?: (operation: Operation) => Operation;
  readonly signer?: (role: Operation['role']) => Signer | undefined;
  readonly study?: (text: string) => string;
}

type Signer = (body: Head<RecordType>) => string;

const signerOf =
  ({ client, keys }: TestParty): Signer =>
  (body) => {
    const line = recordLine({ ...body, by: body.by === '' ? client.id : body.by });
    const signature = signRecord(recordLabel(body.type, body.v), line, pairOf(keys).secretKey);
    return joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
  };

const pairOf = ({ record }: TestParty['keys']) => signingPair(fromBase64url(record));

export async function openStudySide(relay: TestHouse, around: TestAround): Promise<StudySide> {
  const party = async (about: Partial<typeof aboutCity>) => {
    const known = await knownParty(relay, { ...aboutCity, ...about });
    if (!(await admit(relay, known.client.id)).ok) throw new Error('expected to be admitted');
    return known;
  };
  const researcher = await party({ role: 'research', legalId: '193117142' });
  const helper = await party({ role: 'research', legalId: '130025265' });
  // A manifest is signed before its window opens, and its keys are older than it.
  relay.clock.pass({ days: 2 });
  const tokenKey = newTokenKey();
  const keys = { leader: newHpkeKey(), helper: newHpkeKey() };
  const names = { fr: 'Essai', en: 'Trial' };

  const side: StudySide = {
    researcher,
    helper,
    uploads: [],
    blinded: [],
    isHelperAway: false,
    async publish(changes = {}, meddle = {}) {
      const nowMs = relay.clock.now();
      const hour = (hours: number) =>
        minuteText(Math.floor(nowMs / 3_600_000) * 3_600_000 + hours * 3_600_000);
      const leaderParty = { party: relay.regie.id, name: names, legalId: 'regie', url: `${origin}/dap` };
      const study = aStudy({
        id: randomId(),
        at: minuteText(nowMs - 25 * 60 * minuteMs),
        by: researcher.client.id,
        leader: leaderParty,
        issuer: { ...leaderParty, url: origin },
        helper: {
          party: helper.client.id,
          name: names,
          legalId: '130025265',
          url: 'https://universite.example/dap',
        },
        window: { opens: hour(-24), closes: hour(240) },
        releaseAt: hour(264),
        destroyAt: hour(480),
        ...changes,
      });
      const signed = signerOf(researcher)(study);
      const text = meddle.study?.(signed) ?? signed;
      const digest = recordDigest(text);
      await keepPublic(relay.house, { type: 'study', party: researcher.client.id, text });
      let peer = '';
      for (const role of ['leader', 'helper'] as const) {
        const key = keys[role];
        const config = { id: role === 'leader' ? 1 : 2, ...hpkeSuite, publicKey: key.publicKey };
        const said: Operation = {
          v: 1,
          type: 'label',
          id: randomId(),
          at: minuteText(nowMs),
          by: study[role].party,
          kind: 'operates',
          study: digest,
          role,
          hpkeConfig: toBase64url(writeHpkeConfig(config)),
          ...(role === 'leader' ? { tokenKey: toBase64url(tokenKeyOf(tokenKey)) } : { peer }),
        };
        const own = role === 'leader' ? relay.regie.sign : signerOf(helper);
        const label = (meddle.signer?.(role) ?? own)(meddle.operation?.(said) ?? said);
        if (role === 'leader') peer = recordDigest(label);
        await keepPublic(relay.house, { type: 'label', party: study[role].party, text: label });
      }
      return digest;
    },
    manifest: (digest) => manifestOf(relay, digest),
    bucketsOf(bytes, digest) {
      const study = manifestOf(relay, digest);
      const { length, maxWeight, chunkLength } = study.vdaf;
      const vdaf = prio3MultihotCountVec(length, maxWeight, chunkLength);
      const task = taskOf({ id: fromBase64url(digest), ...taskTermsOf(study) });
      const { metadata, publicShare, leaderShare, helperShare } = readReport(bytes);
      const aad = inputShareAad(task, metadata, publicShare);
      const shares = [leaderShare, helperShare].map(({ enc, payload }, at) => {
        const role = at === 0 ? 'leader' : 'helper';
        return readInputShare(openHpke(keys[role], enc, inputShareInfo[role], aad, payload)).payload;
      });
      const verifyKey = new Uint8Array(32).fill(7);
      const begun = shares.map((share, at) =>
        vdaf.verifyInit(verifyKey, task.ctx, at, metadata.id, publicShare, share),
      );
      const message = vdaf.verifierSharesToMessage(
        task.ctx,
        begun.map(({ verifierShare }) => verifierShare),
      );
      const sums = begun.map(({ state }) =>
        vdaf.aggregateUpdate(vdaf.aggregateInit(), vdaf.verifyNext(state, message)),
      );
      return vdaf.unshard(sums, 1).flatMap((count, bucket) => (count === 1n ? [bucket] : []));
    },
    async release(digest, cells, change = (statement) => statement) {
      const study = manifestOf(relay, digest);
      const statement = change({
        study: digest,
        outcome: 'published',
        counts: {
          accepted: 400,
          withdrawn: 1,
          rejected: {
            late: 0,
            early: 0,
            duplicate: 0,
            forged: 0,
            'other-study': 0,
            token: 0,
            unreadable: 0,
          },
        },
        cells: cells ?? Array.from({ length: cellCount(study.dimensions) + 1 }, (_, at) => at * 3 + 10),
        files: {},
      });
      const text = canonicalText(statement);
      const signatures = [
        { party: relay.regie.id, signature: relay.regie.signWord(releaseStatementLabel, text) },
        {
          party: helper.client.id,
          signature: toBase64url(signRecord(releaseStatementLabel, text, pairOf(helper.keys).secretKey)),
        },
      ];
      const at = minuteText(relay.clock.now());
      const head = { v: 1, type: 'release', id: randomId(), at, by: relay.regie.id } as const;
      const record = relay.regie.sign({ ...head, statement, signatures } as Head<'release'>);
      await keepPublic(relay.house, { type: 'release', party: relay.regie.id, text: record });
    },
    async followUp(digest, fr) {
      const label = {
        v: 1,
        type: 'label',
        id: randomId(),
        at: minuteText(relay.clock.now()),
        by: researcher.client.id,
        kind: 'followed-up',
        study: digest,
        text: { fr, en: fr },
      } as const;
      const text = signerOf(researcher)(label);
      await keepPublic(relay.house, { type: 'label', party: researcher.client.id, text });
    },
  };
  around.meddle = (path, next) => answer(side, relay, { tokenKey, helper }, path, around, next);
  return side;
}

const manifestOf = (relay: TestHouse, digest: string): Study =>
  readStudy(splitRecord(relay.house.studies.require(digest).kept.text).body);

type Doors = { readonly tokenKey: ReturnType<typeof newTokenKey>; readonly helper: TestParty };

/** The doors of issuer and leader; everything else is the relay's own. */
async function answer(
  side: StudySide,
  relay: TestHouse,
  { tokenKey, helper }: Doors,
  path: string,
  around: TestAround,
  next: () => Promise<Response>,
): Promise<Response> {
  const sent = around.calls.at(-1)?.options.body;
  if (path === pathOf('openAccount')) return Response.json({ account: 'x'.repeat(43) });
  if (path === pathOf('readBudget'))
    return Response.json({
      year: 2026,
      spent: [...new Map(side.blinded.map(({ study }) => [study, study])).values()].map((study) => ({
        study,
        costMillionths: manifestOf(relay, study).costMillionths,
      })),
      destroyedMillionths: 0,
      personYears: [],
    });
  if (path === pathOf('takeStudyToken')) {
    const asked = JSON.parse(String(sent)) as { study: string; blinded: string };
    const before = side.blinded.find(({ study }) => study === asked.study);
    if (before !== undefined && before.blinded !== asked.blinded) return problem(409, 'token-given');
    side.blinded.push(asked);
    return Response.json({
      blindSignature: toBase64url(blindSign(tokenKey, fromBase64url(asked.blinded))),
    });
  }
  const task = /^\/dap\/tasks\/([\w-]+)\/reports$/.exec(path)?.[1];
  if (task !== undefined) {
    const bytes = new Uint8Array(sent as Uint8Array<ArrayBuffer>);
    const { metadata } = readReport(bytes);
    const contributor = readContributor(metadata.publicExtensions);
    const isGood =
      contributor !== undefined && verifyToken(openTokenKey(tokenKeyOf(tokenKey)), contributor.token);
    const isKnown = side.uploads.some(
      (upload) => toBase64url(readReport(upload.bytes).metadata.id) === toBase64url(metadata.id),
    );
    side.uploads.push({ study: task, bytes });
    const error = !isGood ? 'invalid_message' : isKnown ? 'report_replayed' : null;
    const errors = error === null ? [] : [{ id: metadata.id, error } as const];
    return new Response(writeUploadErrors(errors));
  }
  const withdrawn = /^\/study\/([\w-]+)\/withdrawal$/.exec(path)?.[1];
  if (withdrawn !== undefined) {
    if (instantMs(manifestOf(relay, withdrawn).window.closes) <= relay.clock.now())
      return problem(409, 'withdrawal-late');
    const { record } = JSON.parse(String(sent)) as { record: string };
    const { by } = readWithdrawal(splitRecord(record).body);
    const at = minuteText(relay.clock.now());
    const say = (party: string) => canonicalText({ study: withdrawn, contribution: by, by: party, at });
    const [own, other] = [say(relay.regie.id), say(helper.client.id)];
    const signedByHelper = toBase64url(signRecord(withdrawnLabel, other, pairOf(helper.keys).secretKey));
    return Response.json({
      withdrawn: [
        { party: relay.regie.id, statement: own, signature: relay.regie.signWord(withdrawnLabel, own) },
        ...(side.isHelperAway
          ? []
          : [{ party: helper.client.id, statement: other, signature: signedByHelper }]),
      ],
      pending: side.isHelperAway,
    });
  }
  return next();
}

export function problem(status: number, code: string): Response {
  return Response.json({ code, fr: 'non', en: 'no' }, { status });
}
