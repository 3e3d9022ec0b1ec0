import type { Access, AccessAnswer, AccessItem } from '../../policy/access.ts';
import { aMailbox, cityId, someDigest, someId, someSignature } from './builders.ts';

export function anItem(changes: Partial<AccessItem['context']> = {}): AccessItem {
  return {
    subject: { type: 'party', id: cityId },
    action: { name: 'read' },
    resource: { type: 'mailbox', id: aMailbox },
    context: {
      grant: someId('grant'),
      purpose: 'aid',
      facts: ['commune', 'reference-income'],
      salt: someDigest('salt of the item'),
      want: 'envelope',
      ...changes,
    },
  };
}

export function anAnswer(changes: Partial<AccessAnswer> = {}): AccessAnswer {
  return {
    item: someDigest('leaf of the item'),
    decision: true,
    grant: someId('grant'),
    seq: 2,
    previous: { seq: 1, record: someId('grant'), position: 0, digest: someDigest('grant record') },
    envelopeDigest: someDigest('sealed bytes'),
    salt: someDigest('salt of the answer'),
    ...changes,
  };
}

export function anAccess(changes: Partial<Access> = {}): Access {
  return {
    v: 1,
    type: 'access',
    id: someId('access'),
    at: '2026-11-22T07:15:42Z',
    by: cityId,
    base: '"@method": POST\n"@target-uri": http://localhost:8787/access/v1/evaluations',
    signature: someSignature('http signature'),
    keyId: 'http-1',
    itemsRoot: someDigest('items root'),
    answersRoot: someDigest('answers root'),
    count: 1,
    ...changes,
  };
}
