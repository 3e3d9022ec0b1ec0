// The package of a release: is every file the one that two bodies signed, and does the table follow from the signed counts?
// From the zip alone; that its records stand in the log is checked as everywhere, by their receipts in `proof.json`.

import { areEqual, fromUtf8, toBase64url } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { recordDigest } from '../../crypto/hash.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { readOperation } from '../../policy/label.ts';
import { splitRecord } from '../../policy/record.ts';
import { tableOf } from '../../policy/release/table.ts';
import { type ReleaseGap, releaseGaps } from '../../policy/release/verify.ts';
import { type Release, readRelease } from '../../policy/release.ts';
import { isSameBody, readStudy, type Study } from '../../policy/study.ts';
import { cellFiles } from '../aggregate/package/cells.ts';
import { type ProofParts, proofFormat } from '../aggregate/package/proof.ts';
import { proofName, readZip } from '../aggregate/package/zip.ts';
import { fastSha256 } from '../proof/hash.ts';
import { verifySigned } from '../proof/verify.ts';
import { UnreadableFile } from './file.ts';
import type { Finding } from './finding.ts';
import { KeyRing } from './signed.ts';

export interface CheckedPackage {
  readonly findings: readonly Finding[];
  /** `proof.json`, whose receipts are checked with those of the other files. */
  readonly proof: string;
}

export function checkPackage(name: string, bytes: Uint8Array): CheckedPackage {
  const files = orUnreadable(name, () => readZip(bytes));
  const proof = orUnreadable(name, () => fromUtf8(files.get(proofName) ?? new Uint8Array(0)));
  const parts = orUnreadable(name, () => readProof(proof));
  const found = orUnreadable(name, () => ({
    release: readRelease(recordOf(parts.release.record, 'release')),
    study: readStudy(recordOf(parts.study.record, 'study')),
  }));
  const digest = recordDigest(parts.study.record);
  const findings = [
    ...signatureFindings(found, digest, parts),
    ...fileFindings(found.release, files),
    ...tableFindings(found, digest, files),
  ];
  return { findings: findings.map(({ holds, what }) => ({ holds, what: `${name}: ${what}` })), proof };
}

interface Found {
  readonly release: Release;
  readonly study: Study;
}

function recordOf(text: string, type: string): unknown {
  const split = splitRecord(text);
  if (split.type !== type)
    throw new PolicyFault('record-invalid', `expected a record of type ${type}`, 'type');
  return split.body;
}

const gapWords: Readonly<Record<ReleaseGap, string>> = {
  study: 'the statement is of another study',
  cells: 'the statement has another number of cells than the study',
  leader: 'the leader of the study has not signed the statement',
  helper: 'the helper of the study has not signed the statement',
};

function signatureFindings({ release, study }: Found, digest: string, parts: ProofParts): Finding[] {
  const keys = new KeyRing(parts.parties);
  const parties = {
    leader: keys.versionsOf(study.leader.party),
    helper: keys.versionsOf(study.helper.party),
  };
  const gaps = releaseGaps(release, { study, digest }, parties, verifySigned);
  if (gaps.length > 0) return gaps.map((gap) => ({ holds: false, what: gapWords[gap] }));
  // That the two differ is a rule of the manifest; here, that they are what their records say.
  const isSame = (['leader', 'helper'] as const).every((role) =>
    parties[role].every(({ legalId }) => isSameBody(legalId, study[role].legalId)),
  );
  if (!isSame) return [{ holds: false, what: 'an operator is another legal body than the manifest says' }];
  const unsigned = [
    ['the manifest', parts.study.record],
    ['the release', parts.release.record],
    ...parts.operations.map(({ record }) => ['a word that the study is run', record]),
  ].filter(([, record]) => keys.signedBy(record as string) !== 'party key');
  const wordOf = (role: 'leader' | 'helper') =>
    parts.operations
      .map(({ record }) => ({ record, label: readOperation(recordOf(record, 'label')) }))
      .find(({ label }) => label.by === study[role].party && label.study === digest && label.role === role);
  const [leader, helper] = [wordOf('leader'), wordOf('helper')];
  const isRun = leader !== undefined && helper !== undefined;
  const isPaired = !isRun || helper.label.peer === recordDigest(leader.record);
  return [
    {
      holds: true,
      what: `the release of study ${digest.slice(0, 10)}… is signed by both of its operators, of legal ids ${study.leader.legalId} and ${study.helper.legalId}`,
    },
    ...unsigned.map(([what]) => ({ holds: false, what: `${what} is not shown to be signed by its party` })),
    ...(isRun
      ? []
      : [{ holds: false, what: 'leader and helper have not both said that they run this study' }]),
    ...(isPaired ? [] : [{ holds: false, what: 'the helper works with another word of the leader' }]),
  ];
}

function fileFindings({ statement }: Release, files: ReadonlyMap<string, Uint8Array>): Finding[] {
  const wanted = Object.entries(statement.files);
  const gaps = wanted.flatMap(([name, digest]) => {
    const bytes = files.get(name);
    if (bytes === undefined) return [`${name} is not there`];
    return toBase64url(fastSha256(bytes)) === digest ? [] : [`${name} is another file than was signed`];
  });
  for (const name of files.keys())
    if (name !== proofName && !Object.hasOwn(statement.files, name)) gaps.push(`${name} was not signed`);
  if (gaps.length > 0) return gaps.map((what) => ({ holds: false, what }));
  return [{ holds: wanted.length > 0, what: `${wanted.length} files are those that were signed` }];
}

function tableFindings(
  { release, study }: Found,
  digest: string,
  files: ReadonlyMap<string, Uint8Array>,
): Finding[] {
  const { statement } = release;
  let made: Map<string, Uint8Array>;
  try {
    const table = tableOf(study, statement);
    if (table.outcome === 'too-few') return [{ holds: true, what: 'there were too few to tell a number' }];
    made = cellFiles(study, digest, table);
    // Its words may be others in another version of this program; what it describes may not.
    made.delete('cells.csv-metadata.json');
  } catch (cause) {
    if (!(cause instanceof PolicyFault)) throw cause;
    return [{ holds: false, what: `no table follows from the signed counts: ${cause.message}` }];
  }
  const wrong = [...made].filter(([name, bytes]) => !areEqual(files.get(name) ?? new Uint8Array(0), bytes));
  if (wrong.length > 0)
    return wrong.map(([name]) => ({
      holds: false,
      what: `${name} is not what this version makes of the signed counts`,
    }));
  return [{ holds: true, what: 'the table, made again from the signed counts, is the same' }];
}

function readProof(text: string): ProofParts {
  const value: unknown = JSON.parse(text);
  const { format, release, study, operations, parties } = (value ?? {}) as Record<string, unknown>;
  const isText = (found: unknown): found is string => typeof found === 'string';
  const isProven = (found: unknown): found is ProofParts['release'] =>
    isText((found as { record?: unknown } | null)?.record);
  const isShort = (found: unknown): found is readonly unknown[] =>
    Array.isArray(found) && found.length <= 200;
  if (
    format !== proofFormat ||
    !isProven(release) ||
    !isProven(study) ||
    !isShort(operations) ||
    !operations.every(isProven) ||
    !isShort(parties) ||
    !parties.every(isText)
  )
    throw new UnreadableFile(`expected a ${proofName} of format ${proofFormat}`);
  return { release, study, operations, parties };
}

function orUnreadable<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const isExpected =
      cause instanceof CryptoFault ||
      cause instanceof PolicyFault ||
      cause instanceof SyntaxError ||
      cause instanceof UnreadableFile;
    if (!isExpected) throw cause;
    throw new UnreadableFile(`${name}: ${cause.message}`, { cause });
  }
}
