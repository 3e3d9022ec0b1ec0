import { describe, expect, it } from 'vitest';
import { maxCasesBytes } from '../../policy/cases.ts';
import { maxReportBytes } from '../../policy/gain.ts';
import { isProblemCode, problemCodes, problemOf, problemStatus, problemWords } from '../../policy/problem.ts';
import { maxStopSecrets, pathOf, routes, walletRoutes } from '../../policy/routes.ts';
import { maxRulesBytes } from '../../policy/rules.ts';

describe('the table of doors', () => {
  it('has one door for each method and path', () => {
    const doors = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(doors).size).toBe(doors.length);
  });

  it('states a limit wherever something may come in, and nowhere else', () => {
    for (const route of Object.values(routes)) {
      expect(route.limitBytes > 0, route.path).toBe(route.method === 'POST');
      expect(route.limitBytes).toBeLessThanOrEqual(maxRulesBytes + maxCasesBytes);
    }
    expect(routes.keepRules.limitBytes).toBe(maxRulesBytes + maxCasesBytes);
    expect(routes.keepRulesChange.limitBytes).toBe(maxReportBytes);
  });

  it('lets in every stop secret of a full card', () => {
    const call = JSON.stringify({ secrets: Array.from({ length: maxStopSecrets }, () => 'x'.repeat(43)) });
    expect(call.length).toBeLessThan(routes.stop.limitBytes);
  });

  it('gives wallets no door that wants a cookie or a party’s signature', () => {
    for (const name of walletRoutes)
      expect(['anyone', 'record', 'mailbox', 'account', 'handle']).toContain(routes[name].caller);
  });

  it('writes the address of a door', () => {
    expect(pathOf('readParty', { id: 'abc' })).toBe('/party/abc');
    expect(pathOf('readTile', { level: '0', n: 'x001/234.p/5' })).toBe('/log/tile/0/x001/234.p/5');
    for (const id of ['', '..', 'a/../b', 'a b', '?x', '/x', 'x/'])
      expect(() => pathOf('readParty', { id })).toThrow();
    expect(() => pathOf('readParty')).toThrow('id');
  });
});

describe('a problem', () => {
  it('has a sentence and an advice in both languages, and a status that is not the caller’s riddle', () => {
    for (const code of problemCodes) {
      const problem = problemOf(code);
      expect(problem.status).toBe(problemStatus[code]);
      expect(problem.type).toContain(code);
      for (const lang of ['fr', 'en'] as const) {
        expect(problemWords(code, lang).said, code).toMatch(/[.!?]$/);
        expect(problemWords(code, lang).todo, code).toMatch(/[.!?]$/);
      }
      expect(problem.fr).not.toBe(problem.en);
    }
  });

  it('is the relay’s own fault only where it says so', () => {
    const own = problemCodes.filter((code) => problemStatus[code] >= 500);
    // Or of the aggregator beside it, which runs elsewhere.
    expect(own).toEqual(['relay-unready', 'relay-failed', 'helper-absent']);
  });

  it('may say to developers what was expected', () => {
    expect(problemOf('body-oversize', 'expected at most 16384 bytes').detail).toBe(
      'expected at most 16384 bytes',
    );
    expect('detail' in problemOf('body-oversize')).toBe(false);
  });

  it('has a code of the list', () => {
    expect(isProblemCode('signature-invalid')).toBe(true);
    expect(isProblemCode('toString')).toBe(false);
  });

  it('speaks French with its own apostrophe and spaces', () => {
    for (const code of problemCodes) {
      const { said, todo } = problemWords(code, 'fr');
      expect(`${said} ${todo}`).not.toContain("'");
    }
  });
});
