/**
 * A real house and an exercise side by side, on one clock. Whatever one of them takes is sent at once, byte for byte, to the
 * other, which has to refuse it although it knows the same parties, declarations and agreements: only the label under which
 * things are signed, the address and what lives in memory tell the two apart.
 */

import { type Route, type RouteName, routes } from '../../../policy/routes.ts';
import { openExercise } from '../../../relay/exercise.ts';
import { openLogs } from '../../../relay/middleware/logs.ts';
import { noWallet } from '../../../relay/routes/wallet.ts';
import type { NewGrant, PublicRecord } from '../../../relay/store/contract.ts';
import { openSqliteStore } from '../../../relay/store/sqlite.ts';
import { WorkshopRooms } from '../../../relay/workshop/rooms.ts';
import { openTestHouse, origin, type TestHouse } from '../../relay/house.ts';

export const exerciseOrigin = 'http://localhost:8790';

export async function openExerciseHouse(clock: TestHouse['clock']): Promise<TestHouse> {
  const lines: string[] = [];
  const logs = openLogs((text) => void lines.push(...text.trim().split('\n')));
  const exercise = await openExercise({
    origin: exerciseOrigin,
    wallet: noWallet,
    now: clock.now,
    logs,
    openStore: (signer) => openSqliteStore(':memory:', signer),
    workshop: new WorkshopRooms(),
  });
  const fetch = async (path: string, options?: RequestInit) =>
    exercise.fetch(new Request(path.startsWith('http') ? path : exerciseOrigin + path, options));
  return {
    house: exercise.house,
    clock,
    regie: exercise.regie,
    folder: '',
    lines,
    fetch,
    post: posting(fetch),
    restart: () => Promise.reject(new Error('an exercise is not started again')),
    close: exercise.close,
  };
}

const posting =
  (fetch: TestHouse['fetch']): TestHouse['post'] =>
  (path, body, headers = {}) =>
    fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

/** What one house took and how the other answered to the same bytes. */
export interface Carried {
  readonly route: RouteName;
  readonly status: number;
  readonly body: string;
  /** Records of the other house before and after. */
  readonly sizes: readonly [number, number];
}

export interface TwoRealms {
  /** Acts on the first house; everything it takes is carried to the second. */
  readonly source: TestHouse;
  readonly target: TestHouse;
  readonly carried: Carried[];
  /** From here on the second house is not told of the agreements of the first. */
  keepApart(): void;
  close(): Promise<void>;
}

/** `isCarried`: which doors are brought something that somebody was given. */
export async function openTwoRealms(
  from: 'exercise' | 'real',
  isCarried: (name: RouteName) => boolean = () => true,
): Promise<TwoRealms> {
  const real = await openTestHouse();
  const exercise = await openExerciseHouse(real.clock);
  const [inner, target] = from === 'exercise' ? [exercise, real] : [real, exercise];
  const [here, there] = from === 'exercise' ? [exerciseOrigin, origin] : [origin, exerciseOrigin];
  const carried: Carried[] = [];
  const known = watchStore(inner);
  let isApart = false;
  const fetch: TestHouse['fetch'] = async (path, options) => {
    const response = await inner.fetch(path, options);
    const route = routeOf(options?.method ?? 'GET', path);
    if (route !== undefined && isCarried(route) && response.status < 400) {
      const before = (await target.house.store.head()).size;
      const again = await target.fetch(path.replace(here, there), options);
      const body = again.headers.get('content-type')?.includes('event-stream') ? '' : await again.text();
      const after = (await target.house.store.head()).size;
      carried.push({ route, status: again.status, body, sizes: [before, after] });
    }
    // Only then is the second house told, behind its doors, what the first one knows.
    await known.tell(target, isApart);
    return response;
  };
  const source: TestHouse = { ...inner, house: inner.house, fetch, post: posting(fetch) };
  return {
    source,
    target,
    carried,
    keepApart: () => {
      isApart = true;
    },
    close: async () => {
      await real.close();
      await exercise.close();
    },
  };
}

/** What the store of a house is given, so that another can be given the same. */
function watchStore({ house: { store } }: TestHouse) {
  const publics: PublicRecord[] = [];
  const grants: NewGrant[] = [];
  const confirmed: [string, string][] = [];
  const { keepPublic, keepGrant, confirmGrant } = store;
  Object.assign(store, {
    keepPublic: (record: PublicRecord) => {
      publics.push(record);
      return keepPublic.call(store, record);
    },
    keepGrant: (grant: NewGrant) => {
      grants.push(grant);
      return keepGrant.call(store, grant);
    },
    confirmGrant: (mailbox: string, id: string) => {
      confirmed.push([mailbox, id]);
      return confirmGrant.call(store, mailbox, id);
    },
  });
  return {
    tell: async ({ house }: TestHouse, isApart: boolean): Promise<void> => {
      for (const record of publics.splice(0)) {
        const kept = await house.store.keepPublic(record);
        house.directory.add({ ...record, ...kept });
      }
      for (const grant of grants.splice(0)) if (!isApart) await house.store.keepGrant(grant);
      for (const [mailbox, id] of confirmed.splice(0))
        if (!isApart) await house.store.confirmGrant(mailbox, id);
    },
  };
}

export const allRoutes = Object.entries(routes) as [RouteName, Route][];

function routeOf(method: string, path: string): RouteName | undefined {
  const { pathname } = new URL(path, origin);
  const fits = (pattern: string) => {
    const wanted = pattern.split('/');
    const found = pathname.split('/');
    return (
      wanted.length === found.length &&
      wanted.every((piece, at) => piece.startsWith(':') || piece === found[at])
    );
  };
  return allRoutes.find(([, route]) => route.method === method && fits(route.path))?.[0];
}
