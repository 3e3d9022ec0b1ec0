import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, instantIn, receiptOrNullIn, textOrNullIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

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
    at: instantIn(fields, 'at'),
    redirect: roomIn(reach, textOrNullIn(fields, 'redirect')),
    confirm: charactersIn(textOrNullIn(fields, 'confirm')),
  };
}

/** The way back leads through the room, nowhere else: a link of the relay's choice would be a link of ours. */
function roomIn({ origin }: Reach, address: string | null): string | null {
  if (address === null || address.startsWith(`${origin}/room/go?`)) return address;
  throw new LinkFault('answer-invalid', 'answer `redirect`: expected the room');
}

/** Shown in large letters, so it is nothing but what it says. */
function charactersIn(text: string | null): string | null {
  if (text === null || /^[0-9A-Z]{6}$/.test(text)) return text;
  throw new LinkFault('answer-invalid', 'answer `confirm`: expected six characters');
}
