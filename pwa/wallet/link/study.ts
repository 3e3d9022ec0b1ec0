import type { LogReceipt } from '../../../policy/receipt.ts';
import { pathOf } from '../../../policy/routes.ts';
import { type StudyState, studyStates } from '../../../policy/study.ts';
import { fieldsOf, listIn, receiptOf, textIn, yesNoIn } from './answer.ts';
import { callJson, type Reach } from './call.ts';
import { LinkFault } from './fault.ts';

/** A public record with its place in the log. Unchecked. */
export interface ShownRecord {
  readonly record: string;
  readonly receipt: LogReceipt;
}

/** A study as the relay shows it. Unchecked. */
export interface ShownStudy extends ShownRecord {
  readonly operations: readonly ShownRecord[];
  readonly followUps: readonly ShownRecord[];
  readonly state: StudyState;
  readonly hasRelease: boolean;
}

/** The whole list, always: asking for one would tell which one a person thinks about. */
export async function readStudies(reach: Reach): Promise<readonly ShownStudy[]> {
  const answer = await callJson(reach, { method: 'GET', path: pathOf('listStudies') });
  return listIn(fieldsOf(answer, 'studies'), 'studies').map(shownStudyOf);
}

function shownStudyOf(value: unknown): ShownStudy {
  const fields = fieldsOf(value, 'study');
  const said = textIn(fields, 'state');
  const state = studyStates.find((known) => known === said);
  if (state === undefined) throw new LinkFault('answer-invalid', 'answer `state`: expected a known state');
  return {
    ...shownRecordOf(value),
    operations: listIn(fields, 'operations').map(shownRecordOf),
    followUps: listIn(fields, 'followUps').map(shownRecordOf),
    state,
    hasRelease: yesNoIn(fields, 'release'),
  };
}

/** The same address at the same minute for everybody; null before. */
export async function fetchRelease(reach: Reach, digest: string): Promise<ShownRecord | null> {
  try {
    return shownRecordOf(await callJson(reach, { method: 'GET', path: pathOf('readRelease', { digest }) }));
  } catch (cause) {
    if (cause instanceof LinkFault && cause.problem?.code === 'release-later') return null;
    throw cause;
  }
}

function shownRecordOf(value: unknown): ShownRecord {
  const fields = fieldsOf(value, 'record');
  return { record: textIn(fields, 'record'), receipt: receiptOf(fields['receipt']) };
}
