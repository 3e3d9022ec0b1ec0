import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../../crypto/random.ts';
import { minuteText } from '../../../policy/instant.ts';
import { yearlyMillionths } from '../../../policy/study/budget.ts';
import { codeOf, type Desk, openDesk, openStudy, signatureIn, TestAccount, type TestStudy } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe('one account on two phones', () => {
  it('gets one token of a thousand races', { timeout: 120_000 }, async () => {
    const seeds = Array.from({ length: 50 }, () => randomBytes(32));
    for (const seed of seeds) await new TestAccount(desk, seed).open();
    for (let at = 0; at < 20; at++) {
      const raced = await openStudy(desk, { costMillionths: 1000 });
      const [left = '', right = ''] = [raced.blind().blinded, raced.blind().blinded];
      for (const seed of seeds) {
        const phones = [new TestAccount(desk, seed), new TestAccount(desk, seed)] as const;
        const answers = await Promise.all([
          phones[0].ask(raced, left),
          phones[1].ask(raced, right),
          phones[0].ask(raced, left),
          phones[1].ask(raced, right),
        ]);
        const signed = answers.filter(({ status }) => status === 200);
        const refused = await Promise.all(answers.filter(({ status }) => status !== 200).map(codeOf));
        expect(refused).toEqual(['token-given', 'token-given']);
        expect(new Set(await Promise.all(signed.map(signatureIn))).size).toBe(1);
      }
    }
    for (const seed of seeds) {
      const { spent } = await new TestAccount(desk, seed).budget();
      expect(spent.filter(({ costMillionths }) => costMillionths === 1000)).toHaveLength(20);
    }
  });
});

describe('the budget of a year', () => {
  it('is never overdrawn by a wallet that asks for everything at once', { timeout: 120_000 }, async () => {
    const costs = [1, 20_000, 125_000, 500_000, 700_000, 1_100_000, 2_000_000, 2_000_001];
    // Each study with its cost; opened once, as keys take time.
    const nowMs = desk.clock.now();
    const studies = new Map<number, TestStudy[]>();
    for (const cost of costs) {
      const some: TestStudy[] = [];
      for (let at = 0; at < 3; at++)
        some.push(
          await openStudy(desk, {
            costMillionths: cost,
            opens: minuteText(nowMs - 86_400_000),
            closes: minuteText(nowMs + 4 * 365 * 86_400_000),
          }),
        );
      studies.set(cost, some);
    }
    const all = [...studies].flatMap(([cost, some]) => some.map((one) => ({ cost, one })));
    const stock = new Map(all.map(({ one }) => [one.digest, [one.blind(), one.blind()]]));
    const asks = fc.array(fc.record({ at: fc.nat(all.length - 1), which: fc.nat(1) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(asks, { minLength: 1, maxLength: 3 }), async (years) => {
        const startMs = desk.clock.now();
        const account = await new TestAccount(desk).open();
        const given = new Set<string>();
        for (const wanted of years) {
          const answers = await Promise.all(
            wanted.map(async ({ at, which }) => {
              const { one, cost } = all[at] as (typeof all)[number];
              const response = await account.ask(one, stock.get(one.digest)?.[which]?.blinded ?? '');
              return { digest: one.digest, cost, status: response.status };
            }),
          );
          const { spent } = await account.budget();
          const sum = spent.reduce((total, { costMillionths }) => total + costMillionths, 0);
          expect(sum).toBeLessThanOrEqual(yearlyMillionths);
          const fresh = new Set(
            answers
              .filter(({ status, digest }) => status === 200 && !given.has(digest))
              .map(({ digest }) => digest),
          );
          // What was told as given is what was counted, and nothing else.
          expect(spent.map((entry) => entry.study).toSorted()).toEqual([...fresh].toSorted());
          // And nobody was refused what the year could pay from the start.
          const [first] = answers;
          if (first !== undefined && !given.has(first.digest))
            expect(first.status === 200).toBe(first.cost <= yearlyMillionths);
          for (const digest of fresh) given.add(digest);
          desk.clock.pass({ days: 365 });
        }
        desk.clock.moveTo(minuteText(startMs));
      }),
      { numRuns: 40 },
    );
  });
});
