import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, numberIn, receiptOrNullIn, textIn } from './answer.ts';
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

/** At most `maxStopSecrets` at once; says only how many agreements these secrets ended, now or before. */
export async function postStop(reach: Reach, secrets: readonly string[]): Promise<number> {
  const call = { method: 'POST', path: pathOf('stop'), body: JSON.stringify({ secrets }) } as const;
  return numberIn(fieldsOf(await callJson(reach, call), 'stop'), 'ended');
}

/** « These bytes were received », late on purpose. */
export async function postReceipt(reach: Reach, receipt: string): Promise<void> {
  await callJson(reach, {
    method: 'POST',
    path: pathOf('keepReceipt'),
    body: JSON.stringify({ receipt }),
  });
}
