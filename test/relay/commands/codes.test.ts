import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrolmentContext } from '../../../crypto/account.ts';
import { readEnrolmentCode } from '../../../crypto/enrolment-code.ts';
import { blindFor, codeOf, type Desk, openDesk } from '../issuer/desk.ts';

const program = fileURLToPath(new URL('../../../relay/commands/codes.ts', import.meta.url));
const thisYear = new Date().getUTCFullYear();

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

function run(...given: string[]): Promise<{ status: number; out: string; err: string }> {
  const env = { ...process.env, DATA_DIR: desk.folder, ORIGIN: 'https://relay.example' };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given], { env }, (cause, out, err) => {
      resolve({ status: cause === null ? 0 : Number(cause.code), out, err });
    });
  });
}

describe('npm run codes', () => {
  it('prints codes once, that the running relay exchanges', { timeout: 30_000 }, async () => {
    const { status, out, err } = await run('--count', '3');
    expect(status).toBe(0);
    expect(err).toContain(`3 codes for ${thisYear}`);
    const codes = out.trim().split('\n');
    expect(new Set(codes.map((code) => readEnrolmentCode(code).join()))).toHaveProperty('size', 3);
    await desk.publish();
    const { tokenKey } = (await desk.issuer.enrolments()).find(({ year }) => year === thisYear) ?? {
      tokenKey: '',
    };
    for (const code of codes) {
      const { blinded } = blindFor(tokenKey, enrolmentContext(thisYear));
      expect((await desk.post('/enrolment', { code, year: thisYear, blinded })).status).toBe(200);
      const other = blindFor(tokenKey, enrolmentContext(thisYear));
      const again = await desk.post('/enrolment', { code, year: thisYear, blinded: other.blinded });
      expect(await codeOf(again)).toBe('code-used');
    }
  });

  it('makes them for next year too, and for no other', { timeout: 30_000 }, async () => {
    expect((await run('--count', '1', '--year', String(thisYear + 1))).status).toBe(0);
    await desk.publish();
    expect((await desk.issuer.enrolments()).map(({ year }) => year)).toContain(thisYear + 1);
    expect((await run('--count', '1', '--year', String(thisYear - 1))).status).toBe(2);
  });

  it('says what it expects', { timeout: 30_000 }, async () => {
    for (const given of [
      [],
      ['--count', '0'],
      ['--count', 'ten'],
      ['--count', '100001'],
      ['--number', '3'],
    ]) {
      const { status, out, err } = await run(...given);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toMatch(/^expected/);
    }
  });
});
