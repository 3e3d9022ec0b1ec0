import { pathOf } from '../../../policy/routes.ts';
import { type StudyState, studyStates } from '../../../policy/study.ts';
import { readAtRelay } from './call.ts';
import { ReadFault } from './fault.ts';

/** As the relay tells it: signed texts as they were received. Unchecked. */
export interface ShownStudy {
  readonly record: string;
  readonly followUps: readonly string[];
  readonly state: StudyState;
  readonly isReleased: boolean;
}

const maxEntries = 5_000;

export async function readStudies(): Promise<readonly ShownStudy[]> {
  const { studies } = fields(await readAtRelay(pathOf('listStudies')));
  return entries(studies).map(shownStudyOf);
}

/** The signed text of a release; a fault `release-later` before its time. */
export async function readReleaseText(digest: string): Promise<string> {
  return textIn(fields(await readAtRelay(pathOf('readRelease', { digest })))['record']);
}

/** All versions of a party's own record, oldest first. */
export async function readPartyTexts(id: string): Promise<readonly string[]> {
  return entries(fields(await readAtRelay(pathOf('readParty', { id })))['texts']).map(textIn);
}

export function shownStudyOf(value: unknown): ShownStudy {
  const { record, followUps, state, release } = fields(value);
  const known = studyStates.find((word) => word === state);
  if (known === undefined) throw new ReadFault('answer-invalid', 'study in an unknown state');
  return {
    record: textIn(record),
    followUps: entries(followUps).map((entry) => textIn(fields(entry)['record'])),
    state: known,
    isReleased: release === true,
  };
}

function fields(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ReadFault('answer-invalid', 'expected an object');
  return value as Record<string, unknown>;
}

function entries(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length > maxEntries)
    throw new ReadFault('answer-invalid', `expected a list of at most ${maxEntries}`);
  return value;
}

function textIn(value: unknown): string {
  if (typeof value !== 'string') throw new ReadFault('answer-invalid', 'expected a text');
  return value;
}
