import { instantMs } from '../../../../policy/instant.ts';
import { splitRecord } from '../../../../policy/record.ts';
import { classesOf, readStudy, type Study, type StudyState, studyState } from '../../../../policy/study.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';
import type { KnownStudy } from '../../paths/study.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { partyName } from '../grant/told.ts';

/** A study as a screen shows it: verified just now, or as it was at the yes where there is no network. */
export interface ShownStudy {
  readonly digest: string;
  readonly study: Study;
  readonly state: StudyState;
  readonly askerName: string;
  readonly known: KnownStudy | null;
}

export function shownStudy(known: KnownStudy): ShownStudy {
  const { digest, study, state, asker } = known;
  return { digest, study, state, askerName: inLanguage(asker.current.name), known };
}

export function shownFromKept(kept: KeptContribution, nowMs: number): ShownStudy {
  const study = readStudy(splitRecord(kept.text).body);
  return {
    digest: kept.study,
    study,
    state: studyState(study, { isTakenOn: true, outcome: undefined }, nowMs),
    askerName: partyName(study.by),
    known: null,
  };
}

/** « moins de 2 km, à vélo », or what the last bucket is called. */
export function cellName(study: Study, cell: number): string {
  const classes = classesOf(study, cell);
  return classes === undefined
    ? inLanguage(study.nothing)
    : classes.map(({ label }) => inLanguage(label)).join(' · ');
}

export const writeMoment = (at: string): string =>
  say('study.moment', { day: writeDay(at), time: writeTime(at) });

export const isOver = (at: string, nowMs: number): boolean => instantMs(at) <= nowMs;
