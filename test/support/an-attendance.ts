import type { Attendance, Measure } from '../../policy/workshop/attendance.ts';

/** Twelve people whose tables add up; ten of them answered before, eleven after. */
export function anAttendance(changes: Partial<Attendance> = {}): Attendance {
  const before = { 1: 3, 2: 4, 3: 2, 4: 1 };
  const after = { 1: 0, 2: 1, 3: 4, 4: 6 };
  const all = (counts: typeof before) => ({
    know: counts,
    refuse: counts,
    stop: counts,
    understand: counts,
    alone: counts,
  });
  const measure: Measure = { before: all(before), after: all(after) };
  return {
    v: 1,
    type: 'workshop-attendance',
    day: '2026-11-28',
    scenario: 'bike-grant',
    language: 'fr',
    minutes: 60,
    people: 12,
    gender: { women: 7, men: 4, 'not-told': 1 },
    age: {
      'under-12': 0,
      '12-17': 1,
      '18-24': 1,
      '25-39': 2,
      '40-59': 3,
      '60-69': 3,
      '70-and-over': 2,
      'not-told': 0,
    },
    status: { school: 1, work: 4, 'out-of-work': 2, retired: 5, 'not-told': 0 },
    measure,
    ...changes,
  };
}
