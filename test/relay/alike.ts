// What a door tells and what it asks for, made comparable: bytes without what is random in them, statements in their order.

import { AsyncLocalStorage } from 'node:async_hooks';
import { StatementSync } from 'node:sqlite';
import { Client } from 'pg';
import { expect } from 'vitest';
import type { House } from '../../relay/house.ts';

/** All that differs by chance, made alike with its length kept; places in the log and in a sequence by their form. */
export function alike(text: string): string {
  const told = JSON.parse(text, (name, value: unknown) => {
    // The place of a leaf, and the way from there: how long it is follows from the size of the log alone.
    if (name === 'receipt' && value !== null) return 'receipt';
    if (name === 'checkpoint') return 'checkpoint';
    if (name === 'seq' || name === 'index' || name === 'size') return typeof value;
    return value;
  }) as unknown;
  return (
    JSON.stringify(told)
      .replace(/\b\d{10}\b/g, '0')
      // One yes has to be older than the others for its envelope to be too old.
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'instant')
      .replace(/[A-Za-z0-9_+/=-]{20,}/g, (run) => `<${run.length}>`)
  );
}

export async function seen(
  response: Response,
): Promise<{ status: number; headers: string[]; body: string; bytes: number }> {
  const text = await response.text();
  const headers = [...response.headers].map(([name, value]) => `${name}: ${alike(JSON.stringify(value))}`);
  // As long as each other, but for the path in the log that evidence and receipts carry.
  const bytes = text.includes('checkpoint') ? 0 : text.length;
  return { status: response.status, headers, body: alike(text), bytes };
}

type Reader = (...values: unknown[]) => unknown;
const prototype = StatementSync.prototype as unknown as Record<'get' | 'all' | 'run' | 'iterate', Reader>;
const client = Client.prototype as unknown as { query: Reader };

/** What runs for the call that is looked at: the signer of a shared log works beside it, in its own time. */
const looked = new AsyncLocalStorage<string[]>();

/** Every statement that the databases are given meanwhile, in order. */
export async function lookups(act: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const kept = {
    get: prototype.get,
    all: prototype.all,
    run: prototype.run,
    iterate: prototype.iterate,
    query: client.query,
  };
  for (const how of ['get', 'all', 'run', 'iterate'] as const) {
    prototype[how] = function counted(this: StatementSync, ...values: unknown[]) {
      asked.push(`${how} ${this.sourceSQL}`);
      return Reflect.apply(kept[how], this, values);
    };
  }
  client.query = function counted(this: Client, ...values: unknown[]) {
    looked.getStore()?.push(`query ${textOf(values[0])}`);
    return Reflect.apply(kept.query, this, values);
  };
  try {
    await looked.run(asked, act);
    return asked;
  } finally {
    for (const how of ['get', 'all', 'run', 'iterate'] as const) prototype[how] = kept[how];
    client.query = kept.query;
  }
}

const textOf = (query: unknown): string =>
  (typeof query === 'string' ? query : String((query as { text?: string }).text)).replace(/\s+/g, ' ');

/** Methods of the store that a door calls. */
async function asks(house: House, act: () => Promise<unknown>): Promise<string[]> {
  const { store } = house;
  const called: string[] = [];
  const counting = new Proxy(store, {
    get: (of, name) => {
      const found = Reflect.get(of, name) as unknown;
      if (typeof found !== 'function') return found;
      return (...values: unknown[]) => {
        called.push(String(name));
        return Reflect.apply(found as Reader, of, values);
      };
    },
  });
  (house as { store: typeof store }).store = counting;
  try {
    await act();
    return called;
  } finally {
    (house as { store: typeof store }).store = store;
  }
}

/** The door tells each case by the same bytes, and asks the same for each of its store and databases. */
export async function allAlike<Asked>(
  house: House,
  cases: Record<string, Asked>,
  door: (asked: Asked) => Promise<Response>,
): Promise<void> {
  const told: Record<string, unknown> = {};
  for (const [name, asked] of Object.entries(cases)) {
    let answer: Response | undefined;
    let store: string[] = [];
    const statements = await lookups(async () => {
      store = await asks(house, async () => {
        answer = await door(asked);
      });
    });
    told[name] = { ...(await seen(answer as Response)), statements, store };
  }
  const [[first = '', expected] = [], ...rest] = Object.entries(told);
  for (const [name, found] of rest) expect(found, `${name} beside ${first}`).toEqual(expected);
}
