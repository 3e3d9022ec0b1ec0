import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { verifyRecord } from '../../../crypto/verify.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { splitRecord } from '../../../policy/record.ts';
import { type ReleaseStatement, readRelease, releaseStatementLabel } from '../../../policy/release.ts';
import { HelperAbsent } from '../../../relay/aggregate/helper-line.ts';
import { releaseFiles } from '../../../relay/aggregate/package.ts';
import { aContributor, type CarriedStudy, carryStudy } from '../../support/carried-study.ts';
import { errorOf, secretsOf } from './helper-doors.ts';

let carried: CarriedStudy;
/** The leader's last question, held back: the test asks in its place. */
let asked: { statement: ReleaseStatement; share: string | null } | undefined;
let mayPass = false;

beforeEach(async () => {
  asked = undefined;
  mayPass = false;
  carried = await carryStudy({
    filesOf: releaseFiles,
    wire: (fetch) => async (address, init) => {
      if (!address.endsWith('/cosign') || mayPass) return fetch(address, init);
      const { statement, share } = JSON.parse(String(init.body)) as {
        statement: string;
        share: string | null;
      };
      asked = { statement: JSON.parse(statement) as ReleaseStatement, share };
      throw new HelperAbsent('held back');
    },
  });
  carried.openWindow();
});
afterEach(() => carried.close());

async function count(people: number): Promise<NonNullable<typeof asked>> {
  const { leader, known, clock, digest } = carried;
  for (let at = 0; at < people; at += 1)
    await leader.upload(digest, await known.report(aContributor(), at % 7, clock.now()));
  carried.closeWindow();
  await carried.settle();
  if (asked === undefined) throw new Error('expected a statement to be signed');
  return asked;
}

const cosign = (statement: unknown, share: string | null): Promise<Response> =>
  carried.ask(`/vav/studies/${carried.digest}/cosign`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secretsOf(carried).bearer}` },
    body: JSON.stringify({
      statement: typeof statement === 'string' ? statement : canonicalText(statement),
      share,
    }),
  });

describe('a helper that is asked to sign a release', () => {
  it('signs what it has worked out itself, once, and nothing else afterwards', async () => {
    const { statement, share } = await count(14);
    const first = (await (await cosign(statement, share)).json()) as { signature: string };
    const key = carried.helperParty.party.keys.find(({ use }) => use === 'record')?.key ?? '';
    const [signature, publicKey] = [first.signature, key].map(fromBase64url) as [Uint8Array, Uint8Array];
    expect(verifyRecord(releaseStatementLabel, canonicalText(statement), signature, publicKey)).toBe(true);
    await carried.restartHelper();
    expect(await (await cosign(statement, share)).json()).toEqual(first);
    const more = { ...statement, counts: { ...statement.counts, withdrawn: 1 } };
    expect(await errorOf(await cosign(more, share))).toBe('record-conflict');
    mayPass = true;
    carried.clock.pass({ minutes: 10 });
    await carried.settle();
    const release = readRelease(splitRecord(carried.releases[0] as string).body);
    expect(release.signatures.map(({ party }) => party)).toEqual([carried.regie.id, carried.helperParty.id]);
    expect(release.signatures[1]?.signature).toBe(first.signature);
  });

  it('refuses a statement that is not true in any one place', async () => {
    const { statement, share } = await count(14);
    const { counts, cells, files } = statement;
    const other = toBase64url(new Uint8Array(32));
    const lies: unknown[] = [
      { ...statement, study: other },
      { ...statement, outcome: 'too-few', cells: [] },
      { ...statement, counts: { ...counts, accepted: counts.accepted + 1 } },
      { ...statement, cells: cells.map((cell, at) => (at === 0 ? cell + 1 : cell)) },
      { ...statement, cells: cells.slice(1) },
      { ...statement, files: { ...files, 'README.md': other } },
      { ...statement, files: { ...files, 'more.txt': other } },
      { ...statement, files: {} },
    ];
    for (const lie of lies)
      expect(await errorOf(await cosign(lie, share)), JSON.stringify(lie).slice(0, 200)).toBe(
        'record-conflict',
      );
    const shares = [null, toBase64url(new Uint8Array(fromBase64url(share ?? '').length))];
    for (const wrong of shares) expect(await errorOf(await cosign(statement, wrong))).toBe('record-conflict');
    for (const broken of ['', 'AAAA', '!'])
      expect(await errorOf(await cosign(statement, broken))).toMatch(/body-invalid|record-conflict/);
    for (const text of ['', '{}', `${canonicalText(statement)} `, JSON.stringify({ ...statement, more: 1 })])
      expect((await cosign(text, share)).status).toBe(400);
    expect(await errorOf(await cosign(statement, share))).toBe('none');
  });

  it('does not let fewer have been rejected or taken out than it saw itself', async () => {
    const { leader, known, clock, digest } = carried;
    const pair = aContributor();
    await leader.upload(digest, await known.report(pair, 0, clock.now()));
    await leader.withdraw(digest, known.withdrawal(pair, clock.now()));
    const { statement, share } = await count(12);
    expect(statement.counts.withdrawn).toBe(1);
    const less = { ...statement, counts: { ...statement.counts, withdrawn: 0 } };
    expect(await errorOf(await cosign(less, share))).toBe('record-conflict');
    expect(await errorOf(await cosign(statement, share))).toBe('none');
  });

  it('says « too few » of its own count only, and then gives no share any more', async () => {
    const { statement } = await count(9);
    expect(statement.outcome).toBe('too-few');
    const told = { ...statement, outcome: 'published', cells: Array(26).fill(0) };
    expect(await errorOf(await cosign(told, null))).toBe('record-conflict');
    const telling = { ...statement, counts: { ...statement.counts, accepted: 9 } };
    expect(await errorOf(await cosign(telling, null))).toBe('record-conflict');
    expect(await errorOf(await cosign(statement, null))).toBe('none');
    expect(carried.helper.require(carried.digest).state.share).toBeUndefined();
  });

  it('does not while the window is open', async () => {
    const { statement, share } = await count(14);
    carried.openWindow();
    expect(await errorOf(await cosign(statement, share))).toBe('study-early');
  });
});
