import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../crypto/encode.ts';
import { Issuer } from '../../../relay/issuer/issuer.ts';
import { openSqliteIssuer } from '../../../relay/store/sqlite-issuer.ts';
import { blindFor } from './desk.ts';

const digest = 'A'.repeat(43);
const at = '2026-11-21T10:05:00Z';
let folder: string;
let tokenKey: string;
let stock: string[];

const open = () =>
  new Issuer({
    store: openSqliteIssuer(join(folder, 'issuer.db')),
    origin: 'https://relay.example',
    now: () => Date.parse(at),
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'issuer-'));
  const issuer = open();
  const study = {
    study: digest,
    costMillionths: 500_000,
    enrolment: 'account',
    opens: at,
    closes: '2026-12-21T00:00:00Z',
  } as const;
  ({ tokenKey } = await issuer.openStudy(study));
  await issuer.close();
  stock = Array.from({ length: 4 }, () => blindFor(tokenKey, fromBase64url(digest)).blinded);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  step: 'asked' | 'given' | 'committed';
  account: string;
  blinded: string;
  signature: string;
}

function start(how: string, run: string): { child: ChildProcess; lines: Line[]; over: Promise<void> } {
  const script = fileURLToPath(new URL('writer.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder, digest, how, run, ...stock], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  let rest = '';
  child.stdout?.on('data', (piece: Buffer) => {
    const texts = (rest + piece.toString()).split('\n');
    rest = texts.pop() ?? '';
    lines.push(...texts.map((text) => JSON.parse(text) as Line));
  });
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return { child, lines, over };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const answerOf = (issuer: Issuer, account: string, blinded: string): Promise<string> =>
  issuer.giveToken(account, digest, fromBase64url(blinded)).then(toBase64url, (cause: unknown) => {
    return (cause as { code: string }).code;
  });

describe('an issuer that is killed', () => {
  it('between COMMIT and answer gives the same answer again, and no other', { timeout: 30_000 }, async () => {
    const { child, lines, over } = start('hang', 'hang');
    await until(() => lines.some(({ step }) => step === 'committed'));
    child.kill('SIGKILL');
    await over;
    const committed = lines.filter(({ step }) => step === 'committed');
    expect(committed.length).toBeGreaterThan(0);
    expect(lines.some(({ step }) => step === 'given')).toBe(false);
    const issuer = open();
    for (const { account } of committed) {
      const { blinded = '' } = lines.find((line) => line.account === account) ?? {};
      const other = stock.find((entry) => entry !== blinded) ?? '';
      expect(await answerOf(issuer, account, other)).toBe('token-given');
      const signature = await answerOf(issuer, account, blinded);
      expect(signature).toHaveLength(342);
      expect(await answerOf(issuer, account, blinded)).toBe(signature);
      expect((await issuer.budgetOf(account)).spent).toHaveLength(1);
    }
    await issuer.close();
  });

  it('at any moment forgets nothing that it answered, and gives nothing twice', {
    timeout: 60_000,
  }, async () => {
    let given = 0;
    let open1 = 0;
    for (let run = 0; run < 8; run++) {
      const { child, lines, over } = start('go', String(run));
      await until(() => lines.some(({ step }) => step === 'given'));
      await new Promise((resolve) => setTimeout(resolve, (run * 37) % 101));
      child.kill('SIGKILL');
      await over;
      const issuer = open();
      const answered = new Map(
        lines.filter(({ step }) => step === 'given').map(({ account, signature }) => [account, signature]),
      );
      for (const { account, blinded } of lines.filter(({ step }) => step === 'asked')) {
        const other = stock.find((entry) => entry !== blinded) ?? '';
        const signature = answered.get(account);
        if (signature === undefined) {
          // Not answered: kept or not, and either is whole.
          open1 += 1;
          const now = await answerOf(issuer, account, blinded);
          expect(now).toHaveLength(342);
        } else {
          given += 1;
          expect(await answerOf(issuer, account, other)).toBe('token-given');
          expect(await answerOf(issuer, account, blinded)).toBe(signature);
        }
        expect((await issuer.budgetOf(account)).spent).toEqual([{ study: digest, costMillionths: 500_000 }]);
      }
      await issuer.close();
    }
    expect(given).toBeGreaterThan(50);
    expect(open1).toBeGreaterThan(0);
  });
});
