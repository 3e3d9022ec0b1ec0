import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../../policy/fault.ts';
import {
  type Attendance,
  answerValues,
  maxPeople,
  momentNames,
  questionNames,
  readAttendance,
  readCounted,
  sumFaults,
  tableNames,
  tables,
} from '../../../policy/workshop/attendance.ts';
import { attendanceCsv, attendanceJson, csvHeader } from '../../../policy/workshop/attendance-file.ts';
import { anAttendance } from '../../support/an-attendance.ts';

/** So many people, put into the rows of a table by lot. */
const split = (rows: readonly string[], people: number) =>
  fc
    .array(fc.nat({ max: rows.length - 1 }), { minLength: people, maxLength: people })
    .map((places) =>
      Object.fromEntries(rows.map((row, at) => [row, places.filter((place) => place === at).length])),
    );

const attendances = fc.integer({ min: 1, max: 60 }).chain((people) =>
  fc
    .record({
      tables: fc.record(
        Object.fromEntries(tableNames.map((name) => [name, split(Object.keys(tables[name]), people)])),
      ),
      answered: fc.array(
        fc.nat({ max: people }).chain((count) => split(['1', '2', '3', '4'], count)),
        { minLength: 10, maxLength: 10 },
      ),
    })
    .map(({ tables: made, answered }) => {
      const measure = Object.fromEntries(
        momentNames.map((moment, at) => [
          moment,
          Object.fromEntries(questionNames.map((question, n) => [question, answered[at * 5 + n]])),
        ]),
      );
      return { ...anAttendance(), people, ...made, measure } as unknown as Attendance;
    }),
);

const whereOf = (value: unknown): string => {
  try {
    readAttendance(value);
  } catch (cause) {
    if (cause instanceof PolicyFault) return cause.where;
    throw cause;
  }
  return 'nowhere';
};

describe('the attendance of a workshop', () => {
  it('is taken when every table adds up to the people who came', () => {
    fc.assert(
      fc.property(attendances, (attendance) => {
        expect(readAttendance(JSON.parse(attendanceJson(attendance)))).toEqual(attendance);
        expect(sumFaults(attendance)).toEqual([]);
      }),
    );
  });

  it('is refused by the name of the table whose sum differs by one, more or less', () => {
    fc.assert(
      fc.property(attendances, fc.constantFrom(...tableNames), fc.nat(), (attendance, table, pick) => {
        const rows = Object.keys(attendance[table]);
        const row = rows[pick % rows.length] as string;
        const counts: Readonly<Record<string, number>> = attendance[table];
        for (const by of [1, -1]) {
          const count = (counts[row] ?? 0) + by;
          if (count < 0) continue;
          const wrong = { ...attendance, [table]: { ...counts, [row]: count } };
          expect(whereOf(wrong)).toBe(table);
          expect(sumFaults(wrong).map(({ where }) => where)).toEqual([table]);
        }
      }),
    );
  });

  it('takes fewer answers than people, and is refused by the name of the question that has more', () => {
    const { measure } = anAttendance();
    const stop = { 1: 13, 2: 0, 3: 0, 4: 0 };
    const wrong = anAttendance({ measure: { ...measure, after: { ...measure.after, stop } } });
    expect(whereOf(wrong)).toBe('after.stop');
    const nobody = { 1: 0, 2: 0, 3: 0, 4: 0 };
    const silent = anAttendance({ measure: { ...measure, before: { ...measure.before, know: nobody } } });
    expect(readAttendance(silent)).toEqual(silent);
  });

  it('has room for counts alone: no name, no crossing of two tables, no part of a person', () => {
    const right = anAttendance();
    const wrong: object[] = [
      { ...right, name: 'Mme Dupré' },
      { ...right, gender: { ...right.gender, other: 0 } },
      { ...right, people: 0 },
      { ...right, people: maxPeople + 1 },
      { ...right, people: 1.5 },
      { ...right, gender: { ...right.gender, women: -1 } },
      { ...right, gender: { ...right.gender, women: '7' } },
      { ...right, gender: { women: { 'under-12': 7 }, men: 4, 'not-told': 1 } },
      { ...right, day: '2026-02-30' },
      { ...right, minutes: 50 },
      { ...right, v: 2 },
    ];
    for (const value of [...wrong, null, [], 'x'])
      expect(() => readAttendance(value), JSON.stringify(value)).toThrow(PolicyFault);
  });

  it('may have neither day nor people while it is typed, and still no other field', () => {
    const { v: _v, type: _type, scenario: _s, language: _l, minutes: _m, ...counted } = anAttendance();
    expect(readCounted({ ...counted, day: '', people: 0 })).toEqual({ ...counted, day: '', people: 0 });
    expect(() => readCounted({ ...counted, name: 'x' })).toThrow(PolicyFault);
  });
});

describe('the page of the format', () => {
  it('opens with a file that is read, and its lines of CSV are those that are written', () => {
    const page = readFileSync(new URL('../../../docs/formats/workshop.md', import.meta.url), 'utf8');
    const [, json = '', csv = ''] = /```json\n([\s\S]*?)```[\s\S]*?```csv\n([\s\S]*?)```/.exec(page) ?? [];
    const attendance = readAttendance(JSON.parse(json));
    const written = attendanceCsv(attendance).slice(1).split('\r\n');
    expect(csv.trim().split('\n').length).toBeGreaterThan(4);
    expect(
      csv
        .trim()
        .split('\n')
        .filter((line) => !written.includes(line)),
    ).toEqual([]);
  });
});

describe('the file for a spreadsheet', () => {
  it('has French headers, one key a row and each key once, and gives back every number', () => {
    fc.assert(
      fc.property(attendances, (attendance) => {
        const text = attendanceCsv(attendance);
        expect(text.startsWith('\uFEFF')).toBe(true);
        const { data, errors, meta } = Papa.parse<Record<string, string>>(text.slice(1), {
          header: true,
          skipEmptyLines: true,
        });
        expect(errors).toEqual([]);
        expect(meta.delimiter).toBe(';');
        expect(meta.fields).toEqual([...csvHeader]);
        const values = new Map(data.map((row) => [row['cle'], row['valeur']]));
        expect(values.size).toBe(data.length);
        expect(values.get('people')).toBe(String(attendance.people));
        for (const table of tableNames)
          for (const [row, count] of Object.entries(attendance[table]))
            expect(values.get(`${table}.${row}`)).toBe(String(count));
        for (const moment of momentNames)
          for (const question of questionNames)
            for (const answer of answerValues)
              expect(values.get(`${moment}.${question}.${answer}`)).toBe(
                String(attendance.measure[moment][question][answer]),
              );
      }),
      { numRuns: 25 },
    );
  });

  it('holds no cell that a spreadsheet would take for a formula', () => {
    const { data } = Papa.parse<string[]>(attendanceCsv(anAttendance()).slice(1), { skipEmptyLines: true });
    expect(data.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});
