import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Release } from '../../../policy/release.ts';
import { ReadFault } from '../../../pwa/research/link/fault.ts';
import { shownStudyOf } from '../../../pwa/research/link/study.ts';
import { type KnownParty, readHistory } from '../../../pwa/research/paths/party.ts';
import { releaseOf } from '../../../pwa/research/paths/release.ts';
import { type KnownStudy, readShelf } from '../../../pwa/research/paths/study.ts';
import { checkRecord, checkRelease, worst } from '../../../pwa/research/paths/verify.ts';
import { aShelf, type Shelved } from '../../support/research/fixture.ts';

let shelf: Shelved;
let known: KnownStudy;
let release: Release;
let parties: { by: KnownParty; leader: KnownParty; helper: KnownParty };

beforeAll(async () => {
  shelf = await aShelf(Date.parse('2026-11-28T12:00:00Z'), ['released']);
  const [shelved] = shelf.studies;
  if (shelved?.release === undefined) throw new Error('expected a release');
  const { record, followUps, state } = shelved;
  const told = { record, operations: [], followUps: followUps.map((text) => ({ record: text })), state };
  const [first] = readShelf([shownStudyOf({ ...told, release: true })]).studies;
  if (first === undefined) throw new Error('expected a study');
  known = first;
  release = releaseOf(shelved.release, known.digest);
  const history = (id: string) => readHistory(id, shelf.parties.get(id) ?? []);
  parties = {
    by: history(known.study.by),
    leader: history(known.study.leader.party),
    helper: history(known.study.helper.party),
  };
});
afterEach(() => vi.restoreAllMocks());

const statementWith = (change: Partial<Release['statement']>): Release => ({
  ...release,
  statement: { ...release.statement, ...change },
});

describe('the signatures of a release', () => {
  it('hold where the researchers, the leader and the helper signed', async () => {
    expect(await checkRelease(known, release, parties)).toEqual({
      study: 'holds',
      leader: 'holds',
      helper: 'holds',
    });
  });

  it('fail for both as soon as one number is another', async () => {
    const cells = release.statement.cells.map((cell, at) => (at === 4 ? cell + 1 : cell));
    expect(await checkRelease(known, statementWith({ cells }), parties)).toEqual({
      study: 'holds',
      leader: 'fails',
      helper: 'fails',
    });
  });

  it('fail where a number is missing, or another study is meant', async () => {
    const short = statementWith({ cells: release.statement.cells.slice(1) });
    const other = statementWith({ study: `${'o'.repeat(42)}A` });
    for (const altered of [short, other])
      expect(await checkRelease(known, altered, parties)).toMatchObject({ leader: 'fails', helper: 'fails' });
  });

  it('fail where one body signed for both', async () => {
    const [leader] = release.signatures;
    if (leader === undefined) throw new Error('expected a signature');
    const twice = { ...release, signatures: [leader, { ...leader, party: known.study.helper.party }] };
    expect(await checkRelease(known, twice, parties)).toMatchObject({ leader: 'holds', helper: 'fails' });
  });

  it('fail for the leader where another party gave the record', async () => {
    const foreign = { ...release, by: known.study.helper.party };
    expect(await checkRelease(known, foreign, parties)).toMatchObject({ leader: 'fails', helper: 'holds' });
  });

  it('are unknown, and never good, in a browser that cannot tell', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('no', 'NotSupportedError'));
    expect(await checkRelease(known, release, parties)).toEqual({
      study: 'unknown',
      leader: 'unknown',
      helper: 'unknown',
    });
    expect([worst([]), worst(['holds', 'unknown']), worst(['unknown', 'fails'])]).toEqual([
      'holds',
      'unknown',
      'fails',
    ]);
  });
});

describe('the word of a party', () => {
  it('is a follow-up only when its key carries it', async () => {
    const [told] = known.followUps;
    if (told === undefined) throw new Error('expected a follow-up');
    expect(await checkRecord(told.split, parties.by, told.said.at)).toBe('holds');
    expect(await checkRecord(told.split, parties.helper, told.said.at)).toBe('fails');
    // Before the party had any key.
    expect(await checkRecord(told.split, parties.by, '2020-01-01T00:00:00Z')).toBe('fails');
  });

  it('comes from the history that its id names, and from no other', () => {
    const { by, leader } = known.study;
    expect(() => readHistory(by, shelf.parties.get(leader.party) ?? [])).toThrow(ReadFault);
    expect(() => readHistory(by, [])).toThrow(ReadFault);
    const texts = shelf.parties.get(by) ?? [];
    expect(() => readHistory(by, [...texts, ...texts])).toThrow(ReadFault);
  });

  it('is no release of another study', () => {
    expect(() => releaseOf(shelf.studies[0]?.release ?? '', `${'o'.repeat(42)}A`)).toThrow(ReadFault);
    expect(() => releaseOf(shelf.studies[0]?.record ?? '', known.digest)).toThrow(ReadFault);
  });
});
