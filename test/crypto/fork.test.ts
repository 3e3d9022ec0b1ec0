import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url } from '../../crypto/encode.ts';
import { verifyFork } from '../../crypto/fork.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { readForkFile } from '../../policy/fork.ts';
import vectors from '../vectors/fork.json' with { type: 'json' };

beforeAll(readySodium);

const log = readVerifierKey(vectors.logVerifierKey);
const forkOf = (value: unknown) => {
  const { notes, root, path } = readForkFile(value);
  return {
    notes: [notes[0] ?? '', notes[1] ?? ''] as const,
    ...(root === undefined ? {} : { root: fromBase64url(root) }),
    ...(path === undefined ? {} : { path: path.map((hash) => fromBase64url(hash)) }),
  };
};
const [same, apart] = vectors.proven.map(forkOf);
const proofInvalid = expect.objectContaining({ code: 'proof-invalid' });

describe('a log with two histories', () => {
  it.each(vectors.proven.map((file) => [file] as const))(
    'is proven by what two people were shown',
    (file) => {
      expect(verifyFork(forkOf(file), log)).toHaveLength(2);
    },
  );

  it.each(vectors.unproven.map((file) => [file] as const))(
    'is not proven by heads of one history',
    (file) => {
      expect(() => verifyFork(forkOf(file), log)).toThrow(proofInvalid);
    },
  );

  it('is not proven by heads that the log did not sign', () => {
    if (same === undefined) throw new Error('expected a vector');
    const other = { ...log, publicKey: log.publicKey.map((byte) => byte ^ 1) };
    expect(() => verifyFork(same, other)).toThrow(expect.objectContaining({ code: 'signature-invalid' }));
    const [one, two] = same.notes;
    expect(() => verifyFork({ notes: [one, two.replace('\n7\n', '\n8\n')] }, log)).toThrow();
  });

  it('is not proven at two sizes by another root, a broken path, or no path', () => {
    if (apart?.root === undefined || apart.path === undefined) throw new Error('expected a vector');
    const { notes, root, path } = apart;
    const wrong = root.slice();
    wrong[0] = (wrong[0] as number) ^ 1;
    for (const bad of [
      { notes },
      { notes, root },
      { notes, root: wrong, path },
      { notes, root, path: path.slice(1) },
      { notes: [notes[1], notes[0]] as const, root, path },
    ])
      expect(() => verifyFork(bad, log)).toThrow(proofInvalid);
  });
});
