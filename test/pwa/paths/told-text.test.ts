import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url, toUtf8 } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { tell, tellingTemplate } from '../../../policy/telling.ts';
import { findChanges } from '../../../pwa/wallet/paths/change.ts';
import { judgeChange } from '../../../pwa/wallet/paths/judge-change.ts';
import { lookAtGrant } from '../../../pwa/wallet/paths/look.ts';
import type { ToldText } from '../../../pwa/wallet/paths/told-text.ts';
import { change } from '../../../pwa/wallet/vault/hold.ts';
import { changes, grants } from '../../../pwa/wallet/vault/open.ts';
import {
  admittedCity,
  declarationBody,
  openTestHouse,
  type TestCity,
  type TestHouse,
} from '../../relay/house.ts';
import { aroundOf, type Lived, liveGrant, openWallet, type TestAround } from './wallet.ts';

let relay: TestHouse;
let city: TestCity;
let around: TestAround;

beforeAll(async () => {
  relay = await openTestHouse();
});
afterAll(() => relay.close());
beforeEach(async () => {
  around = aroundOf(relay);
  city = await admittedCity(relay);
  await openWallet(around);
});

async function agreed(): Promise<Lived> {
  const lived = await liveGrant(relay, city, around);
  await lookAtGrant(lived.grantId, around);
  return lived;
}

/** A version with another title: only noted. */
async function reword(): Promise<void> {
  const body = declarationBody();
  const why = { fr: 'Nouveau titre.', en: 'New title.' };
  const entry = { version: '1.1.0', date: '2026-11-21', class: 'log' as const, why, behaviour: null };
  const changelog = [...body.changelog, entry];
  const title = { fr: 'Aide au vélo', en: 'Help for a bike' };
  await city.client.declare({ ...body, title, version: '1.1.0', changelog, previousHash: city.declaration });
}

const changeOf = (id: string) => changes.value.get(id);
const statusOf = (id: string) => grants.value.find((grant) => grant.id === id)?.status;

describe('words that a declaration said at the yes', () => {
  const toldAs = async (changes: Partial<ToldText>) => {
    const { grantId } = await agreed();
    const told = grants.value.find(({ id }) => id === grantId)?.told;
    if (told === undefined) throw new Error('expected the text of the yes');
    await change(async (rows) => {
      const kept = await rows.get('grant', grantId);
      if (kept !== undefined) rows.put('grant', grantId, { ...kept, told: { ...told, ...changes } });
    });
    await reword();
    await findChanges(around);
    return grantId;
  };
  const otherWords = { digest: toBase64url(sha256(toUtf8('La ville décide seule.'))) };

  it('are the plain text in the language of the screen', async () => {
    const { ask, grantId } = await agreed();
    const text = tell(ask.declaration, 'plain', 'fr').join('\n');
    expect(grants.value.find(({ id }) => id === grantId)?.told).toEqual({
      template: tellingTemplate,
      lang: 'fr',
      digest: toBase64url(sha256(toUtf8(text))),
    });
  });

  it('and say otherwise of the same fields pause, however small the change of the party is', async () => {
    const grantId = await toldAs(otherWords);
    expect(changeOf(grantId)).toMatchObject({ effect: 'pause', isHeld: true });
    expect(statusOf(grantId)).toBe('paused');
    const grant = grants.value.find(({ id }) => id === grantId);
    const judged = grant && judgeChange(grant, changeOf(grantId)?.versions ?? [], around.now());
    expect(judged?.changes.map(({ field, effect }) => [field, effect])).toEqual([
      ['told', 'pause'],
      ['title', 'log'],
    ]);
  });

  it('and say the same leave the agreement in force', async () => {
    const grantId = await toldAs({});
    expect(changeOf(grantId)?.effect).toBe('log');
    expect(statusOf(grantId)).toBe('active');
  });

  it('by older templates are no sign', async () => {
    const grantId = await toldAs({ ...otherWords, template: tellingTemplate - 1 });
    expect(changeOf(grantId)?.effect).toBe('log');
  });
});
