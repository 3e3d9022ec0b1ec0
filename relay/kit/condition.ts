// What a party asks together: « yes, if at least X of us ». It is published here, and once it is met the grants are found
// here; until then there is nothing to be had, not even a number.

import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { type Condition, type ConditionState, readCondition } from '../../policy/condition.ts';
import { instantText } from '../../policy/instant.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { callRelay, type Line, postJson, signCall } from './call.ts';
import { signLine } from './keys.ts';

/** A condition without its head, which is added when it is signed. */
export type ConditionBody = Omit<Condition, 'v' | 'type' | 'id' | 'at' | 'by'>;

export interface PublishedCondition {
  readonly digest: string;
  readonly text: string;
  readonly receipt: LogReceipt;
}

/** A condition as the relay shows it to everybody. */
export interface ShownCondition {
  readonly digest: string;
  readonly condition: Condition;
  readonly state: ConditionState;
}

/** Signs and reads back: what the relay would refuse is refused here, with the field's name. */
export async function publishCondition(
  line: Line,
  body: ConditionBody,
  requireKept: (text: string, receipt: unknown) => LogReceipt,
): Promise<PublishedCondition> {
  const at = instantText(line.now());
  const condition: Condition = { v: 1, type: 'condition', id: randomId(), at, by: line.party, ...body };
  readCondition(condition);
  const text = signLine(condition, line.keys.record, line.realm);
  const answer = (await postJson(line, pathOf('keepCondition'), { record: text })) as { receipt: unknown };
  return { digest: recordDigest(text), text, receipt: requireKept(text, answer.receipt) };
}

export async function readConditions(line: Line): Promise<ShownCondition[]> {
  const response = await callRelay(line, pathOf('listConditions'), { method: 'GET' });
  const { conditions } = (await response.json()) as {
    conditions: { record: string; state: ConditionState }[];
  };
  return conditions.map(({ record, state }) => ({
    digest: recordDigest(record),
    condition: readCondition(splitRecord(record).body),
    state,
  }));
}

/** A grant and its receipt, as the relay shows them. Unchecked. */
export interface ShownConditionGrant {
  readonly grant: string;
  readonly receipt: unknown;
}

export async function readConditionGrants(line: Line, digest: string): Promise<ShownConditionGrant[]> {
  const found: ShownConditionGrant[] = [];
  for (let after: string | undefined, isMore = true; isMore; ) {
    const asked = { condition: digest, ...(after === undefined ? {} : { after }) };
    const path = pathOf('readConditionGrants');
    const body = JSON.stringify(asked);
    const { headers } = signCall(line, 'POST', path, body);
    const response = await callRelay(line, path, { method: 'POST', headers, body });
    const answer = (await response.json()) as { grants: ShownConditionGrant[]; next: string | null };
    found.push(...answer.grants);
    isMore = answer.next !== null;
    after = answer.next ?? undefined;
  }
  return found;
}
