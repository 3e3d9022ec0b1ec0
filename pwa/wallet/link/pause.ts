import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

/** A pause or its end. The same again is the same place in the log, so it may be sent until an answer comes. */
export async function postPause(reach: Reach, pause: string): Promise<LogReceipt | null> {
  const call = { method: 'POST', path: pathOf('keepPause'), body: JSON.stringify({ pause }) } as const;
  return receiptOrNullIn(fieldsOf(await callJson(reach, call), 'pause'), 'receipt');
}
