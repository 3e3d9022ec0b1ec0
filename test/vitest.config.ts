import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { memoryFolder } from './support/memory-folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where vitest leaves its own report; `test/report.ts` counts it. */
const reportFile = 'build/test-report.json';

const isLong = process.env.LONG === '1';
const memory = memoryFolder();

// Three kinds of test, started one after the other: a browser or a bench of checks beside five hundred small
// tests on two cores makes time-outs, and a time-out says nothing about the code.
export default defineConfig({
  root,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    reporters: ['default', ['json', { outputFile: reportFile }]],
    maxWorkers: 2,
    restoreMocks: true,
    // The programs that tests start, some hundred times, read their own modules from there when they were read once.
    env: {
      LONG: isLong ? '1' : '',
      NODE_COMPILE_CACHE: `${root}build/compile-cache`,
      ...(memory === undefined ? {} : { TMPDIR: memory, KEPT_FOLDER: tmpdir() }),
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', 'test/checks/**'],
          testTimeout: isLong ? 600_000 : 40_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'checks',
          include: ['test/checks/**/*.test.ts'],
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // One walk over more than a hundred screens; a busy machine needs its time.
          testTimeout: isLong ? 3_600_000 : 900_000,
          hookTimeout: 240_000,
          // As long as `test/support/journey.ts` waits: one second says how busy the machine is.
          expect: { poll: { timeout: 20_000 } },
          globalSetup: ['test/browser/build.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
