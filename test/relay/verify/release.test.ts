import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromUtf8, toBase64, toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { recordDigest, sha256 } from '../../../crypto/hash.ts';
import { leafHash, nodeHash } from '../../../crypto/proof.ts';
import { newSigningPair, type SigningPair, signRecord } from '../../../crypto/sign.ts';
import { readySodium } from '../../../crypto/sodium.ts';
import type { Operation } from '../../../policy/label.ts';
import type { Party } from '../../../policy/party.ts';
import { publicSalt } from '../../../policy/receipt.ts';
import { type Head, joinRecord, type RecordType, recordLabel, recordLine } from '../../../policy/record.ts';
import { releaseText } from '../../../policy/release/verify.ts';
import { type Release, type ReleaseStatement, releaseStatementLabel } from '../../../policy/release.ts';
import type { Study } from '../../../policy/study.ts';
import { type ProofParts, type Proven, proofJson } from '../../../relay/aggregate/package/proof.ts';
import { readZip, writeZip } from '../../../relay/aggregate/package/zip.ts';
import {
  fileDigests,
  type PackageFiles,
  packageFiles,
  zipPackage,
} from '../../../relay/aggregate/package.ts';
import { newLogSigner } from '../../../relay/proof/log-signer.ts';
import { checkPackage } from '../../../relay/verify/release.ts';
import { aPublished, someCounts } from '../../support/a-release.ts';
import { aStudy } from '../../support/a-study.ts';
import { aParty, someBytes, someDigest, someId } from '../../support/builders.ts';

interface Actor {
  readonly pair: SigningPair;
  readonly text: string;
  readonly id: string;
}

const signed = <T extends RecordType>(body: Head<T>, { secretKey }: SigningPair): string => {
  const line = recordLine(body);
  const value = toBase64url(signRecord(recordLabel(body.type, 1), line, secretKey));
  return joinRecord(line, { kind: 'ed25519', value });
};

function anActor(changes: Partial<Party>): Actor {
  const pair = newSigningPair();
  const key = toBase64url(pair.publicKey);
  const from = '2026-11-01T08:00:00Z';
  const party = aParty({
    identityKey: key,
    keys: [{ use: 'record', id: 'record-1', key, from }],
    ...changes,
  });
  const text = signed(party, pair);
  return { pair, text, id: recordDigest(text) };
}

const signer = newLogSigner('https://relais.example');

/** Each public record with its place in a log of four. */
function provenIn(texts: readonly string[]): Proven[] {
  const leaves = texts.map((text) => leafHash(sha256(new Uint8Array(32), toUtf8(text))));
  const [a, b, c, d] = leaves as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const [left, right] = [nodeHash(a, b), nodeHash(c, d)];
  const checkpoint = signer.signHead(`${signer.name}\n4\n${toBase64(nodeHash(left, right))}\n`);
  const paths = [
    [b, right],
    [a, right],
    [d, left],
    [c, left],
  ];
  return texts.map((record, index) => ({
    record,
    receipt: {
      digest: recordDigest(record),
      salt: publicSalt,
      index,
      size: 4,
      path: (paths[index] ?? []).map(toBase64url),
      checkpoint,
    },
  }));
}

let research: Actor;
let leader: Actor;
let helper: Actor;
let study: Study;
let studyText: string;
let operations: string[];
let strangeWord: string;
let made: PackageFiles;

const folder = mkdtempSync(join(tmpdir(), 'release-'));
beforeAll(async () => {
  await readySodium();
  [research, leader, helper] = [
    anActor({ legalId: 'research', role: 'research' }),
    anActor({ legalId: aStudy().leader.legalId, role: 'regie' }),
    anActor({ legalId: aStudy().helper.legalId, role: 'research' }),
  ];
  const base = aStudy();
  study = {
    ...base,
    by: research.id,
    leader: { ...base.leader, party: leader.id },
    helper: { ...base.helper, party: helper.id },
  };
  studyText = signed(study, research.pair);
  const operation = (
    role: 'leader' | 'helper',
    { id, pair }: Actor,
    more: Partial<Operation> = {},
  ): string => {
    const label: Operation = {
      v: 1,
      type: 'label',
      id: someId(role),
      at: '2026-11-28T09:00:00Z',
      by: id,
      kind: 'operates',
      study: recordDigest(studyText),
      role,
      hpkeConfig: someBytes('hpke', 41),
      ...more,
    };
    return signed(label, pair);
  };
  const leaderWord = operation('leader', leader);
  operations = [leaderWord, operation('helper', helper, { peer: recordDigest(leaderWord) })];
  strangeWord = operation('helper', helper, { peer: someDigest('another word') });
  made = await packageFiles(study, studyText, aPublished(study));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Changed {
  readonly statement?: (honest: ReleaseStatement) => ReleaseStatement;
  readonly signers?: readonly [Actor, Actor];
  readonly files?: (files: Map<string, Uint8Array>) => void;
  readonly parts?: (parts: ProofParts) => ProofParts;
  readonly isFew?: boolean;
}

async function aZip(changed: Changed = {}): Promise<Uint8Array> {
  const few = { outcome: 'too-few', counts: someCounts({ accepted: 0 }), cells: [] } as const;
  const results = changed.isFew === true ? few : aPublished(study);
  const files = new Map(changed.isFew === true ? await packageFiles(study, studyText, few) : made);
  const honest: ReleaseStatement = { study: recordDigest(studyText), ...results, files: fileDigests(files) };
  const statement = changed.statement?.(honest) ?? honest;
  const [first, second] = changed.signers ?? [leader, helper];
  const text = releaseText(statement);
  const signatureOf = ({ pair }: Actor) =>
    toBase64url(signRecord(releaseStatementLabel, text, pair.secretKey));
  const release: Release = {
    v: 1,
    type: 'release',
    id: someId('release'),
    at: '2026-12-08T09:00:00Z',
    by: leader.id,
    statement,
    signatures: [
      { party: leader.id, signature: signatureOf(first) },
      { party: helper.id, signature: signatureOf(second) },
    ],
  };
  changed.files?.(files);
  const [ofStudy, one, two, ofRelease] = provenIn([
    studyText,
    ...operations,
    signed(release, leader.pair),
  ]) as [Proven, Proven, Proven, Proven];
  const parts: ProofParts = {
    release: ofRelease,
    study: ofStudy,
    operations: [one, two],
    parties: [research.text, leader.text, helper.text],
  };
  return zipPackage(files, proofJson(changed.parts?.(parts) ?? parts), study.releaseAt);
}

const failuresOf = (zip: Uint8Array): string[] =>
  checkPackage('r.zip', zip)
    .findings.filter(({ holds }) => !holds)
    .map(({ what }) => what);

const flip = (files: Map<string, Uint8Array>, name: string): void => {
  const bytes = new Uint8Array(files.get(name) as Uint8Array);
  bytes[bytes.length - 3] = (bytes.at(-3) as number) ^ 1;
  files.set(name, bytes);
};

describe('the package of a release, checked without its relay,', () => {
  it('holds when both bodies signed its files, and the table follows from the counts', async () => {
    const zip = await aZip();
    const { findings } = checkPackage('r.zip', zip);
    expect(findings.map(({ holds, what }) => [holds, what.replace(/study \S+/, 'study X')])).toEqual([
      [
        true,
        'r.zip: the release of study X is signed by both of its operators, of legal ids regie and 193500010',
      ],
      [true, 'r.zip: 14 files are those that were signed'],
      [true, 'r.zip: the table, made again from the signed counts, is the same'],
    ]);
  });

  it('is found to be changed, whichever file was', async () => {
    const names = [...readZip(await aZip()).keys()].filter((name) => name !== 'proof.json');
    for (const name of names) {
      const failures = failuresOf(await aZip({ files: (files) => flip(files, name) }));
      expect(failures[0]).toBe(`r.zip: ${name} is another file than was signed`);
    }
  });

  it('is found to lack a file, or to have one more', async () => {
    expect(failuresOf(await aZip({ files: (files) => files.delete('draws.csv') }))).toEqual([
      'r.zip: draws.csv is not there',
    ]);
    expect(failuresOf(await aZip({ files: (files) => files.set('notes.txt', toUtf8('x')) }))).toEqual([
      'r.zip: notes.txt was not signed',
    ]);
  });

  it('does not hold when one body signed for both, or others did', async () => {
    expect(failuresOf(await aZip({ signers: [leader, leader] }))).toEqual([
      'r.zip: the helper of the study has not signed the statement',
    ]);
    const strangers = [anActor({ legalId: 'one' }), anActor({ legalId: 'two' })] as const;
    expect(failuresOf(await aZip({ signers: strangers }))).toHaveLength(2);
    const parties = [research.text, leader.text];
    expect(failuresOf(await aZip({ parts: (parts) => ({ ...parts, parties }) }))).toEqual([
      'r.zip: the helper of the study has not signed the statement',
    ]);
  });

  it('does not hold when an operator is another body than the manifest says', async () => {
    const [honest, honestText] = [study, studyText];
    study = { ...study, helper: { ...study.helper, legalId: 'somebody' } };
    studyText = signed(study, research.pair);
    try {
      const failures = failuresOf(await aZip());
      expect(failures).toContain('r.zip: an operator is another legal body than the manifest says');
    } finally {
      [study, studyText] = [honest, honestText];
    }
  });

  it('does not hold when what both signed is not what their own counts make', async () => {
    const statement = (honest: ReleaseStatement): ReleaseStatement => ({
      ...honest,
      cells: honest.cells.with(0, (honest.cells[0] as number) + 5),
    });
    expect(failuresOf(await aZip({ statement }))).toEqual([
      'r.zip: cells.csv is not what this version makes of the signed counts',
      'r.zip: cells.parquet is not what this version makes of the signed counts',
      'r.zip: cells.json is not what this version makes of the signed counts',
    ]);
    const other = (honest: ReleaseStatement): ReleaseStatement => ({ ...honest, study: someDigest('other') });
    expect(failuresOf(await aZip({ statement: other }))).toContain(
      'r.zip: the statement is of another study',
    );
  });

  it('does not hold when one of the two never said that it runs the study', async () => {
    const parts = (honest: ProofParts): ProofParts => ({
      ...honest,
      operations: honest.operations.slice(0, 1),
    });
    expect(failuresOf(await aZip({ parts }))).toEqual([
      'r.zip: leader and helper have not both said that they run this study',
    ]);
  });

  it('does not hold when the helper signed for another key of the leader than is shown', async () => {
    const parts = (honest: ProofParts): ProofParts => ({
      ...honest,
      operations: [
        honest.operations[0] as Proven,
        { ...(honest.operations[1] as Proven), record: strangeWord },
      ],
    });
    expect(failuresOf(await aZip({ parts }))).toContain(
      'r.zip: the helper works with another word of the leader',
    );
  });

  it('holds without a number where there were too few', async () => {
    const { findings } = checkPackage('r.zip', await aZip({ isFew: true }));
    expect(findings.every(({ holds }) => holds)).toBe(true);
    expect(findings.at(-1)?.what).toBe('r.zip: there were too few to tell a number');
  });

  it('cannot be read when its proof is none', async () => {
    const files = new Map(readZip(await aZip()));
    const proofs = [
      '',
      '[]',
      '{"format":"vav/release-proof/1"}',
      'null',
      fromUtf8(files.get('README.md') as Uint8Array),
    ];
    for (const proof of proofs) {
      files.set('proof.json', toUtf8(proof));
      const zip = writeZip(files, study.releaseAt);
      expect(() => checkPackage('r.zip', zip)).toThrow(
        expect.objectContaining({ name: 'UnreadableFile' }) as Error,
      );
    }
    expect(() => checkPackage('r.zip', toUtf8('PK nothing'))).toThrow('no zip');
  });
});

describe('npm run verify with a package', () => {
  const program = fileURLToPath(new URL('../../../relay/commands/verify.ts', import.meta.url));
  const run = (name: string, zip: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, zip);
    return spawnSync(process.execPath, [program, '--key', signer.verifierKey, path], { encoding: 'utf8' });
  };

  it('checks its files, its signatures and its places in the log', async () => {
    const { status, stdout, stderr } = run('honest.zip', await aZip());
    expect(stderr).toBe('');
    expect(stdout).toMatch(/holds {3}.*honest.zip: 14 files are those that were signed/);
    expect(stdout).toMatch(
      /holds {3}release .* stands in relais.example\/log at 3 of 4, .*signed by party key/,
    );
    expect(stdout).toMatch(/holds {3}study .* stands in .* at 0 of 4/);
    expect(status).toBe(0);
  });

  it('says what is wrong', async () => {
    const { status, stdout } = run('changed.zip', await aZip({ files: (files) => flip(files, 'cells.csv') }));
    expect(stdout).toMatch(/FAILS {3}.*cells.csv is another file than was signed/);
    expect(status).toBe(1);
    expect(run('broken.zip', toUtf8('PK')).status).toBe(2);
  });
});
