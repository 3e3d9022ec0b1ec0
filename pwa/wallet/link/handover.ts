import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

/** The same again is the same place in the log, so it may be sent until an answer comes. */
export async function postHandover(reach: Reach, handover: string): Promise<LogReceipt | null> {
  const call = { method: 'POST', path: pathOf('keepHandover'), body: JSON.stringify({ handover }) } as const;
  return receiptOrNullIn(fieldsOf(await callJson(reach, call), 'handover'), 'receipt');
}
