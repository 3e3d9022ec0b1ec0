import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PolicyFault } from '../../../policy/fault.ts';
import { maxPeople, momentNames, questionNames, tableNames } from '../../../policy/workshop/attendance.ts';
import { anAttendance } from '../../support/an-attendance.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The page of one tab: modules of its own, as each page has. */
async function aPage() {
  vi.resetModules();
  return import('../../../pwa/workshop/paths/attendance.ts');
}
type Page = Awaited<ReturnType<typeof aPage>>;

const whole = anAttendance();

/** As a mediator types it, box by box. */
function type(page: Page): void {
  page.setDay(whole.day);
  page.setPeople(whole.people);
  for (const table of tableNames)
    for (const [row, count] of Object.entries(whole[table])) page.setCount(table, row, count);
  for (const moment of momentNames)
    for (const question of questionNames)
      for (const answer of [1, 2, 3, 4] as const)
        page.setAnswers(moment, question, answer, whole.measure[moment][question][answer]);
}

describe('the count of who came', () => {
  it('goes from an empty page to the file, box by box', async () => {
    const page = await aPage();
    page.keepCounting();
    expect(page.counted.value).toEqual(page.emptyCount(page.today()));
    type(page);
    expect(page.countFaults(page.counted.value)).toEqual([]);
    const { scenario, language, minutes } = whole;
    expect(page.attendanceOf(page.counted.value, { scenario, language, minutes })).toEqual(whole);
  });

  it('says of which room it is, also after the room’s end and a reload', async () => {
    const chosen = { scenario: 'bike-grant', language: 'fr', minutes: 60 } as const;
    const held = { scenario: 'fare', language: 'en', minutes: 45 } as const;
    const before = await aPage();
    expect(before.openingOf(held, chosen)).toEqual(held);
    const after = await aPage();
    expect(after.openingOf(undefined, chosen)).toEqual(held);
    const next = { ...held, minutes: 60 } as const;
    expect(after.openingOf(next, chosen)).toEqual(next);
    after.keepCounting();
    after.clearCount();
    expect(after.openingOf(undefined, chosen)).toEqual(chosen);
    kept.set('vav-workshop-opening', '{"scenario":"nothing of ours"}');
    expect(after.openingOf(undefined, chosen)).toEqual(chosen);
  });

  it('is there after a reload, and gone once it is cleared', async () => {
    const before = await aPage();
    before.keepCounting();
    type(before);
    const after = await aPage();
    after.keepCounting();
    expect(after.counted.value).toEqual(before.counted.value);
    after.clearCount();
    const last = await aPage();
    last.keepCounting();
    expect(last.counted.value).toEqual(last.emptyCount(last.today()));
  });

  it('has the day of the mediator’s own calendar', async () => {
    const { today } = await aPage();
    expect(today(new Date(2026, 0, 2, 23, 59))).toBe('2026-01-02');
    expect(today(new Date(2026, 10, 28, 0, 1))).toBe('2026-11-28');
  });
});

describe('a step that fails', () => {
  it('begins anew where the tab holds something that is no count', async () => {
    for (const left of ['{', 'null', '[]', JSON.stringify({ day: '2026-11-28', people: 3 })]) {
      kept.set('vav-workshop-attendance', left);
      const page = await aPage();
      page.keepCounting();
      expect(page.counted.value, left).toEqual(page.emptyCount(page.today()));
    }
  });

  it('takes nothing typed, and nothing that is no number of people, for nobody', async () => {
    const { countOf } = await aPage();
    expect(['', 'x', '-1', '2.5', String(maxPeople + 1)].map(countOf)).toEqual([0, 0, 0, 0, 0]);
    expect(['0', '12', String(maxPeople)].map(countOf)).toEqual([0, 12, maxPeople]);
  });

  it('asks for the day and the people first, then for the sums that do not add up', async () => {
    const page = await aPage();
    page.counted.value = page.emptyCount('');
    expect(page.countFaults(page.counted.value)).toEqual([{ where: 'day' }, { where: 'people' }]);
    type(page);
    page.setDay('2026-02-30');
    expect(page.countFaults(page.counted.value)).toEqual([{ where: 'day' }]);
    page.setDay(whole.day);
    page.setCount('gender', 'women', 8);
    page.setAnswers('after', 'know', 4, 9);
    expect(page.countFaults(page.counted.value)).toEqual([
      { where: 'gender', sum: 13, people: 12 },
      { where: 'after.know', sum: 14, people: 12 },
    ]);
  });

  it('makes no file of a count that does not add up', async () => {
    const page = await aPage();
    page.counted.value = page.emptyCount('');
    type(page);
    page.setPeople(11);
    const { scenario, language, minutes } = whole;
    expect(() => page.attendanceOf(page.counted.value, { scenario, language, minutes })).toThrow(
      expect.objectContaining({ name: PolicyFault.name }),
    );
  });
});
