import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partyRoles } from '../../../policy/party.ts';
import { procedureOf } from '../../../policy/thread/procedure.ts';
import { frenchLadder } from '../../../policy/thread/procedure-france.ts';
import { nextStepCodes, openingReasons, threadKinds } from '../../../policy/thread/reason.ts';
import { threadStates } from '../../../policy/thread/standing.ts';
import { readingEase } from '../../pwa/words/reading-ease.ts';

const page = readFileSync(new URL('../../../docs/procedures.md', import.meta.url), 'utf8');

describe('the ways that are open to a person', () => {
  it('have each a text in both languages, an address where there is one, and a source', () => {
    for (const { code, text, where, source } of frenchLadder) {
      expect(text.fr, code).toMatch(/[.!?]$/);
      expect(text.en, code).toMatch(/[.!?]$/);
      expect(text.fr).not.toContain("'");
      expect(source.length, code).toBeGreaterThan(5);
      if (where !== null) expect(where).toMatch(/^https:\/\//);
    }
  });

  it('are told in French that is easy to read', () => {
    expect(readingEase(frenchLadder.map(({ text }) => text.fr))).toBeGreaterThanOrEqual(80);
  });

  it('are in the page of procedures, with every article that the data names', () => {
    for (const code of nextStepCodes.filter((step) => step !== 'none-needed')) {
      expect(
        frenchLadder.some((step) => step.code === code),
        code,
      ).toBe(true);
      expect(page).toContain(`\`${code}\``);
    }
    const articles = frenchLadder.flatMap(({ source }) => source.match(/[LR]\d+(?:-\d+)+|\d{4}-\d+/g) ?? []);
    expect(articles.length).toBeGreaterThan(8);
    for (const article of articles) expect(page, article).toContain(article);
    for (const state of threadStates) expect(page).toContain(`\`${state}\``);
  });

  it('leave nobody without one: each kind about a person has a way to complain and a court', () => {
    for (const role of partyRoles) {
      for (const kind of ['contest', 'rights', 'deletion'] as const) {
        const codes = procedureOf({ kind, reason: openingReasons[kind][0] }, { role }).ladder.map(
          ({ code }) => code,
        );
        expect(codes, `${role} ${kind}`).toContain('cnil');
        expect(
          codes.some((code) => code.startsWith('court-')),
          `${role} ${kind}`,
        ).toBe(true);
      }
    }
  });

  it('can be called for by the code of an answer once only', () => {
    for (const role of partyRoles) {
      for (const kind of threadKinds) {
        for (const reason of openingReasons[kind]) {
          const codes = procedureOf({ kind, reason }, { role }).ladder.map(({ code }) => code);
          expect(new Set(codes).size, `${role} ${kind} ${reason}`).toBe(codes.length);
        }
      }
    }
  });
});

describe('a procedure', () => {
  it('gives one month everywhere, and more time only where a law does', () => {
    for (const kind of threadKinds) {
      const { reply, extension, source } = procedureOf(
        { kind, reason: openingReasons[kind][0] },
        { role: 'city' },
      );
      expect(reply).toEqual({ months: 1 });
      const isByLaw = source.startsWith('RGPD');
      expect(extension).toEqual(isByLaw ? { months: 2 } : null);
    }
  });
});
