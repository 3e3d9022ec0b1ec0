import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../policy/canonical.ts';
import { decide } from '../../../policy/decide.ts';
import { afterRecord, afterUse, type GrantState } from '../../../policy/history.ts';
import { rootOfLeaves, treeOfTexts } from '../../../relay/proof/hash.ts';
import { accessId, accessRow, answerCall, moveByAccess } from '../../../relay/store/access-call.ts';
import { type HeldGrant, holdGrant } from '../../../relay/store/held.ts';
import { unpackCall } from '../../../relay/store/packed-call.ts';
import { cityId, someDigest, someId } from '../../support/builders.ts';
import { aCall, dayMs, newGrant, startMs } from './acts.ts';

const held = (name: string, wish?: Parameters<typeof newGrant>[1]): HeldGrant =>
  holdGrant(newGrant(name, wish), someDigest(name), someDigest('envelope'));

describe('access-call', () => {
  it('moves a grant on in place exactly as policy does', () => {
    const step = fc.record({ isAllowed: fc.boolean(), afterMs: fc.integer({ min: -dayMs, max: 3 * dayMs }) });
    const kind = fc.record({
      isOnce: fc.boolean(),
      maxUses: fc.nat(3),
      windowMs: fc.integer({ min: 1, max: dayMs }),
    });
    fc.assert(
      fc.property(kind, fc.array(step, { maxLength: 12 }), ({ isOnce, ...terms }, steps) => {
        const grant = held('Nour', { terms, ...(isOnce ? { period: { once: true } } : {}) });
        let model: GrantState = structuredClone(grant.state);
        let atMs = startMs;
        for (const { isAllowed, afterMs } of steps) {
          atMs += afterMs;
          const link = {
            seq: model.last.seq + 1,
            record: someId('call'),
            position: 0,
            digest: someDigest(`${atMs}`),
          };
          model = afterRecord(isAllowed ? afterUse(model, atMs) : model, link);
          moveByAccess(grant, link, isAllowed, atMs);
          expect(grant.state).toEqual(model);
        }
      }),
    );
  });

  it('lays a call down so that the texts that were hashed come out again', () => {
    const names = ['Nour', 'Lou', 'Sam'];
    const facts = fc.subarray(['commune', 'reference-income', 'park-visits'], { minLength: 1 });
    const wish = fc.record({ facts, purpose: fc.constantFrom('aid', 'fare') });
    const item = fc.record({ name: fc.constantFrom(...names, 'nobody'), wish, wants: fc.boolean() });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
        const grants = new Map(names.map((name) => [someId(name), held(name)]));
        const single = items.map(({ name, wish: asked, wants }, at) => {
          const call = aCall(`call ${at}`, [name], {
            ...asked,
            ...(wants ? { want: 'envelope' as const } : {}),
          });
          return call.items[0] as (typeof call.items)[0];
        });
        const tree = treeOfTexts(single.map(canonicalText));
        const call = {
          ...aCall('whole', names),
          items: single,
          leaves: tree.leaves,
          itemsRoot: tree.root.toString('base64url'),
        };
        const answered = answerCall(call, accessId(1), decide, {
          find: (_mailbox, id) => grants.get(id),
          envelope: () => Buffer.from('sealed'),
          move: () => undefined,
        });
        const { itemTexts, answerTexts, items: unpacked, answers } = unpackCall(answered.packed, cityId);
        expect(unpacked).toEqual(single);
        expect(itemTexts).toEqual(single.map(canonicalText));
        expect(answerTexts).toEqual(answers.map(canonicalText));
        expect(rootOfLeaves(treeOfTexts(answerTexts).leaves).toString('base64url')).toBe(
          answered.answersRoot,
        );
      }),
    );
  });

  it('finds the row of a record by its id', () => {
    for (const row of [0, 1, 255, 2 ** 32, 2 ** 48 - 1]) {
      const id = accessId(row);
      expect(id).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
      expect(accessRow(id)).toBe(row);
    }
    expect(accessRow('short')).toBeUndefined();
  });
});
