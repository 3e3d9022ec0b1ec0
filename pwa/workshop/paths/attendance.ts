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
import type { RoomMinutes, Scenario, WorkshopLanguage } from '../../../policy/workshop.ts';

export type CountFault = SumFault | { readonly where: 'people' | 'day' };

const keptName = 'vav-workshop-attendance';

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
  counted.value = kept() ?? emptyCount(today());
  effect(() => sessionStorage.setItem(keptName, JSON.stringify(counted.value)));
}

export function clearCount(): void {
  counted.value = emptyCount(today());
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
export function attendanceOf(
  count: Counted,
  about: {
    readonly scenario: Scenario;
    readonly language: WorkshopLanguage;
    readonly minutes: RoomMinutes;
  },
): Attendance {
  return readAttendance({ v: 1, type: 'workshop-attendance', ...about, ...count });
}

/** Another tab of this origin, or another build, may have left something else. */
function kept(): Counted | undefined {
  const text = sessionStorage.getItem(keptName);
  if (text === null) return undefined;
  try {
    return readCounted(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof PolicyFault) return undefined;
    throw cause;
  }
}
