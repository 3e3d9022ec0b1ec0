import { toBase64url } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, textIn } from './answer.ts';
import type { Reach } from './call.ts';
import { LinkFault } from './fault.ts';
import { callMailbox, type Voice } from './mailbox-call.ts';

export interface EnvelopePost {
  readonly grant: string;
  readonly epoch: number;
  readonly n: number;
  /** Sealed bytes. */
  readonly envelope: Uint8Array;
}

/** The same number with the same bytes may be sent until an answer comes. */
export async function postEnvelope(
  reach: Reach,
  voice: Voice,
  { grant, epoch, n, envelope }: EnvelopePost,
  nowMs: number,
): Promise<void> {
  const body = JSON.stringify({ grant, epoch, n, envelope: toBase64url(envelope) });
  const call = { path: pathOf('keepEnvelope'), body };
  const fields = fieldsOf(await callMailbox(reach, voice, call, nowMs), 'envelope');
  if (textIn(fields, 'digest') !== toBase64url(sha256(envelope)))
    throw new LinkFault('answer-invalid', 'relay kept other bytes');
}
