// A small shelf of studies, one in each state, truly signed by parties that do not exist: what the pages for researchers read
// at a relay's doors.

import { zipSync } from 'fflate';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import { instantText } from '../../../policy/instant.ts';
import type { FollowUp } from '../../../policy/label.ts';
import type { LangText } from '../../../policy/record.ts';
import { releaseText } from '../../../policy/release/verify.ts';
import { type Release, type ReleaseStatement, releaseStatementLabel } from '../../../policy/release.ts';
import type { Study, StudyState } from '../../../policy/study.ts';
import { newPartyKeys, type PartyKeys, pairOf, partyRecord, signLine } from '../../../relay/kit/keys.ts';
import { aPublished, someCounts } from '../a-release.ts';
import { aStudy } from '../a-study.ts';
import { someId } from '../builders.ts';

export interface ShelvedStudy {
  readonly digest: string;
  readonly study: Study;
  readonly state: StudyState;
  readonly record: string;
  readonly followUps: readonly string[];
  /** Its own text, once it is out. */
  readonly release?: string;
  readonly statement?: ReleaseStatement;
  readonly zip?: Uint8Array;
}

export interface Shelved {
  readonly studies: readonly ShelvedStudy[];
  readonly parties: ReadonlyMap<string, readonly string[]>;
}

interface Actor {
  readonly keys: PartyKeys;
  readonly record: string;
  readonly id: string;
}

const dayMs = 86_400_000;
const hour = (ms: number): string => instantText(Math.floor(ms / 3_600_000) * 3_600_000);

async function actor(
  name: LangText,
  role: 'research' | 'city',
  legalId: string,
  nowMs: number,
): Promise<Actor> {
  const keys = newPartyKeys();
  const about = {
    name,
    role,
    interest: 'general',
    legalId,
    url: 'https://etudes.example',
    contact: { email: 'etudes@universite.example' },
  } as const;
  // Before every record of theirs below.
  const record = await partyRecord(keys, about, nowMs - 100 * dayMs);
  return { keys, record, id: recordDigest(record) };
}

const windows: Readonly<Record<StudyState, readonly [opens: number, closes: number, releaseAt: number]>> = {
  announced: [3, 10, 11],
  open: [-2, 5, 6],
  counting: [-9, -1, 1],
  released: [-12, -5, -4],
  'too-few': [-22, -15, -14],
};

export async function aShelf(
  nowMs: number,
  states: readonly StudyState[],
  /** Every cell is told, and some may be of nobody. */
  { smallCells = false }: { readonly smallCells?: boolean } = {},
): Promise<Shelved> {
  await readySodium();
  const by = await actor(
    { fr: 'Laboratoire Mobilités, Université de la Garonne', en: 'Mobility Lab, Garonne University' },
    'research',
    '193300010',
    nowMs,
  );
  const leader = await actor({ fr: 'Régie de données', en: 'Data trust' }, 'city', 'regie', nowMs);
  const helper = await actor(
    { fr: 'Université voisine', en: 'University next door' },
    'research',
    '193500010',
    nowMs,
  );
  const actors = { by, leader, helper };
  return {
    studies: states.map((state, at) => shelved(state, at, actors, nowMs, smallCells)),
    parties: new Map([by, leader, helper].map(({ id, record }) => [id, [record]])),
  };
}

function shelved(
  state: StudyState,
  at: number,
  { by, leader, helper }: { by: Actor; leader: Actor; helper: Actor },
  nowMs: number,
  smallCells: boolean,
): ShelvedStudy {
  const [opens, closes, releaseAt] = windows[state];
  const day = (days: number) => hour(nowMs + days * dayMs);
  const base = aStudy();
  const study = aStudy({
    id: someId(`study ${at}`),
    at: day(opens - 1),
    by: by.id,
    leader: { ...base.leader, party: leader.id },
    helper: { ...base.helper, party: helper.id },
    issuer: { ...base.issuer, party: leader.id },
    window: { opens: day(opens), closes: day(closes) },
    releaseAt: day(releaseAt),
    destroyAt: day(releaseAt + 20),
    suppressBelow: smallCells ? 0 : 12,
  });
  const record = signLine(study, by.keys.record);
  const digest = recordDigest(record);
  if (state !== 'released' && state !== 'too-few') return { digest, study, state, record, followUps: [] };
  const isOut = state === 'released';
  const results = isOut
    ? aPublished(study, smallCells ? { cells: Array(study.vdaf.length).fill(3) as number[] } : {})
    : { outcome: 'too-few' as const, counts: someCounts({ accepted: 0 }), cells: [] };
  const files = {
    'cells.csv': toUtf8(`cell,estimate\n${results.cells.map((n, i) => `${i},${n}`).join('\n')}\n`),
  };
  const statement: ReleaseStatement = {
    study: digest,
    ...results,
    files: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, toBase64url(sha256(bytes))]),
    ),
  };
  const text = releaseText(statement);
  const signed = ({ id, keys }: Actor) => ({
    party: id,
    signature: toBase64url(signRecord(releaseStatementLabel, text, pairOf(keys.record).secretKey)),
  });
  const release: Release = {
    v: 1,
    type: 'release',
    id: someId(`release ${at}`),
    at: day(closes + 0.5),
    by: leader.id,
    statement,
    signatures: [signed(leader), signed(helper)],
  };
  const followUp: FollowUp = {
    v: 1,
    type: 'label',
    id: someId(`follow-up ${at}`),
    at: day(-1),
    by: by.id,
    kind: 'followed-up',
    study: digest,
    text: {
      fr: 'La ville a lu ces nombres. Elle trace une piste de plus vers la gare.',
      en: 'The city has read these numbers. It draws one more cycle lane to the station.',
    },
    url: 'https://etudes.example/mobilites',
  };
  const proof = toUtf8(JSON.stringify({ statement, signatures: release.signatures }));
  return {
    digest,
    study,
    state,
    record,
    followUps: isOut ? [signLine(followUp, by.keys.record)] : [],
    release: signLine(release, leader.keys.record),
    statement,
    zip: zipSync({ ...files, 'proof.json': proof }),
  };
}
