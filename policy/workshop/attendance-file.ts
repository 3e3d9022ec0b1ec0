/** The attendance as files: JSON as it is, CSV in one long table with French headers and keys that never change. */
import {
  type Attendance,
  answers,
  answerValues,
  momentNames,
  moments,
  questionNames,
  questions,
  sumOf,
  tableNames,
  tables,
  tableTitles,
} from './attendance.ts';

export const attendanceJson = (attendance: Attendance): string => `${JSON.stringify(attendance, null, 2)}\n`;

export const csvHeader = ['cle', 'rubrique', 'libelle', 'valeur'] as const;
/** By which spreadsheets set to French open it in columns. */
const separator = ';';
/** Without it they take the letters with accents for others. */
const byteOrderMark = '\uFEFF';

export function attendanceRows(
  attendance: Attendance,
): readonly (readonly [string, string, string, string])[] {
  const { day, scenario, language, minutes, people, measure } = attendance;
  const about = 'Atelier';
  return [
    ['day', about, 'Date', day],
    ['scenario', about, 'Scénario', scenario],
    ['language', about, 'Langue', language],
    ['minutes', about, 'Durée en minutes', String(minutes)],
    ['people', about, 'Personnes venues', String(people)],
    ...tableNames.flatMap((table) => {
      const counts: Readonly<Record<string, number>> = attendance[table];
      return Object.entries(tables[table]).map(
        ([key, label]) => [`${table}.${key}`, tableTitles[table].fr, label.fr, String(counts[key])] as const,
      );
    }),
    ...momentNames.flatMap((moment) =>
      questionNames.flatMap((question) => [
        ...answerValues.map(
          (answer) =>
            [
              `${moment}.${question}.${answer}`,
              `${moments[moment].fr} : ${questions[question].fr}`,
              answers[answer].fr,
              String(measure[moment][question][answer]),
            ] as const,
        ),
        [
          `${moment}.${question}.answers`,
          `${moments[moment].fr} : ${questions[question].fr}`,
          'Réponses',
          String(sumOf(measure[moment][question])),
        ] as const,
      ]),
    ),
  ];
}

/** RFC 4180 but for the separator. Every cell is a word or a number of ours, so none begins a formula. */
export function attendanceCsv(attendance: Attendance): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator);
  return byteOrderMark + [csvHeader, ...attendanceRows(attendance)].map((row) => `${line(row)}\r\n`).join('');
}
