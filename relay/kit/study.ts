// What a research party publishes: the manifest of a study, and later what became of it. Both are signed here and stand in
// the log before any resident is asked, or told.

import { recordDigest } from '../../crypto/hash.ts';
import { randomId } from '../../crypto/random.ts';
import { instantText } from '../../policy/instant.ts';
import type { FollowUp } from '../../policy/label.ts';
import type { LogReceipt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { readStudy, type Study, type StudyOperator, type StudyState } from '../../policy/study.ts';
import { callRelay, type Line, postJson } from './call.ts';
import { signLine } from './keys.ts';

/** A manifest without its head, which is added when it is signed. */
export type StudyBody = Omit<Study, 'v' | 'type' | 'id' | 'at' | 'by'>;

export interface PublishedStudy {
  readonly digest: string;
  readonly text: string;
  readonly receipt: LogReceipt;
}

/** Who would carry a study at this relay; `helper` absent where it carries none. */
export interface StudyOperators {
  readonly leader: StudyOperator;
  readonly issuer: StudyOperator;
  readonly helpers: readonly StudyOperator[];
}

/** A study as the relay shows it to everybody. */
export interface ShownStudy {
  readonly digest: string;
  readonly study: Study;
  readonly state: StudyState;
}

export interface ShownStudies {
  readonly studies: readonly ShownStudy[];
  readonly operators: StudyOperators;
}

export async function readStudies(line: Line): Promise<ShownStudies> {
  const response = await callRelay(line, pathOf('listStudies'), { method: 'GET' });
  const { studies, operators } = (await response.json()) as {
    studies: { record: string; state: StudyState }[];
    operators: StudyOperators;
  };
  const shown = studies.map(({ record, state }) => ({
    digest: recordDigest(record),
    study: readStudy(splitRecord(record).body),
    state,
  }));
  return { studies: shown, operators };
}

/** Signs and reads back: what the relay would refuse is refused here, with the field's name. */
export function signStudy(line: Line, body: StudyBody): string {
  const at = instantText(line.now());
  const study: Study = { v: 1, type: 'study', id: randomId(), at, by: line.party, ...body };
  readStudy(study);
  return signLine(study, line.keys.record, line.realm);
}

/** The same text again goes on where the last try broke off: the helper may not have been there. */
export async function publishStudy(
  line: Line,
  text: string,
  requireKept: (text: string, receipt: unknown) => LogReceipt,
): Promise<PublishedStudy> {
  const answer = (await postJson(line, pathOf('keepStudy'), { record: text })) as { receipt: unknown };
  return { digest: recordDigest(text), text, receipt: requireKept(text, answer.receipt) };
}

export async function followUp(line: Line, said: Pick<FollowUp, 'study' | 'text' | 'url'>): Promise<void> {
  const at = instantText(line.now());
  const label: FollowUp = {
    v: 1,
    type: 'label',
    id: randomId(),
    at,
    by: line.party,
    kind: 'followed-up',
    ...said,
  };
  await postJson(line, pathOf('keepLabel'), { record: signLine(label, line.keys.record, line.realm) });
}
