import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn, textIn, textOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

export interface GrantPost {
  readonly handle: string;
  readonly claim: string;
  /** The signed record. */
  readonly grant: string;
  /** Sealed bytes, base64url. */
  readonly envelope: string;
  readonly sameBrowser: boolean;
}

export interface GrantAnswer {
  readonly receipt: LogReceipt | null;
  /** The relay's time of record; periods run on it. */
  readonly at: string;
  readonly redirect: string | null;
  readonly confirm: string | null;
}

export async function postGrant(
  reach: Reach,
  { handle, claim, grant, envelope, sameBrowser }: GrantPost,
): Promise<GrantAnswer> {
  const body = JSON.stringify({ handle, claim, grant, envelope, sameBrowser });
  const fields = fieldsOf(
    await callJson(reach, { method: 'POST', path: pathOf('keepGrant'), body }),
    'grant',
  );
  return {
    receipt: receiptOrNullIn(fields, 'receipt'),
    at: textIn(fields, 'at'),
    redirect: textOrNullIn(fields, 'redirect'),
    confirm: textOrNullIn(fields, 'confirm'),
  };
}

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
