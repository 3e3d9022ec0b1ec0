import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

export interface RevokeAnswer {
  readonly at: string;
  readonly reason: string;
  readonly receipt: LogReceipt | null;
}

/** Idempotent: tells what is true now, so it may be sent until an answer comes. */
export async function postRevocation(reach: Reach, revocation: string): Promise<RevokeAnswer> {
  const call = { method: 'POST', path: pathOf('revoke'), body: JSON.stringify({ revocation }) } as const;
  const fields = fieldsOf(await callJson(reach, call), 'revocation');
  if (textIn(fields, 'status') !== 'ended')
    throw new LinkFault('answer-invalid', 'revocation did not end the grant');
  return {
    at: textIn(fields, 'at'),
    reason: textIn(fields, 'reason'),
    receipt: receiptOrNullIn(fields, 'receipt'),
  };
}
