import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, instantIn, listIn, receiptOrNullIn, textIn, textOrNullIn, yesNoIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { callMailbox, type Voice } from './mailbox-call.ts';

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
  /** All of it, oldest first. */
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

/** What one key opened, in a call of its own, signed by it. `after`: the last thread of the answer before. */
export async function readThreads(
  reach: Reach,
  voice: Voice,
  after: string | null,
  nowMs: number,
): Promise<{ readonly threads: readonly ShownThread[]; readonly more: boolean }> {
  const call = { path: pathOf('readThreads'), body: JSON.stringify(after === null ? {} : { after }) };
  const fields = fieldsOf(await callMailbox(reach, voice, call, nowMs), 'threads');
  return { threads: listIn(fields, 'threads').map(threadOf), more: yesNoIn(fields, 'more') };
}

function threadOf(value: unknown): ShownThread {
  const fields = fieldsOf(value, 'thread');
  return { id: textIn(fields, 'id'), acts: listIn(fields, 'acts').map(actOf) };
}

function actOf(value: unknown): ShownAct {
  const fields = fieldsOf(value, 'act');
  return {
    text: textIn(fields, 'text'),
    sealed: textOrNullIn(fields, 'sealed'),
    at: instantIn(fields, 'at'),
    receipt: receiptOrNullIn(fields, 'receipt'),
  };
}
