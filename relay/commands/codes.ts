// npm run codes -- --count N [--year Y]: makes enrolment codes and prints them, once. Only their hashes are kept, so what
// was printed and lost is lost. Works beside a running relay, which names the key of the year in the log by itself.

import { parseArgs } from 'node:util';
import { newEnrolmentCode, writeEnrolmentCode } from '../../crypto/enrolment-code.ts';
import { yearOf } from '../../policy/instant.ts';
import { openIssuer, readOwnSettings } from '../main.ts';

const maxCount = 100_000;

const usage = (): never => {
  process.stderr.write(`expected: npm run codes -- --count N [--year Y], N from 1 to ${maxCount}\n`);
  process.exit(2);
};

function readArguments(): { count: number; year: number } {
  const thisYear = yearOf(Date.now());
  try {
    const { values } = parseArgs({ options: { count: { type: 'string' }, year: { type: 'string' } } });
    const count = Number(values.count);
    const year = values.year === undefined ? thisYear : Number(values.year);
    // For next year too: letters leave before it begins.
    if (!Number.isInteger(count) || count < 1 || count > maxCount) return usage();
    if (year !== thisYear && year !== thisYear + 1) {
      process.stderr.write(`expected ${thisYear} or ${thisYear + 1} as the year\n`);
      process.exit(2);
    }
    return { count, year };
  } catch {
    return usage();
  }
}

const { count, year } = readArguments();
const { dataDir, origin } = readOwnSettings();
const issuer = openIssuer(dataDir, origin, Date.now);
const codes = Array.from({ length: count }, newEnrolmentCode);
await issuer.keepCodes(year, codes);
await issuer.close();
process.stdout.write(`${codes.map(writeEnrolmentCode).join('\n')}\n`);
process.stderr.write(`${count} codes for ${year}, one a person. They are kept nowhere: hand them out.\n`);
