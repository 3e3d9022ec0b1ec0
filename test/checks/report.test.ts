import { describe, expect, it } from 'vitest';
import { countReport } from '../report.ts';
import { buildHouse, projectFile } from './house.ts';

const report = (changes: object): string =>
  JSON.stringify({
    success: true,
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{}] }],
    ...changes,
  });

describe('the last line of a run', () => {
  it('counts what passed and failed', () => {
    expect(countReport(report({}))).toEqual({ line: '3 passed, 0 failed', isGreen: true });
    expect(countReport(report({ success: false, numFailedTests: 2 }))).toEqual({
      line: '3 passed, 2 failed',
      isGreen: false,
    });
  });

  it('says what was skipped', () => {
    expect(countReport(report({ numPendingTests: 1, numTodoTests: 1 })).line).toBe(
      '3 passed, 0 failed, 2 skipped',
    );
  });

  it('counts a file that could not be read as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(countReport(report({ success: false, testResults }))).toEqual({
      line: '3 passed, 1 failed',
      isGreen: false,
    });
  });

  it('counts a fault outside of every test as a failure', () => {
    expect(countReport(report({ success: false })).line).toBe('3 passed, 1 failed');
  });

  it('is not green when no test ran', () => {
    expect(countReport(report({ numPassedTests: 0, testResults: [] })).isGreen).toBe(false);
    expect(countReport(undefined)).toEqual({ line: '0 passed, 1 failed', isGreen: false });
  });

  it('ends the run with a status of its own', async () => {
    const house = buildHouse();
    try {
      const run = (file: string) => house.run('node', projectFile('test/report.ts'), file);
      expect(await run('nowhere.json')).toMatchObject({ status: 1 });
      house.write('red.json', report({ success: false, numFailedTests: 1 }));
      expect(await run('red.json')).toEqual({ status: 1, said: '3 passed, 1 failed\n' });
      house.write('green.json', report({}));
      expect(await run('green.json')).toEqual({ status: 0, said: '3 passed, 0 failed\n' });
    } finally {
      house.destroy();
    }
  });

  it('is counted from what vitest really writes', async () => {
    const house = buildHouse();
    try {
      const open = "import { expect, it } from 'vitest';\n";
      house.write(
        'one.test.ts',
        `${open}it('holds', () => expect(1).toBe(1));\nit.skip('waits', () => {});\n`,
      );
      house.write('two.test.ts', `${open}it('breaks', () => expect(1).toBe(2));\n`);
      house.write('three.test.ts', "import './nowhere.ts';\n");
      house.write('package.json', '{"type":"module"}');
      const { symlinkSync, readFileSync } = await import('node:fs');
      symlinkSync(projectFile('node_modules'), `${house.folder}/node_modules`);
      await house.run('vitest', 'run', '--reporter=json', '--outputFile=report.json');
      expect(countReport(readFileSync(`${house.folder}/report.json`, 'utf8'))).toEqual({
        line: '1 passed, 2 failed, 1 skipped',
        isGreen: false,
      });
    } finally {
      house.destroy();
    }
  });
});
