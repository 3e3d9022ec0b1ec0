import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../../crypto/encode.ts';
import { randomBytes, randomId } from '../../../crypto/random.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import type { Operation } from '../../../policy/label.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { Study } from '../../../policy/study.ts';
import { sealSecrets, type TakeOnCall } from '../../../relay/aggregate/take-on.ts';
import { type OwnParty, openOwnParty } from '../../../relay/own-party.ts';
import { textDigest } from '../../../relay/proof/hash.ts';
import {
  aManifest,
  anAsker,
  type CarriedStudy,
  carryStudy,
  helperAbout,
  helperOrigin,
} from '../../support/carried-study.ts';
import { errorOf } from './helper-doors.ts';

let carried: CarriedStudy;
beforeEach(async () => {
  carried = await carryStudy({ minimumCohort: 10 });
});
afterEach(() => carried.close());

const url = `${helperOrigin}/vav/studies`;
const now = () => carried.clock.now();

/** As the leader asked when the study began. */
const firstCall = (): TakeOnCall => JSON.parse(String(carried.calls[0]?.body)) as TakeOnCall;

function send(call: unknown, by: OwnParty = carried.regie, headers: Record<string, string> = {}) {
  const body = typeof call === 'string' ? call : JSON.stringify(call);
  return carried.ask('/vav/studies', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...by.signCall('POST', url, body, now()), ...headers },
    body,
  });
}

/** A study of its own, changed in one place, with all that belongs to it. */
async function callFor(changes: Partial<Study>, more: { leader?: OwnParty } = {}): Promise<TakeOnCall> {
  const leader = more.leader ?? carried.regie;
  const { ask } = aManifest(
    carried.asker,
    leader,
    carried.helperParty,
    now(),
    changes,
    carried.manifest.tokenKey,
  );
  return callOf(ask.text, leader);
}

function callOf(text: string, leader: OwnParty): TakeOnCall {
  const first = firstCall();
  const digest = digestOf(text);
  const { label } = first;
  const { v, type, id, at, kind, role, hpkeConfig, tokenKey } = splitRecord(label).body as never;
  const own = { v, type, id, at, by: leader.id, kind, study: digest, role, hpkeConfig, tokenKey } as never;
  const helperKey = carried.helperParty.party.keys.find(({ use }) => use === 'seal')?.key ?? '';
  const secrets = { verifyKey: toBase64url(randomBytes(32)), bearer: toBase64url(randomBytes(32)) };
  return {
    ...first,
    study: text,
    parties: { ...first.parties, leader: [leader.text] },
    label: leader.sign(own),
    sealed: sealSecrets(secrets, helperKey, digest, leader.id),
  };
}

const digestOf = textDigest;

describe('a helper that is asked to work on a study', () => {
  it('does so for a leader that it knows, and says the same again', async () => {
    const call = await callFor({});
    const first = await send(call);
    expect(first.status).toBe(200);
    const { label } = (await first.json()) as { label: string };
    expect(splitRecord(label).body).toMatchObject({
      by: carried.helperParty.id,
      role: 'helper',
      study: digestOf(call.study),
    });
    expect(await (await send(call)).json()).toEqual({ label });
    await carried.restartHelper();
    expect(await (await send(call)).json()).toEqual({ label });
  });

  it('does not for one that is not in LEADERS', async () => {
    const stranger = openOwnParty(
      `${carried.folder}/stranger`,
      { ...helperAbout, legalId: '100000009' },
      now(),
    );
    expect(await errorOf(await send(await callFor({}, { leader: stranger }), stranger))).toBe(
      'party-not-admitted',
    );
  });

  it('does not for a call that was not signed by that leader, now, over these bytes', async () => {
    const call = await callFor({});
    const body = JSON.stringify(call);
    const headers = carried.regie.signCall('POST', url, body, now());
    const post = (text: string, changed: Record<string, string> = headers) =>
      carried.ask('/vav/studies', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...changed },
        body: text,
      });
    expect(await errorOf(await post(body, {}))).toBe('signature-missing');
    expect(await errorOf(await post(`${body} `))).toBe('digest-invalid');
    const elsewhere = carried.regie.signCall('POST', `${helperOrigin}/vav/other`, body, now());
    expect(await errorOf(await post(body, elsewhere))).toBe('signature-invalid');
    const old = carried.regie.signCall('POST', url, body, now() - 120_000);
    expect(await errorOf(await post(body, old))).toBe('time-stale');
    expect(await errorOf(await post(body))).toBe('none');
    expect(await errorOf(await post(body))).toBe('request-replayed');
  });

  it('does not when one body could put both halves together', async () => {
    const twin = openOwnParty(`${carried.folder}/twin`, { ...helperAbout, legalId: '19 35 00010' }, now());
    const opened = carried.helper.given.leaders as string[];
    opened.push(twin.id);
    expect(await errorOf(await send(await callFor({}, { leader: twin }), twin))).toBe('record-invalid');
  });

  it('does not for a manifest that costs more than a study may', async () => {
    const call = await callFor({
      mechanism: { name: 'discrete-laplace', numerator: 9, denominator: 10, neighbour: 'substitution' },
      costMillionths: 2_469_136,
    });
    expect(await errorOf(await send(call))).toBe('record-invalid');
  });

  it.each<[string, Partial<Study>]>([
    [
      'under another legal id than its leader has',
      { leader: { party: '', name: { fr: 'x', en: 'x' }, legalId: '123', url: '' } },
    ],
    [
      'that names this helper at another address',
      {
        helper: {
          party: '',
          name: { fr: 'x', en: 'x' },
          legalId: helperAbout.legalId,
          url: 'https://elsewhere.example/dap',
        },
      },
    ],
    [
      'that names another helper',
      {
        helper: {
          party: toBase64url(new Uint8Array(32)),
          name: { fr: 'x', en: 'x' },
          legalId: helperAbout.legalId,
          url: `${helperOrigin}/dap`,
        },
      },
    ],
    ['whose minimum is under its own', { minimumCohort: 9 }],
  ])('does not for a manifest %s', async (_what, changes) => {
    const { regie, helperParty } = carried;
    const filled = Object.fromEntries(
      Object.entries(changes).map(([name, value]) => {
        if (name !== 'leader' && name !== 'helper') return [name, value];
        const own = name === 'leader' ? regie : helperParty;
        const operator = value as Study['leader'];
        return [
          name,
          { ...operator, party: operator.party || own.id, url: operator.url || `${own.party.url}/dap` },
        ];
      }),
    );
    expect(await errorOf(await send(await callFor(filled)))).toBe('study-operators');
  });

  it('does not once the window is closed', async () => {
    const call = await callFor({});
    carried.closeWindow();
    expect(await errorOf(await send(call))).toBe('study-closed');
  });

  it('does not for a manifest that the party that asks has not signed', async () => {
    const call = await callFor({});
    const stranger = await anAsker(now());
    expect(
      await errorOf(await send({ ...call, parties: { ...call.parties, asker: [stranger.record] } })),
    ).toBe('signature-invalid');
    const [line, proof] = call.study.split('\n') as [string, string];
    const body = JSON.parse(line) as Study;
    const changed = `${canonicalText({ ...body, minimumCohort: 11 })}\n${proof}`;
    expect(await errorOf(await send(callOf(changed, carried.regie)))).toBe('signature-invalid');
  });

  it('does not without the leader’s signed word on keys and tokens of this very study', async () => {
    const call = await callFor({});
    for (const label of [firstCall().label, carried.helper.require(carried.digest).state.label])
      expect(await errorOf(await send({ ...call, label }))).toBe('signature-invalid');
  });

  it('does not with secrets that were sealed for another study, another leader or another helper', async () => {
    const call = await callFor({});
    expect(await errorOf(await send({ ...call, sealed: firstCall().sealed }))).toBe('body-invalid');
    expect(await errorOf(await send({ ...call, sealed: 'AAAA' }))).toBe('body-invalid');
  });

  it('names the leader’s label, and works with no other one of the same study', async () => {
    const call = await callFor({});
    const { label } = (await (await send(call)).json()) as { label: string };
    expect(splitRecord(label).body).toMatchObject({ peer: digestOf(call.label) });
    const other = carried.regie.sign({ ...(splitRecord(call.label).body as Operation), id: randomId() });
    expect(await errorOf(await send({ ...call, label: other }))).toBe('record-conflict');
    await carried.restartHelper();
    expect(await errorOf(await send({ ...call, label: other }))).toBe('record-conflict');
    expect(await (await send(call)).json()).toEqual({ label });
  });

  it('does not a second time with other secrets', async () => {
    const call = await callFor({});
    expect((await send(call)).status).toBe(200);
    const other = callOf(call.study, carried.regie);
    expect(await errorOf(await send({ ...call, sealed: other.sealed }))).toBe('record-conflict');
  });

  it.each([
    '',
    '{',
    '[]',
    '{}',
    'null',
    '{"study":7}',
    '{"study":"a","parties":{},"label":"b","collector":"c","sealed":"d"}',
  ])('answers nonsense with a problem: %s', async (body) => {
    const response = await send(body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});
