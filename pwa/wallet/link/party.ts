import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { type Fields, fieldsOf, listIn, receiptsIn, textIn, textsIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';

/** A party as the relay shows it: texts as received, their places in the log, the labels of the régie. Unchecked. */
export interface ShownParty {
  readonly id: string;
  readonly texts: readonly string[];
  readonly receipts: readonly LogReceipt[];
  readonly labels: readonly string[];
  readonly labelReceipts: readonly LogReceipt[];
}

export function shownPartyOf(fields: Fields): ShownParty {
  return {
    id: textIn(fields, 'id'),
    texts: textsIn(fields, 'texts'),
    receipts: receiptsIn(fields, 'receipts'),
    labels: textsIn(fields, 'labels'),
    labelReceipts: receiptsIn(fields, 'labelReceipts'),
  };
}

/** The whole directory, always: asking for one party would tell whom somebody is about to meet. */
export async function readParties(reach: Reach): Promise<readonly ShownParty[]> {
  const fields = fieldsOf(await callJson(reach, { method: 'GET', path: pathOf('listParties') }), 'parties');
  return listIn(fields, 'parties').map((entry) => shownPartyOf(fieldsOf(entry, 'party')));
}
