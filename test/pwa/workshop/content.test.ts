import { describe, expect, it } from 'vitest';
import type { LangText } from '../../../policy/record.ts';
import {
  ages,
  answers,
  genders,
  moments,
  questions,
  statuses,
  tableTitles,
} from '../../../policy/workshop/attendance.ts';
import { scenarioSteps, scenarios, workshopSteps } from '../../../policy/workshop.ts';
import { cards } from '../../../pwa/workshop/content/cards.ts';
import { scenarioContent } from '../../../pwa/workshop/content/scenarios.ts';
import { actingFor, feedback, plan, toBring } from '../../../pwa/workshop/content/sheets.ts';
import { steps } from '../../../pwa/workshop/content/steps.ts';
import { readingEase } from '../words/reading-ease.ts';

/** Every text in both languages below a value, however it is nested. */
function textsIn(value: unknown): LangText[] {
  if (typeof value !== 'object' || value === null) return [];
  const { fr, en } = value as Partial<LangText>;
  if (typeof fr === 'string' && typeof en === 'string') return [{ fr, en }];
  return Object.values(value).flatMap(textsIn);
}

/** What one sheet of paper, or one card on a screen, says. */
const parts: Readonly<Record<string, LangText[]>> = {
  steps: textsIn(steps),
  ...Object.fromEntries(scenarios.map((name) => [name, textsIn(scenarioContent[name])])),
  plan: textsIn([plan, toBring]),
  'acting for somebody': textsIn(actingFor),
  'first steps': textsIn(cards.first),
  'going further': textsIn(cards.further),
  questions: textsIn([questions, feedback]),
};
const labels = textsIn([ages, answers, genders, moments, statuses, tableTitles]);
const all = [...Object.values(parts).flat(), ...labels];

describe('what mediators read and hand out', () => {
  it('reads easily in French, sheet by sheet', () => {
    const measured = Object.entries(parts).map(
      ([name, texts]) => [name, Math.round(readingEase(texts.map(({ fr }) => fr)))] as const,
    );
    expect(measured.filter(([, ease]) => ease < 80)).toEqual([]);
    expect(measured.length).toBe(11);
  });

  it('never says what only specialists say', () => {
    const forbidden =
      /finalité|traitement|responsable de|\bwallet\b|passkey|révoqu|revoke|\bconsent|opt-?in|controller|data subject|%/i;
    expect(all.filter(({ fr, en }) => forbidden.test(`${fr} ${en}`))).toEqual([]);
  });

  it('is typeset: no sign alone at the start of a French line, no straight apostrophe, nothing empty', () => {
    expect(all.length).toBeGreaterThan(120);
    expect(all.filter(({ fr }) => / [:;?!»]|« |'/.test(fr))).toEqual([]);
    expect(all.filter(({ en }) => /'/.test(en))).toEqual([]);
    expect(all.filter(({ fr, en }) => fr.trim() === '' || en.trim() === '')).toEqual([]);
  });
});

describe('a plan', () => {
  it('fills 45 minutes without a hole and without overlap', () => {
    expect(plan[0]?.from).toBe(0);
    expect(plan.at(-1)?.to).toBe(45);
    for (const [at, moment] of plan.entries()) {
      expect(moment.to).toBeGreaterThan(moment.from);
      if (at > 0) expect(moment.from).toBe(plan[at - 1]?.to);
    }
  });
});

describe('a scenario', () => {
  it('has goals, a question to talk about, and says only of its own steps', () => {
    for (const name of scenarios) {
      const { goals, say } = scenarioContent[name];
      expect(goals.length, name).toBe(3);
      for (const step of Object.keys(say)) expect(scenarioSteps[name] as readonly string[]).toContain(step);
    }
    expect(Object.keys(steps).sort()).toEqual([...workshopSteps].sort());
  });
});

describe('a deck of cards', () => {
  it('has six to eight short cards at each of two levels', () => {
    for (const level of ['first', 'further'] as const) {
      expect(cards[level].length).toBeGreaterThanOrEqual(6);
      expect(cards[level].length).toBeLessThanOrEqual(8);
      for (const { title, text, act } of cards[level])
        for (const lang of ['fr', 'en'] as const)
          expect(`${text[lang]} ${act[lang]}`.split(/\s+/).length, title[lang]).toBeLessThanOrEqual(35);
    }
  });
});
