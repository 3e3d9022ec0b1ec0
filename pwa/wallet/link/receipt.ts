import { pathOf } from '../../../policy/routes.ts';
import { callJson, type Reach } from './call.ts';

/** « These bytes were received », late on purpose. */
export async function postReceipt(reach: Reach, receipt: string): Promise<void> {
  await callJson(reach, {
    method: 'POST',
    path: pathOf('keepReceipt'),
    body: JSON.stringify({ receipt }),
  });
}
