// What doors would hand to a store, built from the cast of test/support. Signatures are not the store's matter.

import { itemText } from '../../../policy/access.ts';
import { canonicalText } from '../../../policy/canonical.ts';
import { grantedState, type Terms } from '../../../policy/history.ts';
import type { Period } from '../../../policy/period.ts';
import { bytesDigest, textDigest, treeOfTexts } from '../../../relay/proof/hash.ts';
import type {
  AccessCall,
  GrantEnd,
  NewCalculation,
  NewEnvelope,
  NewGrant,
  NewReceipt,
} from '../../../relay/store/contract.ts';
import type { ChainRecord } from '../../../relay/store/entry.ts';
import { anItem } from '../../support/an-access.ts';
import {
  aCalculation,
  aGrant,
  aReceipt,
  aRevocation,
  cityId,
  someBytes,
  someDigest,
  someId,
  someSignature,
} from '../../support/builders.ts';

/** What fails in a turn of the event loop fails with the rest of it. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const startMs = Date.parse('2026-11-21T10:05:00Z');
export const minuteMs = 60_000;
export const dayMs = 86_400_000;

export const signedText = (body: unknown, name: string): string =>
  `${canonicalText(body)}\ned25519:${someSignature(name)}`;

export const mailboxOf = (name: string): string => someDigest(`mailbox of ${name}`);
export const stopSecretOf = (name: string): string => someDigest(`stop secret of ${name}`);

const terms: Terms = { maxAgeMs: 400 * dayMs, maxUses: 0, windowMs: 1000 * dayMs };

export interface GrantWish {
  period?: Period;
  isWaiting?: boolean;
  party?: string;
  terms?: Partial<Terms>;
  mailbox?: string;
  atMs?: number;
}

export function newGrant(name: string, wish: GrantWish = {}): NewGrant {
  const mailbox = wish.mailbox ?? mailboxOf(name);
  const party = wish.party ?? cityId;
  const atMs = wish.atMs ?? startMs;
  const stopHash = bytesDigest(Buffer.from(stopSecretOf(name), 'base64url'));
  const grant = aGrant({
    id: someId(name),
    by: mailbox,
    party,
    stopHash,
    ...(wish.period === undefined ? {} : { period: wish.period }),
  });
  const text = signedText(grant, name);
  const isWaiting = wish.isWaiting ?? false;
  const state = grantedState(
    grant,
    { ...terms, ...wish.terms },
    { atMs, digest: textDigest(text), isWaiting },
  );
  const given: NewGrant = {
    mailbox,
    id: grant.id,
    party,
    text,
    stopHash,
    declaration: grant.declaration,
    state,
    envelope: Buffer.from(someBytes(`envelope 1 of ${name}`, 1024), 'base64url'),
  };
  return isWaiting ? { ...given, waitUntilMs: atMs + 5 * minuteMs } : given;
}

export function newEnvelope(name: string, n: number, changes: Partial<NewEnvelope> = {}): NewEnvelope {
  return {
    mailbox: mailboxOf(name),
    grant: someId(name),
    epoch: 1,
    n,
    envelope: Buffer.from(someBytes(`envelope ${n} of ${name}`, 1024), 'base64url'),
    key: aGrant().key,
    atMs: startMs,
    ...changes,
  };
}

export function anEnd(name: string, changes: Partial<GrantEnd> = {}): GrantEnd {
  const id = someId(`revocation of ${name}`);
  return {
    mailbox: mailboxOf(name),
    grant: someId(name),
    id,
    text: signedText(aRevocation({ id, by: mailboxOf(name), grant: someId(name) }), id),
    reason: 'grant-withdrawn',
    atMs: startMs + 90_500,
    ...changes,
  };
}

export function newCalculation(name: string, id = 'calculation', atMs = startMs): NewCalculation {
  const record = aCalculation({
    id: someId(`${id} of ${name}`),
    mailbox: mailboxOf(name),
    grant: someId(name),
  });
  return {
    mailbox: mailboxOf(name),
    grant: someId(name),
    text: signedText(record, record.id),
    id: record.id,
    sealed: Buffer.from(someBytes(`${id} of ${name}`, 1024), 'base64url'),
    sealedTo: undefined,
    atMs,
  };
}

export function newReceipt(name: string, of: NewCalculation): NewReceipt {
  const calculation = textDigest(of.text);
  const record = aReceipt({ id: someId(`receipt of ${of.id}`), by: mailboxOf(name), calculation });
  return {
    mailbox: mailboxOf(name),
    grant: someId(name),
    calculation,
    id: record.id,
    text: signedText(record, name),
  };
}

export interface AskWish {
  party?: string;
  want?: 'envelope';
  purpose?: string;
  atMs?: number;
  facts?: string[];
  mailbox?: string;
}

/** One call over the grants of these names. */
export function aCall(nonce: string, names: readonly string[], wish: AskWish = {}): AccessCall {
  const party = wish.party ?? cityId;
  const read = names.map((name, at) => {
    const item = anItem({ grant: someId(name), salt: someDigest(`${nonce}/${at}`) });
    const { want: _, ...context } = item.context;
    return {
      ...item,
      subject: { ...item.subject, id: party },
      resource: { ...item.resource, id: wish.mailbox ?? mailboxOf(name) },
      context: {
        ...context,
        ...(wish.want === undefined ? {} : { want: wish.want }),
        ...(wish.purpose === undefined ? {} : { purpose: wish.purpose }),
        ...(wish.facts === undefined ? {} : { facts: wish.facts }),
      },
    };
  });
  const texts = read.map(itemText);
  const { root, leaves } = treeOfTexts(texts);
  return {
    party,
    nonce: someId(nonce),
    base: `"@method": POST\n"@signature-params": ();nonce="${someId(nonce)}"`,
    signature: someSignature(nonce),
    keyId: 'http-1',
    itemsRoot: root.toString('base64url'),
    leaves,
    items: read,
    atMs: wish.atMs ?? startMs + 1234,
  };
}

/** The digest by which the next member of the sequence names this one. */
export function chainDigest(record: ChainRecord): string {
  if (record.kind === 'signed') return textDigest(record.text);
  return treeOfTexts([record.answer]).leaves.toString('base64url');
}
