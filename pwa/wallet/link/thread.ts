import type { SigningPair } from '../../../crypto/sign.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import {
  type Fields,
  fieldsOf,
  instantIn,
  listIn,
  numberIn,
  receiptOrNullIn,
  textIn,
  textOrNullIn,
  yesNoIn,
} from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { callMailbox } from './mailbox-call.ts';

/** One act as the relay shows it. Unchecked. */
export interface ShownAct {
  readonly text: string;
  /** What its side wrote, sealed; null where the act says nothing in words. */
  readonly sealed: string | null;
  /** The relay's time of record. */
  readonly at: string;
  readonly receipt: LogReceipt | null;
}

export interface ShownThread {
  readonly id: string;
  readonly party: string;
  /** All that it has; `acts` are those after the ones that were held already. */
  readonly count: number;
  readonly acts: readonly ShownAct[];
}

export interface KeptAtRelay {
  readonly at: string;
  readonly receipt: LogReceipt | null;
}

export async function postThread(
  reach: Reach,
  {
    record,
    sealed,
    stamp,
  }: { readonly record: string; readonly sealed: string | null; readonly stamp?: string },
): Promise<KeptAtRelay> {
  const body = JSON.stringify({
    record,
    ...(sealed === null ? {} : { sealed }),
    ...(stamp === undefined ? {} : { stamp }),
  });
  const fields = fieldsOf(
    await callJson(reach, { method: 'POST', path: pathOf('keepThread'), body }),
    'thread',
  );
  return { at: instantIn(fields, 'at'), receipt: receiptOrNullIn(fields, 'receipt') };
}

/** All that one key opened, in a call of its own, signed by it. `after`: how many acts of each thread are held already. */
export async function readThreads(
  reach: Reach,
  signing: SigningPair,
  after: Readonly<Record<string, number>>,
  nowMs: number,
): Promise<{ readonly threads: readonly ShownThread[]; readonly more: boolean }> {
  const call = { path: pathOf('readThreads'), body: JSON.stringify({ after }) };
  const fields = fieldsOf(await callMailbox(reach, signing, call, nowMs), 'threads');
  return { threads: listIn(fields, 'threads').map(threadOf), more: yesNoIn(fields, 'more') };
}

function threadOf(value: unknown): ShownThread {
  const fields = fieldsOf(value, 'thread');
  const acts = listIn(fields, 'members').map((entry) => {
    const member = fieldsOf(entry, 'member');
    return { n: numberIn(member, 'n'), act: actOf(member) };
  });
  acts.sort((left, right) => left.n - right.n);
  return {
    id: textIn(fields, 'id'),
    party: textIn(fields, 'party'),
    count: numberIn(fields, 'count'),
    acts: acts.map(({ act }) => act),
  };
}

const actOf = (fields: Fields): ShownAct => ({
  text: textIn(fields, 'text'),
  sealed: textOrNullIn(fields, 'sealed'),
  at: instantIn(fields, 'at'),
  receipt: receiptOrNullIn(fields, 'receipt'),
});
