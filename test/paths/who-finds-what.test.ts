// Protocol §8, « who finds what, when »: each row of the table in docs/paths.md, played. The one that no log can find is
// played too: it says what stands in its way.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { leafHash } from '../../crypto/proof.ts';
import { instantMs, instantText } from '../../policy/instant.ts';
import { leafText, monthEnd, readLeafText } from '../../policy/statement.ts';
import { pauseGrant } from '../../pwa/wallet/paths/pause.ts';
import { statementStateOf } from '../../pwa/wallet/paths/statement.ts';
import { heldSignal } from '../../pwa/wallet/vault/open.ts';
import { openParty } from '../../relay/kit/client.ts';
import { signLine } from '../../relay/kit/keys.ts';
import { origin } from '../relay/house.ts';
import { aStatement, someDigest } from '../support/builders.ts';

import {
  type Body,
  codes,
  evidence,
  expectSignedByParty,
  expectSignedByRelay,
  here,
  looks,
  monthIsOver,
  november,
  openScene,
  reads,
  relayTells,
  resigned,
  resignedHistory,
  states,
  withholdAfter,
  yesAt,
} from './scene.ts';
import { logRows } from './who-finds-log.ts';

beforeEach(openScene);
afterEach(() => here.relay.close());

const rows: Record<string, () => Promise<void>> = {
  'a record in the middle is missing': async () => {
    await reads(3);
    relayTells((honest) => ({ ...honest, entries: honest.entries.filter((entry: Body) => entry.seq !== 3) }));
    await looks();
    expect(codes()).toEqual(['chain-missing']);
  },

  'a record in the middle is altered': async () => {
    await reads(3);
    relayTells((honest) => ({
      ...honest,
      entries: honest.entries.map((entry: Body) =>
        entry.seq === 3
          ? { ...entry, answer: entry.answer.replace('"decision":true', '"decision":false') }
          : entry,
      ),
    }));
    await looks();
    expect(codes()).not.toEqual([]);
    expect(heldSignal.value.grant.get(here.id)?.seq).toBeLessThan(3);
  },

  'the relay shows less than it has shown': async () => {
    await reads(3);
    await looks();
    expect(codes()).toEqual([]);
    relayTells((honest) => ({
      ...honest,
      answer: resigned(honest.answer, (said) => {
        for (const last of said.last) last.seq -= 1;
      }),
    }));
    await looks();
    expect(codes()).toEqual(['answer-backwards']);
    expect(expectSignedByRelay(evidence().before).last[0].seq).toBe(4);
    expect(expectSignedByRelay(evidence().now).last[0].seq).toBe(3);
  },

  'the relay withholds the tail': async () => {
    await reads(4);
    relayTells((honest) => withholdAfter(3, honest));
    await looks();
    expect(codes()).toEqual([]);
    expect(heldSignal.value.grant.get(here.id)?.seq).toBe(3);
    monthIsOver();
    await here.city.client.stateMonth(november);
    await looks();
    expect(codes()).toEqual(['statement-other']);
    // Two signatures that exclude each other: the party's over five, the relay's over three.
    expectSignedByParty(evidence().text);
    expect(readLeafText(evidence().leaf)).toMatchObject({ grant: here.id, count: 5 });
    expect(expectSignedByRelay(evidence().answer).last[0]).toMatchObject({ grant: here.id, seq: 3 });
    expect(evidence()).toMatchObject({ fault: 'count-more', mine: { seq: 3 } });
    // Once, however often it is looked at.
    await looks();
    expect(codes()).toEqual(['statement-other']);
    expect(statementStateOf(here.id, here.around).month).toBeNull();
  },

  'the relay withholds the statement too': async () => {
    await reads(4);
    relayTells((honest) => ({ ...withholdAfter(3, honest), statements: [] }));
    await looks();
    monthIsOver();
    await here.city.client.stateMonth(november);
    await looks();
    expect(statementStateOf(here.id, here.around).state).toBe('awaited');
    here.relay.clock.moveTo('2026-12-11T00:00:00Z');
    await looks();
    expect(codes()).toEqual([]);
    expect(statementStateOf(here.id, here.around)).toEqual({
      state: 'missing',
      month: null,
      since: yesAt,
      late: [november],
    });
    // Everybody can read that the party has spoken: so it is the relay that keeps the leaf back.
    const { state } = (await (await here.relay.fetch(`/statement/${here.city.client.id}`)).json()) as Body;
    expect(state).toMatchObject({ state: 'confirmed', month: november });
  },

  'the party leaves out a reading of its own': async () => {
    await reads(3);
    await looks();
    monthIsOver();
    const { members } = await here.city.client.history({ grant: here.id, mailbox: here.grant.by });
    const before = members[3]?.previous;
    await states((honest) => ({ ...honest, count: 3, digest: before?.digest ?? '' }));
    await looks();
    expect(codes()).toEqual(['statement-other']);
    expectSignedByParty(evidence().text);
    expect(evidence()).toMatchObject({ fault: 'count-less', mine: { seq: 4 } });
  },

  'the party signs another last record': async () => {
    await reads(2);
    await looks();
    monthIsOver();
    await states((honest) => ({ ...honest, digest: someDigest('another history') }));
    await looks();
    expect(codes()).toEqual(['statement-other']);
    expect(evidence()).toMatchObject({ fault: 'digest-other' });
  },

  'the party signs two statements of one month': async () => {
    await reads(2);
    await looks();
    monthIsOver();
    await here.city.client.stateMonth(november);
    await looks();
    expect(codes()).toEqual([]);
    expect(statementStateOf(here.id, here.around)).toMatchObject({ state: 'confirmed', month: november });
    await expect(
      states((honest) => ({ ...honest, count: 1, digest: someDigest('one') })),
    ).rejects.toMatchObject({
      code: 'statement-other',
    });
    // A relay in league with it logs a second one all the same, and shows it to this wallet.
    const other = leafText({ mailbox: here.grant.by, grant: here.id, count: 1, digest: someDigest('one') });
    const root = toBase64url(leafHash(toUtf8(other)));
    const at = instantText(here.relay.clock.now());
    const body = aStatement({
      by: here.city.client.id,
      at,
      month: november,
      until: monthEnd(november),
      size: 1,
      root,
    });
    const text = signLine(body, here.city.keys.record);
    const record = { type: 'statement' as const, party: here.city.client.id, text };
    const receipt = await here.relay.house.store.receiptOf(await here.relay.house.store.keepPublic(record));
    const shown = {
      grant: here.id,
      month: november,
      statement: text,
      text: other,
      position: 0,
      path: [],
      receipt,
    };
    relayTells((honest) => ({ ...honest, statements: [shown] }));
    await looks();
    expect(codes()).toEqual(['statement-other']);
    expectSignedByParty(evidence().kept.text);
    expectSignedByParty(evidence().shown.text);
    expect(evidence().kept.text).not.toBe(evidence().shown.text);
  },

  'the party sends no statement': async () => {
    await reads(2);
    await looks();
    const publicState = async () =>
      ((await (await here.relay.fetch(`/statement/${here.city.client.id}`)).json()) as Body).state;
    expect(statementStateOf(here.id, here.around).state).toBe('confirmed');
    here.relay.clock.moveTo('2026-12-10T23:59:59Z');
    await looks();
    expect(statementStateOf(here.id, here.around).state).toBe('awaited');
    expect((await publicState()).state).toBe('awaited');
    here.relay.clock.moveTo('2026-12-11T00:00:00Z');
    const missing = { state: 'missing', month: null, since: yesAt, late: [november] };
    expect(statementStateOf(here.id, here.around)).toEqual(missing);
    expect(await publicState()).toEqual(missing);
    expect(codes()).toEqual([]);
    // Late is late, and yet it counts: from then on it is confirmed.
    await here.city.client.stateMonth(november);
    await looks();
    const confirmed = { state: 'confirmed', month: november, since: monthEnd(november), late: [] };
    expect(statementStateOf(here.id, here.around)).toEqual(confirmed);
    expect(await publicState()).toEqual(confirmed);
  },

  'the relay shows the party less than it answered': async () => {
    await reads(3);
    const lying = (change: (honest: Body) => Body): typeof here.relay.fetch => {
      return async (path, options) => {
        const response = await here.relay.fetch(path, options);
        return path.endsWith('/records') ? Response.json(change(await response.json())) : response;
      };
    };
    const asked = { grant: here.id, mailbox: here.grant.by };
    const clientOf = (fetch: typeof here.relay.fetch) =>
      openParty({ ...here.city, relay: origin, journal: here.journal, fetch, now: here.relay.clock.now });
    const cut = (honest: Body): Body => ({ ...honest, members: honest.members.slice(0, -1) });
    // What it signed gives it away; and where it signs less, what it answered before.
    await expect((await clientOf(lying(cut))).history(asked)).rejects.toMatchObject({
      code: 'history-unproven',
    });
    const signedCut = lying((honest) => {
      const { seq, digest } = honest.members.at(-1).previous;
      return {
        ...cut(honest),
        answer: resignedHistory(honest.answer, (said) => Object.assign(said, { seq, digest })),
      };
    });
    await expect((await clientOf(signedCut)).history(asked)).rejects.toMatchObject({
      code: 'history-shorter',
    });
    // Nor does the word that it gives a mailbox stand for the one that it owes a party.
    const otherLabel = lying((honest) => ({ ...honest, answer: resigned(honest.answer, () => undefined) }));
    await expect((await clientOf(otherLabel)).history(asked)).rejects.toMatchObject({
      code: 'history-unproven',
    });
    expect((await here.city.client.history(asked)).members).toHaveLength(4);
  },

  'a reading is let through during a pause': async () => {
    await reads();
    await looks();
    await pauseGrant(here.id, here.around);
    expect(await here.city.client.readEnvelope(here.grant)).toMatchObject({
      decision: false,
      denial: { form: 'not-now' },
    });
    await looks();
    expect(codes()).toEqual([]);
    // The relay keeps the pause, and serves all the same.
    const { grants } = here.relay.house.store as unknown as {
      grants: { find(mailbox: string, id: string): Body };
    };
    const held = grants.find(here.grant.by, here.id);
    held.state = { ...held.state, status: 'active' };
    await reads();
    await looks();
    expect(codes()).toEqual(['stop-ignored']);
  },

  ...logRows,
};

const page = readFileSync(new URL('../../docs/paths.md', import.meta.url), 'utf8');
const table = page
  .slice(page.indexOf('## who finds what, when'))
  .matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm);
const told = [...table]
  .map(([, what = '']) => what)
  .filter((what) => what !== 'what happened' && !what.startsWith('-'));

describe('who finds what, when', () => {
  it.each(Object.entries(rows))('%s', async (_, play) => {
    await play();
  });

  it('is all that the page of the paths tells', () => {
    expect(told).toEqual(Object.keys(rows));
  });

  it('begins at the yes, whatever the hour', () => {
    expect(instantMs(yesAt)).toBe(instantMs(heldSignal.value.grant.get(here.id)?.recordedAt ?? ''));
  });
});
