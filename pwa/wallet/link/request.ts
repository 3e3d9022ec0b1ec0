import { instantMs } from '../../../policy/instant.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { openCall, takeAhead } from './ahead.ts';
import { fieldsOf, instantIn, receiptOf, textIn, yesNoIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { type ShownParty, shownPartyOf } from './party.ts';

/** What waits behind a handle. Unchecked. */
export interface ShownRequest {
  /** The compact JWS: this text is the request's record. */
  readonly jws: string;
  readonly party: ShownParty;
  readonly declaration: { readonly record: string; readonly receipt: LogReceipt };
  /** The room stands on another device. */
  readonly isCrossDevice: boolean;
  readonly expiresAtMs: number;
}

export async function openRequest(reach: Reach, handle: string, claim: string): Promise<ShownRequest> {
  const call = openCall(handle, claim);
  const fields = fieldsOf(await (takeAhead(call) ?? callJson(reach, call)), 'request');
  const declaration = fieldsOf(fields['declaration'], 'declaration');
  return {
    jws: textIn(fields, 'request'),
    party: shownPartyOf(fieldsOf(fields['party'], 'party')),
    declaration: { record: textIn(declaration, 'record'), receipt: receiptOf(declaration['receipt']) },
    isCrossDevice: yesNoIn(fields, 'crossDevice'),
    expiresAtMs: instantMs(instantIn(fields, 'expiresAt')),
  };
}
