import { beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import { leafHash, verifyInclusion } from '../../crypto/proof.ts';
import { readySodium } from '../../crypto/sodium.ts';
import { verifyRecord } from '../../crypto/verify.ts';
import { PolicyFault } from '../../policy/fault.ts';
import { type Member, memberText, readMember } from '../../policy/member.ts';
import { keysAt, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import { readLeafText, readStatement } from '../../policy/statement.ts';
import { compareSides, readHistories, sharedMembers } from '../../policy/symmetry.ts';
import { isInLog } from '../../relay/kit/proof.ts';
import { someDigest } from '../support/builders.ts';
import { Side } from '../support/sides.ts';
import statementVector from '../vectors/statement.json' with { type: 'json' };
import vector from '../vectors/symmetry.json' with { type: 'json' };

const theirs = sharedMembers(vector.party, vector.grant) ?? [];
const mine = sharedMembers(vector.resident, vector.grant) ?? [];

beforeAll(readySodium);

describe('the vectors of symmetry', () => {
  it('hold the same bytes on both sides, and no member of the private sequence', () => {
    expect(theirs.map(memberText)).toEqual(vector.agreed);
    expect(mine.map(memberText)).toEqual(vector.agreed);
    expect(theirs.map((member) => (member.kind === 'signed' ? member.type : 'access'))).toEqual([
      'grant',
      'access',
      'calculation',
      'access',
      'receipt',
      'access',
      'revocation',
    ]);
  });

  it.each([vector.party, vector.resident])('are proven by each file alone', (file) => {
    const side = new Side(JSON.stringify(file));
    expect(side.faults(side.history(vector.grant))).toEqual([]);
  });

  it.each(vector.tampered)('tell what is found when $what', ({ order, change, differences }) => {
    const { at, ...fields } = (change ?? {}) as { at?: number };
    const tampered = order.map(
      (of, place) => ({ ...(theirs[of] as Member), ...(place === at ? fields : {}) }) as Member,
    );
    expect(compareSides(tampered, mine).map(({ kind, seq }) => ({ kind, seq }))).toEqual(differences);
    const mirrored = compareSides(mine, tampered).map(({ kind }) => kind);
    const mirror = { missing: 'added', added: 'missing', reordered: 'reordered', altered: 'altered' };
    expect(mirrored).toEqual(differences.map(({ kind }) => mirror[kind as keyof typeof mirror]));
  });
});

describe('the vector of a statement', () => {
  const { record, leaf, position, path, receipt, verifierKey, partyRecord } = statementVector;
  const statement = readStatement(splitRecord(record).body);

  it('is signed by the party, public in the log, and its leaf leads to the signed root', () => {
    const { line1, proof } = splitRecord(record);
    const [key] = keysAt(readParty(splitRecord(partyRecord as string).body), 'record', statement.at);
    const signature = fromBase64url(proof.value);
    expect(verifyRecord('vav/statement/1', line1, signature, fromBase64url(key?.key ?? ''))).toBe(true);
    expect(isInLog(record, receipt, readVerifierKey(verifierKey))).toBe(true);
    expect(receipt.salt).toBe('A'.repeat(43));
    const steps = path.map(fromBase64url);
    const root = fromBase64url(statement.root);
    expect(verifyInclusion(leafHash(toUtf8(leaf)), position, statement.size, steps, root)).toBe(true);
    expect(verifyInclusion(leafHash(toUtf8(`${leaf} `)), position, statement.size, steps, root)).toBe(false);
  });

  it('counts the members that the exports beside it hold until the end of the month', () => {
    expect(readLeafText(leaf)).toMatchObject({ grant: vector.grant, count: 6 });
    expect(mine).toHaveLength(7);
  });
});

describe('two sequences', () => {
  const first = theirs[0] as Member;

  it('differ in one that stands twice, each time it stands', () => {
    expect(compareSides([first, first, first], [first]).map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect(compareSides([], [])).toEqual([]);
    expect(compareSides([], theirs)).toHaveLength(theirs.length);
  });

  it('differ in records that can no longer be read, and nobody falls over them', () => {
    const broken = { ...first, text: 'nothing that can be read' } as Member;
    expect(compareSides([broken], [first]).map(({ kind }) => kind)).toEqual(['missing', 'added']);
    expect(compareSides([broken], [broken])).toEqual([]);
  });

  it('differ in a link that only one of them shows so', () => {
    const last = theirs.at(-1) as Member;
    const other = { ...last, previous: { ...last.previous, digest: someDigest('other') } } as Member;
    expect(compareSides([other], [last])).toMatchObject([{ kind: 'altered', seq: 7 }]);
  });
});

describe('an export', () => {
  it.each([
    ['of another format', { format: 'vav/export/2', parts: [] }],
    ['that is none', null],
    ['that is a list', []],
    ['without histories', { format: 'vav/party-export/1' }],
    ['without the part', { format: 'vav/export/1', parts: [] }],
    [
      'of a history without members',
      { format: 'vav/party-export/1', history: [{ grant: 'g', mailbox: 'm' }] },
    ],
    [
      'with a member of another kind',
      { format: 'vav/party-export/1', history: [{ grant: 'g', mailbox: 'm', members: [{ kind: 'pause' }] }] },
    ],
  ])('%s is refused with a code', (_, file) => {
    expect(() => readHistories(file)).toThrow(PolicyFault);
    expect(() => readHistories(file)).toThrow(expect.objectContaining({ code: 'export-invalid' }) as Error);
  });

  it('knows nothing of a grant that it does not hold', () => {
    expect(sharedMembers(vector.party, 'another')).toBeUndefined();
  });

  it('admits no field in a member that it does not know', () => {
    expect(() => readMember({ ...theirs[0], sealed: 'AAAA' })).toThrow(PolicyFault);
    expect(readMember(theirs[0])).toEqual(theirs[0]);
  });
});
