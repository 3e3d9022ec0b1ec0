import { recordDigest } from '../../../crypto/hash.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, receiptOrNullIn, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** A declaration by its digest: the bytes are the ones that were asked for; who signed them is not checked here. */
export interface ShownDeclaration {
  readonly record: string;
  readonly receipt: LogReceipt | null;
}

export async function readDeclarationText(reach: Reach, digest: string): Promise<ShownDeclaration> {
  const path = pathOf('readDeclaration', { digest });
  const fields = fieldsOf(await callJson(reach, { method: 'GET', path }), 'declaration');
  const record = textIn(fields, 'record');
  if (recordDigest(record) !== digest)
    throw new LinkFault('answer-invalid', 'declaration does not have this digest');
  return { record, receipt: receiptOrNullIn(fields, 'receipt') };
}
