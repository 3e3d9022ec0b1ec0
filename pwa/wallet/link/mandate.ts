import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

const post = async (reach: Reach, mandate: string) =>
  fieldsOf(
    await callJson(reach, { method: 'POST', path: pathOf('keepMandate'), body: JSON.stringify({ mandate }) }),
    'mandate',
  );

/** The same again is the same place in the log, so it may be sent until an answer comes. */
export const postMandate = async (reach: Reach, mandate: string): Promise<LogReceipt | null> =>
  receiptOrNullIn(await post(reach, mandate), 'receipt');

/** Tells what is true now: the first end stays. */
export async function postMandateEnd(
  reach: Reach,
  end: string,
): Promise<{ readonly at: string; readonly receipt: LogReceipt | null }> {
  const fields = await post(reach, end);
  if (textIn(fields, 'status') !== 'ended')
    throw new LinkFault('answer-invalid', 'end did not end the mandate');
  return { at: textIn(fields, 'at'), receipt: receiptOrNullIn(fields, 'receipt') };
}
