import { beforeEach, describe, expect, it } from 'vitest';
import { writeHpkeConfig } from '../../../crypto/dap/hpke-config.ts';
import { toBase64url } from '../../../crypto/encode.ts';
import type { Operation } from '../../../policy/label.ts';
import { readReleaseOf } from '../../../pwa/wallet/paths/release.ts';
import { findStudy, isJoinable, listStudies } from '../../../pwa/wallet/paths/study.ts';
import { alarms } from '../../../pwa/wallet/vault/open.ts';
import { openTestHouse, type TestHouse } from '../../relay/house.ts';
import { openStudySide, type StudySide } from './study-side.ts';
import { aroundOf, openWallet, type TestAround } from './wallet.ts';

/** AES-256-GCM. */
const otherSuite = toBase64url(
  writeHpkeConfig({ id: 1, kem: 0x20, kdf: 1, aead: 2, publicKey: new Uint8Array(32).fill(9) }),
);

let relay: TestHouse;
let around: TestAround;
let side: StudySide;

beforeEach(async () => {
  relay = await openTestHouse();
  around = aroundOf(relay);
  await openWallet(around);
  side = await openStudySide(relay, around);
  return () => relay.close();
});

const digests = async () => (await listStudies(around)).map(({ digest }) => digest);
const codes = () => alarms.value.map(({ code }) => code);
const why = () => alarms.value.map(({ evidence }) => (evidence as { why: string }).why);

/** The list of the real relay with one thing changed on its way. */
function changeList(change: (study: ShownJson) => ShownJson): void {
  const asBefore = around.meddle;
  around.meddle = async (path, next) => {
    const response = await asBefore(path, next);
    if (path !== '/study') return response;
    const body = (await response.json()) as { studies: ShownJson[] };
    return Response.json({ ...body, studies: body.studies.map(change) });
  };
}

interface ShownJson {
  record: string;
  receipt: { index: number; path: string[] };
  operations: { record: string; receipt: object }[];
  followUps: object[];
  state: string;
  release: boolean;
}

describe('a study that holds', () => {
  it('is shown with who asks, who counts and what is kept of it', async () => {
    const digest = await side.publish();
    const [known, ...more] = await listStudies(around);
    expect(more).toEqual([]);
    expect(known).toMatchObject({ digest, state: 'open', isAdmitted: true, hasRelease: false });
    expect(known?.asker.id).toBe(side.researcher.client.id);
    expect([known?.leader.party.id, known?.helper.party.id]).toEqual([relay.regie.id, side.helper.client.id]);
    expect(known && isJoinable(known)).toBe(true);
    expect(codes()).toEqual([]);
  });

  it('is asked for as the whole list, and by no name', async () => {
    const digest = await side.publish();
    around.calls.length = 0;
    await findStudy(digest, around);
    expect(around.calls.map(({ path }) => path).filter((path) => path.startsWith('/study'))).toEqual([
      '/study',
    ]);
    expect(around.calls.every(({ path, body }) => !`${path}${body}`.includes(digest))).toBe(true);
  });

  it('is closed when the phone’s own clock says so, whatever the relay says', async () => {
    const digest = await side.publish();
    relay.clock.pass({ days: 11 });
    changeList((study) => ({ ...study, state: 'open' }));
    const known = await findStudy(digest, around);
    expect(known.state).toBe('counting');
    expect(isJoinable(known)).toBe(false);
  });

  it('cannot be joined once the régie admits its researchers no more', async () => {
    const digest = await side.publish();
    const asBefore = around.meddle;
    around.meddle = async (path, next) => {
      const response = await asBefore(path, next);
      if (path !== '/party') return response;
      const body = (await response.json()) as { parties: { id: string }[] };
      const parties = body.parties.map((party) =>
        party.id === side.researcher.client.id ? { ...party, labels: [], labelReceipts: [] } : party,
      );
      return Response.json({ parties });
    };
    const known = await findStudy(digest, around);
    expect(known.isAdmitted).toBe(false);
    expect(isJoinable(known)).toBe(false);
    expect(codes()).toEqual([]);
  });

  it('tells what became of it, in the researchers’ signed words', async () => {
    const digest = await side.publish();
    await side.followUp(digest, 'Deux pistes de plus.');
    expect((await findStudy(digest, around)).followUps.map(({ text }) => text.fr)).toEqual([
      'Deux pistes de plus.',
    ]);
  });
});

describe('a study that does not hold is not shown, and its evidence is kept', () => {
  it.each([
    [
      'a label of the helper by a key of another',
      { signer: (role: string) => (role === 'helper' ? relay.regie.sign : undefined) },
      'signature of this label does not fit',
    ],
    [
      'an aggregator in the role of the other',
      { operation: (said: Operation): Operation => ({ ...said, role: 'leader' }) },
      'expected one word of the leader',
    ],
    [
      'a key that this phone cannot seal to',
      { operation: (said: Operation): Operation => ({ ...said, hpkeConfig: otherSuite }) },
      'leader has a key that this phone cannot seal to',
    ],
    [
      'a token key of another form',
      {
        operation: (said: Operation): Operation =>
          said.tokenKey === undefined ? said : { ...said, tokenKey: 'AAAA' },
      },
      'expected an RSASSA-PSS key of 2048 bits with exponent 65537',
    ],
    [
      'a helper that signed for another key of the leader',
      {
        operation: (said: Operation): Operation =>
          said.role === 'helper' ? { ...said, peer: 'A'.repeat(43) } : said,
      },
      'helper works with another word of the leader',
    ],
    [
      'no token key at all',
      {
        operation: ({ tokenKey: _, ...said }: Operation): Operation => said,
      },
      'leader names no token key',
    ],
  ] as const)('%s', async (_, meddle, expected) => {
    await side.publish({}, meddle);
    expect(await digests()).toEqual([]);
    expect(codes()).toEqual(['study-untrue']);
    expect(why()).toEqual([expected]);
    await listStudies(around);
    expect(codes()).toEqual(['study-untrue']);
  });

  it('labels about another study', async () => {
    const digest = await side.publish();
    const other = await side.publish();
    const shown = (await (await relay.fetch('/study')).json()) as { studies: ShownJson[] };
    const operations = shown.studies.map((study) => study.operations);
    changeList((study) =>
      study.record.includes(side.manifest(other).id) ? { ...study, operations: operations[0] ?? [] } : study,
    );
    expect(await digests()).toEqual([digest]);
    expect(why()).toEqual(['word of the leader is about something else']);
  });

  it('one legal body on both sides, whatever the manifest says', async () => {
    // The manifest names another legal id than the helper's own record does.
    const digest = await side.publish();
    const { helper } = side.manifest(digest);
    await side.publish({ helper: { ...helper, legalId: '999999999' } });
    expect(await digests()).toEqual([digest]);
    expect(why()).toEqual(['helper has another legal id than the manifest says']);
  });

  it('leader and helper with equal legal ids', async () => {
    const digest = await side.publish();
    const { helper } = side.manifest(digest);
    changeList((study) => ({
      ...study,
      record: study.record.replace(`"legalId":"${helper.legalId}"`, '"legalId":"regie"'),
    }));
    expect(await digests()).toEqual([]);
    expect(codes()).toEqual(['study-untrue']);
  });

  it('a manifest with one letter changed', async () => {
    await side.publish();
    changeList((study) => ({ ...study, record: study.record.replace('Nos trajets', 'Vos trajets') }));
    expect(await digests()).toEqual([]);
    expect(why()).toEqual(['signature of this study does not fit']);
  });

  it('a manifest that does not stand in the log', async () => {
    await side.publish();
    changeList((study) => ({
      ...study,
      receipt: { ...study.receipt, path: study.receipt.path.toReversed() },
    }));
    expect(await digests()).toEqual([]);
    expect(why()).toEqual(['audit path does not lead to the head']);
  });

  it('another key than the log has for everybody', async () => {
    await side.publish();
    changeList((study) => ({
      ...study,
      operations: study.operations.map((said) => ({
        ...said,
        record: said.record.replace(
          /"hpkeConfig":"(.)/,
          (_, first: string) => `"hpkeConfig":"${first === 'A' ? 'B' : 'A'}`,
        ),
      })),
    }));
    expect(await digests()).toEqual([]);
    expect(why()).toEqual(['signature of this label does not fit']);
  });
});

describe('a release', () => {
  it('is not there before its minute, and then for all', async () => {
    const digest = await side.publish();
    await side.release(digest);
    expect(await readReleaseOf(await findStudy(digest, around), around)).toBeNull();
    relay.clock.pass({ days: 12 });
    const found = await readReleaseOf(await findStudy(digest, around), around);
    expect(found?.table).toMatchObject({ outcome: 'published', accepted: 400, withdrawn: 1 });
  });

  it('that one aggregator did not sign is none', async () => {
    const digest = await side.publish();
    await side.release(digest);
    relay.clock.pass({ days: 12 });
    const asBefore = around.meddle;
    around.meddle = async (path, next) => {
      const response = await asBefore(path, next);
      if (!path.endsWith('/release')) return response;
      const body = (await response.json()) as { record: string; receipt: object };
      return Response.json({ ...body, record: body.record.replace('"accepted":400', '"accepted":401') });
    };
    await expect(readReleaseOf(await findStudy(digest, around), around)).rejects.toMatchObject({
      code: 'study-untrue',
    });
    expect(why()).toEqual(['release is not signed by its leader']);
  });
});
