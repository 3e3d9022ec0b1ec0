import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Grant } from '../../policy/grant.ts';
import { seedRandomBytes } from '../support/many-wallets.ts';
import { bestMatching, randomQuantile } from '../support/matching.ts';
import { liveSomeDays, type SomeDays, traces } from '../support/some-days.ts';
import { commonValues, type KeptRow, rowsOf } from './kept-rows.ts';

const count = 50;
const minuteMs = 60_000;

let lived: SomeDays;
let database: DatabaseSync;
let rows: KeptRow[];

beforeAll(async () => {
  // One process, many phones: what phones share here they do not share in life.
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal('navigator', { onLine: true });
  const restore = seedRandomBytes(7);
  lived = await liveSomeDays({ count, days: 5, seed: 3 });
  restore();
  await lived.relay.house.store.close();
  database = new DatabaseSync(join(lived.relay.folder, 'relay.db'));
  rows = rowsOf(database);
}, 120_000);
afterAll(() => {
  database?.close();
});

const mailboxOf = (resident: number, to: 0 | 1): string => lived.residents[resident]?.grants[to]?.by ?? '';

describe('the two mailboxes of one resident', () => {
  it('have no value in common, in any table, column or record, but constants of the protocol', () => {
    for (const [resident] of lived.residents.entries()) {
      expect(commonValues(rows, mailboxOf(resident, 0), mailboxOf(resident, 1))).toEqual([]);
    }
  });

  it('have none in common with what the same phone asked with a code on paper', () => {
    const written = lived.residents.flatMap(({ onPaper }, resident) =>
      onPaper.map((mailbox) => ({ resident, mailbox })),
    );
    expect(written.length).toBeGreaterThan(3);
    for (const { resident, mailbox } of written) {
      expect(rows.some((row) => row.mailbox === mailbox)).toBe(true);
      for (const to of [0, 1] as const) {
        // The party's name, the night of its answers: what strangers have in common with it too tells nothing.
        const strangers = [...lived.residents.keys()].filter((other) => other !== resident);
        const shared = new Set(
          strangers.flatMap((other) => commonValues(rows, mailbox, mailboxOf(other, to))),
        );
        const own = commonValues(rows, mailbox, mailboxOf(resident, to));
        expect(own.filter((value) => !shared.has(value))).toEqual([]);
      }
    }
  });

  it('would be found by it, had the relay kept an account beside them', () => {
    const account = { table: 'planted', column: 'account', value: 'Yk3vQ7wXz9Rb2tJm5nPq8A' };
    const planted = [0, 1].map((to) => ({ ...account, mailbox: mailboxOf(0, to as 0 | 1) }));
    expect(commonValues([...rows, ...planted], mailboxOf(0, 0), mailboxOf(0, 1))).toEqual([
      'planted account: Yk3vQ7wXz9Rb2tJm5nPq8A',
    ]);
  });

  it('stand in no line of the relay’s log, and neither does what their calls carried', () => {
    const log = lived.relay.lines.join('\n');
    expect(lived.relay.lines.length).toBeGreaterThan(1000);
    const values = new Set(
      rows.flatMap(({ mailbox, value }) => (value.length < 22 ? [mailbox] : [mailbox, value])),
    );
    expect(values.size).toBeGreaterThan(1000);
    expect([...values].filter((value) => log.includes(value))).toEqual([]);
    const everything = log + rows.map(({ value }) => value).join('\n');
    for (const trace of Object.values(traces)) expect(everything).not.toContain(trace);
  });
});

interface Act {
  readonly type: string;
  /** Place in the log: the order of everything. */
  readonly index: number;
  readonly atMs: number;
  readonly size: number;
  /** What the act of a thread says in the clear. */
  readonly code?: string;
}

describe('whoever reads all that the relay keeps', () => {
  type Likeness = (one: readonly Act[], other: readonly Act[]) => number;
  const own = new Set(['grant', 'receipt', 'revocation', 'open', 'classify']);
  const threadActs = new Set(['open', 'classify']);

  /** Wallets' acts that stand close to each other count for much. */
  const nearness =
    (types: ReadonlySet<string>, reach: number, by: 'index' | 'atMs'): Likeness =>
    (one, other) => {
      let sum = 0;
      for (const left of one)
        for (const right of other)
          if (types.has(left.type) && types.has(right.type))
            sum += Math.exp(-Math.abs(left[by] - right[by]) / reach);
      return sum;
    };
  const likenessOf =
    (measure: (acts: readonly Act[]) => number): Likeness =>
    (one, other) =>
      -Math.abs(measure(one) - measure(other));
  const of = (acts: readonly Act[], type: string) => acts.filter((act) => act.type === type);
  const codesOf = (acts: readonly Act[]): string =>
    acts
      .map(({ code }) => code ?? '')
      .join(' ')
      .trim();

  const attacks: [string, Likeness][] = [
    ['the time of the yes', likenessOf((acts) => of(acts, 'grant')[0]?.atMs ?? 0)],
    ['the place of the yes in the log', likenessOf((acts) => of(acts, 'grant')[0]?.index ?? 0)],
    ['neighbouring receipts', nearness(new Set(['receipt']), 1, 'index')],
    ['receipts not far apart', nearness(new Set(['receipt']), 8, 'index')],
    ['receipts that keep apart', (one, other) => -nearness(new Set(['receipt']), 8, 'index')(one, other)],
    ['neighbouring acts of any kind', nearness(own, 1, 'index')],
    ['acts of any kind not far apart', nearness(own, 8, 'index')],
    ['acts in the same minutes', nearness(own, 2 * minuteMs, 'atMs')],
    ['how often', likenessOf((acts) => of(acts, 'receipt').length)],
    ['sizes', likenessOf((acts) => acts.reduce((sum, { size }) => sum + size, 0))],
    ['the size of what was agreed to', likenessOf((acts) => of(acts, 'grant')[0]?.size ?? 0)],
    ['the time of the first contest', likenessOf((acts) => of(acts, 'open')[0]?.atMs ?? 0)],
    ['the place of the first contest in the log', likenessOf((acts) => of(acts, 'open')[0]?.index ?? 0)],
    ['neighbouring acts of threads', nearness(threadActs, 1, 'index')],
    ['acts of threads not far apart', nearness(threadActs, 8, 'index')],
    ['acts of threads in the same minutes', nearness(threadActs, 2 * minuteMs, 'atMs')],
    [
      'how long until an answer is judged',
      likenessOf((acts) => (of(acts, 'classify')[0]?.atMs ?? 0) - (of(acts, 'open')[0]?.atMs ?? 0)),
    ],
    ['the codes of a thread', (one, other) => (codesOf(one) === codesOf(other) ? 1 : 0)],
    ['the sizes of what was written', likenessOf((acts) => of(acts, 'open')[0]?.size ?? 0)],
    [
      'the last sign of life',
      likenessOf((acts) => acts.filter(({ type }) => own.has(type)).at(-1)?.index ?? 0),
    ],
  ];

  const actsOf = (mailbox: string): Act[] =>
    database
      .prepare('SELECT type, idx, text FROM private_record WHERE mailbox = ? ORDER BY idx')
      .all(mailbox)
      .map((row) => {
        const text = String(row['text']);
        const { at } = JSON.parse(text.split('\n')[0] ?? '{}') as { at: string };
        const sealed = database
          .prepare('SELECT sum(length(sealed)) AS bytes FROM envelope WHERE mailbox = ?')
          .get(mailbox)?.['bytes'];
        return {
          type: String(row['type']),
          index: Number(row['idx']),
          atMs: Date.parse(at),
          size: text.length + Number(sealed ?? 0),
        };
      })
      .concat(threadActsOf(mailbox))
      .sort((one, other) => one.index - other.index);

  /** Both sides' acts; only those of the wallet are its own. */
  const threadActsOf = (mailbox: string): Act[] =>
    database
      .prepare(
        `SELECT idx, text, length(sealed) AS bytes, is_opener FROM thread_act JOIN thread ON thread.id = thread
         WHERE mailbox = ? ORDER BY idx`,
      )
      .all(mailbox)
      .map((row) => {
        const { at, act, reason, outcome } = JSON.parse(String(row['text']).split('\n')[0] ?? '{}') as Record<
          string,
          string
        >;
        const isOwn = Number(row['is_opener']) === 1;
        return {
          type: isOwn ? String(act) : 'answer',
          index: Number(row['idx']),
          atMs: Date.parse(String(at)),
          size: Number(row['bytes'] ?? 0),
          code: `${reason ?? ''} ${outcome ?? ''}`,
        };
      });

  /** In no order that could help: by the mailbox's own name. */
  const byName = (to: 0 | 1): number[] =>
    [...lived.residents.keys()].sort((one, other) => (mailboxOf(one, to) < mailboxOf(other, to) ? -1 : 1));

  function rightPairs(
    like: Likeness,
    change: (acts: Act[], resident: number) => Act[] = (acts) => acts,
  ): number {
    const [left, right] = [byName(0), byName(1)];
    const ones = left.map((resident) => actsOf(mailboxOf(resident, 0)));
    const others = right.map((resident) => change(actsOf(mailboxOf(resident, 1)), resident));
    const pairs = bestMatching(ones.map((one) => others.map((other) => like(one, other))));
    return pairs.filter((column, row) => right[column] === left[row]).length;
  }

  it('pairs no more of fifty residents’ mailboxes than one who guesses', () => {
    expect(byName(0)).toHaveLength(count);
    const found = Object.fromEntries(attacks.map(([name, like]) => [name, rightPairs(like)]));
    const most = randomQuantile(count, 0.99);
    expect(most).toBe(4);
    for (const [name, right] of Object.entries(found)) expect(right, name).toBeLessThanOrEqual(most);
    console.info(`right pairs of ${count}, at most ${most} by chance: ${JSON.stringify(found)}`);
  });

  it('has threads of all of them to go by', () => {
    const opened = [...lived.residents.keys()].flatMap((resident) =>
      [0, 1].map((to) => of(actsOf(mailboxOf(resident, to as 0 | 1)), 'open').length),
    );
    expect(opened).toEqual(opened.map(() => 1));
    const judged = [0, 1].flatMap((to) =>
      byName(to as 0 | 1).map((resident) => mailboxOf(resident, to as 0 | 1)),
    );
    expect(judged.filter((mailbox) => of(actsOf(mailbox), 'classify').length > 0).length).toBeGreaterThan(
      count,
    );
  });

  it('would pair nearly all by their threads, had both been written in one visit', () => {
    const together = rightPairs(nearness(threadActs, 1, 'index'), (acts, resident) => {
      const [beside] = of(actsOf(mailboxOf(resident, 0)), 'open');
      return of(acts, 'open').map((act) => ({ ...act, index: (beside?.index ?? 0) + 0.1 }));
    });
    expect(together).toBeGreaterThan(count / 2);
  });

  it('would pair nearly all, had each visit sent what waited for both', () => {
    const together = rightPairs(nearness(new Set(['receipt']), 1, 'index'), (acts, resident) => {
      const beside = of(actsOf(mailboxOf(resident, 0)), 'receipt');
      return of(acts, 'receipt').map((act, at) => ({ ...act, index: (beside[at] ?? act).index + 0.1 }));
    });
    expect(together).toBeGreaterThan(count / 2);
  });
});

describe('the traffic of a wallet', () => {
  const calls = () => lived.residents.flatMap(({ wallet }) => wallet.calls);

  it('speaks of one mailbox in one call', () => {
    for (const { wallet, grants } of lived.residents) {
      const [one, other] = grants.map((grant) => [grant?.by ?? '', grant?.id ?? '', grant?.key ?? '']);
      for (const { path, body, options } of wallet.calls) {
        const said = path + body + JSON.stringify(options.headers);
        const names = (known: readonly string[] | undefined) =>
          known?.some((name) => said.includes(name)) === true;
        expect(names(one) && names(other), path).toBe(false);
      }
    }
  });

  it('carries no cookie, no account, no referrer, and is kept by no cache', () => {
    expect(calls().length).toBeGreaterThan(1000);
    for (const { options, path } of calls()) {
      expect(options, path).toMatchObject({
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'error',
      });
      const names = Object.keys(options.headers as object).map((name) => name.toLowerCase());
      expect(
        names.filter((name) => !['accept', 'content-type', 'vav-call'].includes(name)),
        path,
      ).toEqual([]);
    }
  });

  it('looks at one mailbox after the other, in an order and at a distance of 2 to 30 seconds left to chance', () => {
    const distances: number[] = [];
    const firsts: number[] = [];
    for (const [resident, { wallet, grants }] of lived.residents.entries()) {
      const begun = lived.visits.filter((visit) => visit.resident === resident).map(({ fromMs }) => fromMs);
      const looks = wallet.calls.filter(({ path }) => ['/mailbox', '/thread/mine', '/thread'].includes(path));
      const whose = looks.map(({ body, options }) => {
        const said = body + JSON.stringify(options.headers);
        return grants.findIndex(({ id, key } = {} as Grant) => said.includes(id) || said.includes(key));
      });
      for (let at = 1; at < looks.length; at += 1) {
        const [before, after] = [looks[at - 1]?.atMs ?? 0, looks[at]?.atMs ?? 0];
        const distance = after - before;
        const isNextVisit = begun.some((fromMs) => fromMs > before && fromMs <= after);
        // What a person writes waits for nothing; what the wallet asks next keeps its distance from it.
        const isWritten = looks[at]?.path === '/thread';
        if (isWritten || isNextVisit || whose[at] === whose[at - 1]) continue;
        distances.push(distance / 1000);
        firsts.push(whose[at - 1] ?? -1);
      }
    }
    expect(distances.length).toBeGreaterThan(100);
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...distances)).toBeLessThanOrEqual(30);
    expect(Math.max(...distances) - Math.min(...distances)).toBeGreaterThan(20);
    const share = firsts.filter((first) => first === 0).length / firsts.length;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  it('sends and leaves sealed bytes in four sizes only', () => {
    const sizes = new Set(
      ['envelope', 'result', 'thread_act'].flatMap((table) =>
        database
          .prepare(`SELECT DISTINCT length(sealed) AS bytes FROM ${table} WHERE sealed IS NOT NULL`)
          .all()
          .map((row) => Number(row['bytes'])),
      ),
    );
    const padded = [1024, 4096, 16_384, 65_536];
    const overheads = { envelope: 41, result: 1 + 1120 + 24 + 16 };
    const allowed = new Set(padded.flatMap((size) => Object.values(overheads).map((more) => size + more)));
    expect([...sizes].filter((size) => !allowed.has(size))).toEqual([]);
    expect(sizes.size).toBeGreaterThan(1);
  });

  it('leaves times to the minute, of receipts to the day, and of looking none', () => {
    const own = database.prepare(
      "SELECT type, text FROM private_record WHERE type IN ('grant', 'receipt', 'revocation')",
    );
    const ends = { grant: ':00Z', revocation: ':00Z', receipt: 'T00:00:00Z' };
    const found = own.all().map((row) => {
      const { at } = JSON.parse(String(row['text']).split('\n')[0] ?? '{}') as { at: string };
      return at.endsWith(ends[row['type'] as keyof typeof ends]);
    });
    expect(found.length).toBeGreaterThan(200);
    expect(found).not.toContain(false);
    const acts = database
      .prepare(
        `SELECT text, at_ms, drop_ms, n = (SELECT max(n) FROM thread_act AS later WHERE later.thread = id) AS is_last
         FROM thread_act JOIN thread ON id = thread WHERE is_opener = 1`,
      )
      .all();
    expect(acts.length).toBeGreaterThan(2 * count);
    for (const act of acts) {
      const { at } = JSON.parse(String(act['text']).split('\n')[0] ?? '{}') as { at: string };
      expect(at.endsWith(':00Z')).toBe(true);
      const times = [act['at_ms'], Number(act['is_last']) === 1 ? act['drop_ms'] : 0].map(Number);
      expect(times.map((ms) => ms % minuteMs)).toEqual([0, 0]);
    }
    for (const line of lived.relay.lines) {
      const { at, route } = JSON.parse(line) as { at: string; route: string };
      const isOfWallet = [
        '/mailbox',
        '/grant',
        '/request',
        '/receipt',
        '/revoke',
        '/envelope',
        '/thread',
        '/thread/mine',
      ].includes(route);
      if (isOfWallet) expect(at.endsWith(':00Z'), line).toBe(true);
    }
    expect(rows.some(({ column }) => /look|visit|seen|read_at|agent|address/.test(column))).toBe(false);
  });
});
