import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn, textOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

export async function postRefusal(
  reach: Reach,
  post: { readonly handle: string; readonly claim: string; readonly refusal: string },
): Promise<{ readonly receipt: LogReceipt | null; readonly redirect: string | null }> {
  const { handle, claim, refusal } = post;
  const body = JSON.stringify({ handle, claim, refusal });
  const fields = fieldsOf(
    await callJson(reach, { method: 'POST', path: pathOf('keepRefusal'), body }),
    'refusal',
  );
  return { receipt: receiptOrNullIn(fields, 'receipt'), redirect: textOrNullIn(fields, 'redirect') };
}
