/**
 * Who came to a workshop, as counts and nothing else: three tables of which each adds up to the people who came, never one
 * crossed with another. The rows are those of the report that French funders ask of mediators (La Coop de la médiation
 * numérique: genre, tranche d'âge, statut; read in November 2026).
 */
import { PolicyFault } from '../fault.ts';
import { date, either, literal, object, oneOf, reader, type Schema, whole } from '../read.ts';
import type { LangText } from '../record.ts';
import {
  type RoomMinutes,
  roomMinutes,
  type Scenario,
  scenarios,
  type WorkshopLanguage,
} from '../workshop.ts';

export const maxPeople = 500;

export const genders = {
  women: { fr: 'Femmes', en: 'Women' },
  men: { fr: 'Hommes', en: 'Men' },
  'not-told': { fr: 'Non communiqué', en: 'Not told' },
} as const satisfies Record<string, LangText>;

export const ages = {
  'under-12': { fr: 'Moins de 12 ans', en: 'Under 12' },
  '12-17': { fr: '12 à 17 ans', en: '12 to 17' },
  '18-24': { fr: '18 à 24 ans', en: '18 to 24' },
  '25-39': { fr: '25 à 39 ans', en: '25 to 39' },
  '40-59': { fr: '40 à 59 ans', en: '40 to 59' },
  '60-69': { fr: '60 à 69 ans', en: '60 to 69' },
  '70-and-over': { fr: '70 ans et plus', en: '70 and over' },
  'not-told': { fr: 'Non communiqué', en: 'Not told' },
} as const satisfies Record<string, LangText>;

export const statuses = {
  school: { fr: 'Scolarisé', en: 'At school or studying' },
  work: { fr: 'En emploi', en: 'In work' },
  'out-of-work': { fr: 'Sans emploi', en: 'Out of work' },
  retired: { fr: 'Retraité', en: 'Retired' },
  'not-told': { fr: 'Non communiqué', en: 'Not told' },
} as const satisfies Record<string, LangText>;

export const tables = { gender: genders, age: ages, status: statuses } as const;
export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];
export const tableTitles: Readonly<Record<TableName, LangText>> = {
  gender: { fr: 'Genre', en: 'Gender' },
  age: { fr: 'Âge', en: 'Age' },
  status: { fr: 'Situation', en: 'Status' },
};

/** The same five before and after, answered by raised hands or on paper: 1 is « not at all », 4 is « yes ». */
export const questions = {
  know: {
    fr: 'Je sais qui a des données sur moi.',
    en: 'I know who has data about me.',
  },
  refuse: { fr: 'Je sais dire non.', en: 'I know how to say no.' },
  stop: { fr: 'Je sais arrêter un partage.', en: 'I know how to stop a share.' },
  understand: {
    fr: 'Je comprends comment on a calculé pour moi.',
    en: 'I understand what was calculated about me.',
  },
  alone: { fr: 'Je peux le refaire sans aide.', en: 'I can do it again without help.' },
} as const satisfies Record<string, LangText>;
export type Question = keyof typeof questions;
export const questionNames = Object.keys(questions) as Question[];

export const answers = {
  1: { fr: 'Pas du tout', en: 'Not at all' },
  2: { fr: 'Un peu', en: 'A little' },
  3: { fr: 'Plutôt', en: 'Rather' },
  4: { fr: 'Oui', en: 'Yes' },
} as const satisfies Record<number, LangText>;
export type Answer = keyof typeof answers;
export const answerValues = [1, 2, 3, 4] as const satisfies readonly Answer[];

export const moments = {
  before: { fr: 'Avant', en: 'Before' },
  after: { fr: 'Après', en: 'After' },
} as const satisfies Record<string, LangText>;
export type Moment = keyof typeof moments;
export const momentNames = Object.keys(moments) as Moment[];

export type Counts<K extends string | number> = Readonly<Record<K, number>>;
export type Measure = Readonly<Record<Moment, Readonly<Record<Question, Counts<Answer>>>>>;

export interface Attendance {
  readonly v: 1;
  readonly type: 'workshop-attendance';
  readonly day: string;
  readonly scenario: Scenario;
  readonly language: WorkshopLanguage;
  readonly minutes: RoomMinutes;
  readonly people: number;
  readonly gender: Counts<keyof typeof genders>;
  readonly age: Counts<keyof typeof ages>;
  readonly status: Counts<keyof typeof statuses>;
  readonly measure: Measure;
}

const count = whole(0, maxPeople);
const each = <K extends string, T>(names: readonly K[], schema: Schema<T>): Schema<Record<K, T>> =>
  object(
    Object.fromEntries(names.map((name) => [name, schema])) as Record<K, Schema<T>>,
  ) as unknown as Schema<Record<K, T>>;
const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => Object.keys(table) as K[];

const measured = each(questionNames, each(['1', '2', '3', '4'], count));
const counts = {
  gender: each(keysOf(genders), count),
  age: each(keysOf(ages), count),
  status: each(keysOf(statuses), count),
  measure: object({ before: measured, after: measured }),
};
const readShape = reader(
  object({
    v: literal(1),
    type: literal('workshop-attendance'),
    day: date,
    scenario: oneOf(scenarios),
    language: oneOf(['fr', 'en']),
    minutes: oneOf(roomMinutes),
    people: whole(1, maxPeople),
    ...counts,
  }),
  'workshop-invalid',
);

/** What is counted, without the workshop that it was counted in. */
export type Counted = Omit<Attendance, 'v' | 'type' | 'scenario' | 'language' | 'minutes'>;
/** While it is typed: perhaps no day and nobody yet, and sums that do not add up yet. */
export const readCounted = reader(
  object({ day: either([literal(''), date]), people: whole(0, maxPeople), ...counts }),
  'workshop-invalid',
) as (value: unknown) => Counted;

export const sumOf = (counts: Readonly<Record<string | number, number>>): number =>
  Object.values(counts).reduce((sum, one) => sum + one, 0);

/** A sum that differs from the people who came. Fewer may answer the questions; more cannot. */
export interface SumFault {
  readonly where: TableName | `${Moment}.${Question}`;
  readonly sum: number;
  readonly people: number;
}

export function sumFaults({
  people,
  measure,
  ...rest
}: Pick<Attendance, 'people' | 'measure' | TableName>): readonly SumFault[] {
  const ofTables = tableNames
    .map((where) => ({ where, sum: sumOf(rest[where]), people }))
    .filter(({ sum }) => sum !== people);
  const ofMeasure = momentNames.flatMap((moment) =>
    questionNames
      .map((question) => ({
        where: `${moment}.${question}` as const,
        sum: sumOf(measure[moment][question]),
        people,
      }))
      .filter(({ sum }) => sum > people),
  );
  return [...ofTables, ...ofMeasure];
}

/** The file of a workshop; its fault names the table whose sum differs. */
export function readAttendance(value: unknown): Attendance {
  const attendance = readShape(value) as Attendance;
  const [fault] = sumFaults(attendance);
  if (fault !== undefined) {
    const { where, sum, people } = fault;
    const expected = where.includes('.') ? `at most \`${people}\`` : `\`${people}\``;
    throw new PolicyFault('workshop-invalid', `expected a sum of ${expected}, found \`${sum}\``, where);
  }
  return attendance;
}
