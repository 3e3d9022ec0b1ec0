import { recordDigest } from '../../../crypto/hash.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, listIn, receiptOrNullIn, textIn, textOrNullIn } from './answer.ts';
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

/** Which version follows which. Unchecked. */
export interface ShownHead {
  readonly digest: string;
  readonly party: string;
  readonly previousHash: string | null;
}

/** The whole list, always: asking for the successor of one would tell which agreement this wallet has. */
export async function readDeclarationHeads(reach: Reach): Promise<readonly ShownHead[]> {
  const answer = await callJson(reach, { method: 'GET', path: pathOf('listDeclarations') });
  return listIn(fieldsOf(answer, 'declarations'), 'declarations').map((entry) => {
    const fields = fieldsOf(entry, 'declaration');
    return {
      digest: textIn(fields, 'digest'),
      party: textIn(fields, 'party'),
      previousHash: textOrNullIn(fields, 'previousHash'),
    };
  });
}
