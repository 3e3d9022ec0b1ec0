/**
 * Counts vitest's own report and says it in the one line that ends a run of `.ci/run`.
 *
 *   node test/report.ts build/test-report.json
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The part of vitest's JSON report that is counted. */
interface TestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that could not even be read counts as one failure, and so does a run that failed outside of every test. */
export function countReport(text: string | undefined): { line: string; isGreen: boolean } {
  if (text === undefined) return say(0, 1, 0);
  const report = JSON.parse(text) as TestReport;
  const unread = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unread;
  return say(
    report.numPassedTests,
    failed === 0 && !report.success ? 1 : failed,
    report.numPendingTests + report.numTodoTests,
  );
}

function say(passed: number, failed: number, skipped: number): { line: string; isGreen: boolean } {
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return { line: counts.join(', '), isGreen: failed === 0 && passed > 0 };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = process.argv[2] ?? 'build/test-report.json';
  const { line, isGreen } = countReport(existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  if (!existsSync(file)) console.error(`no report at \`${file}\`: the checks before the tests failed`);
  console.log(line);
  process.exitCode = isGreen ? 0 : 1;
}
