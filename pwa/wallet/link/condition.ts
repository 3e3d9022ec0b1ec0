import { type ConditionState, conditionStates } from '../../../policy/condition.ts';
import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { fieldsOf, instantIn, listIn, receiptOf, receiptOrNullIn, textIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';
import type { GrantAnswer } from './grant.ts';

interface ShownRecord {
  readonly record: string;
  readonly receipt: LogReceipt;
}

/** A condition as the relay shows it. Unchecked. */
export interface ShownCondition extends ShownRecord {
  readonly counting: ShownRecord;
  readonly state: ConditionState;
  readonly met: ShownRecord | null;
}

/** The whole list, always: asking for one would tell which one a person thinks about. */
export async function readConditions(reach: Reach): Promise<readonly ShownCondition[]> {
  const answer = await callJson(reach, { method: 'GET', path: pathOf('listConditions') });
  return listIn(fieldsOf(answer, 'conditions'), 'conditions').map((value) => {
    const fields = fieldsOf(value, 'condition');
    const said = textIn(fields, 'state');
    const state = conditionStates.find((known) => known === said);
    if (state === undefined) throw new LinkFault('answer-invalid', 'answer `state`: expected a known state');
    return {
      ...shownRecordOf(value),
      counting: shownRecordOf(fields['counting']),
      state,
      met: fields['met'] === null ? null : shownRecordOf(fields['met']),
    };
  });
}

function shownRecordOf(value: unknown): ShownRecord {
  const fields = fieldsOf(value, 'record');
  return { record: textIn(fields, 'record'), receipt: receiptOf(fields['receipt']) };
}

/** No account, no mailbox: the token says « one more ». The same again is no error. */
export async function postYes(reach: Reach, digest: string, token: string): Promise<void> {
  await callJson(reach, {
    method: 'POST',
    path: pathOf('keepYes', { digest }),
    body: JSON.stringify({ token }),
  });
}

export async function postYesWithdrawal(reach: Reach, digest: string, record: string): Promise<void> {
  await callJson(reach, {
    method: 'POST',
    path: pathOf('dropYes', { digest }),
    body: JSON.stringify({ record }),
  });
}

/** In force at once: no room has to confirm it. */
export async function postConditionGrant(
  reach: Reach,
  of: {
    readonly digest: string;
    readonly grant: string;
    readonly envelope: string;
    readonly key: string;
    readonly signature: string;
  },
): Promise<GrantAnswer> {
  const { digest, grant, envelope, key, signature } = of;
  const path = pathOf('keepConditionGrant', { digest });
  const body = JSON.stringify({ grant, envelope, key, signature });
  const fields = fieldsOf(await callJson(reach, { method: 'POST', path, body }), 'grant');
  return {
    receipt: receiptOrNullIn(fields, 'receipt'),
    at: instantIn(fields, 'at'),
    redirect: null,
    confirm: null,
  };
}
