// The counts while they are typed. They stay in this tab, so that a reload does not lose them, until they are cleared.

import { effect, signal } from '@preact/signals';
import { PolicyFault } from '../../../policy/fault.ts';
import { isDate } from '../../../policy/instant.ts';
import {
  type Answer,
  type Attendance,
  answerValues,
  type Counted,
  type Measure,
  type Moment,
  maxPeople,
  momentNames,
  type Question,
  questionNames,
  readAttendance,
  readCounted,
  type SumFault,
  sumFaults,
  type TableName,
  tableNames,
  tables,
} from '../../../policy/workshop/attendance.ts';
import { readWorkshopOpening, type WorkshopOpening } from '../../../policy/workshop.ts';

export type CountFault = SumFault | { readonly where: 'people' | 'day' };

const keptName = 'vav-workshop-attendance';
const openingName = 'vav-workshop-opening';

const none = (names: readonly (string | number)[]) => Object.fromEntries(names.map((name) => [name, 0]));

export function emptyCount(day: string): Counted {
  const moment = () => Object.fromEntries(questionNames.map((name) => [name, none(answerValues)]));
  const counts = Object.fromEntries(tableNames.map((name) => [name, none(Object.keys(tables[name]))]));
  const measure = Object.fromEntries(momentNames.map((name) => [name, moment()])) as Measure;
  return { day, people: 0, ...(counts as Pick<Attendance, TableName>), measure };
}

/** The day as the mediator's own calendar has it. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export const counted = signal<Counted>(emptyCount(''));

/** Called once, where there is a page: takes up what this tab had, and keeps what changes. */
export function keepCounting(): void {
  counted.value = kept(keptName, readCounted) ?? emptyCount(today());
  effect(() => sessionStorage.setItem(keptName, JSON.stringify(counted.value)));
}

export function clearCount(): void {
  counted.value = emptyCount(today());
  sessionStorage.removeItem(openingName);
}

/** Of which room the counts are: the one that is open; after its end and a reload, the one that they were taken in. */
export function openingOf(open: WorkshopOpening | undefined, chosen: WorkshopOpening): WorkshopOpening {
  const opening = open ?? kept(openingName, readWorkshopOpening) ?? chosen;
  sessionStorage.setItem(openingName, JSON.stringify(opening));
  return opening;
}

export const setDay = (day: string): void => {
  counted.value = { ...counted.value, day };
};

export const setPeople = (people: number): void => {
  counted.value = { ...counted.value, people };
};

export function setCount(table: TableName, row: string, count: number): void {
  counted.value = { ...counted.value, [table]: { ...counted.value[table], [row]: count } };
}

export function setAnswers(moment: Moment, question: Question, answer: Answer, count: number): void {
  const { measure } = counted.value;
  const answered = { ...measure[moment][question], [answer]: count };
  counted.value = {
    ...counted.value,
    measure: { ...measure, [moment]: { ...measure[moment], [question]: answered } },
  };
}

/** What was typed into a box for a number: nothing typed is nobody. */
export function countOf(typed: string): number {
  const count = Number(typed);
  return Number.isInteger(count) && count >= 0 && count <= maxPeople ? count : 0;
}

export function countFaults(count: Counted): readonly CountFault[] {
  const bare: CountFault[] = [];
  if (!isDate(count.day)) bare.push({ where: 'day' });
  if (count.people === 0) bare.push({ where: 'people' });
  return bare.length > 0 ? bare : sumFaults(count);
}

/** The file itself, read by the same reader as anybody's. */
export function attendanceOf(count: Counted, about: WorkshopOpening): Attendance {
  return readAttendance({ v: 1, type: 'workshop-attendance', ...about, ...count });
}

/** Another tab of this origin, or another build, may have left something else. */
function kept<T>(name: string, read: (value: unknown) => T): T | undefined {
  const text = sessionStorage.getItem(name);
  if (text === null) return undefined;
  try {
    return read(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof PolicyFault) return undefined;
    throw cause;
  }
}
