// The exercise: a relay's house of its own, on an origin of its own, where nothing is true. It keeps everything in memory and
// ends with the process or when it is old; what is signed for it holds under its own labels and nowhere else. The pages are
// the wallet's own build, marked by who serves them.

import { randomId } from '../crypto/random.ts';
import { buildApp, openHouse } from './app.ts';
import type { House } from './house.ts';
import type { Logs } from './middleware/logs.ts';
import { type LogSigner, newLogSigner } from './proof/log-signer.ts';
import { passingRegie, publishRegie, type Regie } from './regie.ts';
import { changePages, type Wallet } from './routes/wallet.ts';
import type { Store } from './store/contract.ts';
import type { WorkshopRooms } from './workshop/rooms.ts';

export interface ExerciseGiven {
  /** Outside address without a final slash; over plain http where a room has no internet. */
  readonly origin: string;
  readonly wallet: Wallet;
  readonly now: () => number;
  readonly logs: Logs;
  /** In memory, nowhere else. */
  readonly openStore: (signer: LogSigner) => Store;
  /** Seats are taken where the exercise is. */
  readonly workshop?: WorkshopRooms | undefined;
}

/** One house from its opening to its end. */
export interface Exercise {
  readonly house: House;
  readonly regie: Regie;
  readonly openedMs: number;
  /** Its parties have left it: nobody answers there any more. */
  isLeft?(): boolean;
  fetch(request: Request): Response | Promise<Response>;
  close(): Promise<void>;
}

export async function openExercise(given: ExerciseGiven): Promise<Exercise> {
  const { origin, now, logs, openStore, workshop } = given;
  const signer = newLogSigner(origin);
  const regie = passingRegie(origin, now(), 'exercise');
  const store = openStore(signer);
  await publishRegie(store, regie);
  const house = await openHouse({
    realm: 'exercise',
    origin,
    now,
    store,
    signer,
    regie: regie.id,
    isShared: false,
    workshop,
  });
  house.invitations = [];
  const app = buildApp(house, logs, markedWallet(given.wallet, randomId()));
  return {
    house,
    regie,
    openedMs: now(),
    fetch: (request) => app.fetch(request),
    close: () => {
      house.isClosing = true;
      house.rooms.closeAll();
      return store.close();
    },
  };
}

/** `pwa/wallet/realm.ts` reads it; the id tells one exercise from the next, so that the wallet of an ended one is let go. */
const markOf = (id: string): string => `<meta name="vav-realm" content="exercise" data-exercise="${id}">`;

/** In the page itself, before any script: whatever happens there, it says so. Its look is in pwa/ui/style/exercise.css. */
const frame =
  '<aside class="exercise"><b lang="fr">EXERCICE : rien n’est vrai</b><b lang="en">EXERCISE: nothing is real</b></aside>';

/** No service worker and nothing to install: an exercise leaves no wallet behind on a device. */
const leftOut = new Set(['/sw.js', '/app.webmanifest']);

export function markedWallet(wallet: Wallet, id: string): Wallet {
  const mark = (html: string): string =>
    html
      .replace(/<link rel="manifest"[^>]*>/, '')
      .replace('<head>', `<head>${markOf(id)}`)
      .replace(/<body([^>]*)>/, `<body$1>${frame}`);
  return changePages(wallet, mark, (path) => !leftOut.has(path));
}

/** Rooms of a day end; whoever comes the next morning finds nothing of it. */
const oldMs = 12 * 3_600_000;
const idleMs = 4 * 3_600_000;
/** Between two houses whose parties do not stay: opening one costs a program each time. */
const restMs = 60_000;

/** Opens the house when somebody comes, and ends it when it is old: an exercise that nobody does costs nothing. */
export class ExerciseDoor {
  readonly #now: () => number;
  readonly #open: () => Promise<Exercise>;
  #exercise: Promise<Exercise> | undefined;
  #calledMs = 0;

  constructor(now: () => number, open: () => Promise<Exercise>) {
    this.#now = now;
    this.#open = open;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    this.#calledMs = this.#now();
    return (await this.#present()).fetch(request);
  };

  async #present(): Promise<Exercise> {
    this.#exercise ??= this.#open();
    const opening = this.#exercise;
    const exercise = await opening.catch((cause: unknown) => {
      // A house that could not open is tried again by the next who comes.
      this.#letGo(opening);
      throw cause;
    });
    const isDead = exercise.isLeft?.() === true && this.#now() - exercise.openedMs > restMs;
    if (!isDead) return exercise;
    if (this.#letGo(opening)) await exercise.close();
    return this.#present();
  }

  /** True for the first who says so. */
  #letGo(opening: Promise<Exercise>): boolean {
    if (this.#exercise !== opening) return false;
    this.#exercise = undefined;
    return true;
  }

  async sweep(nowMs: number): Promise<void> {
    const exercise = await this.#exercise?.catch(() => undefined);
    if (exercise === undefined) return;
    if (nowMs - exercise.openedMs > oldMs || nowMs - this.#calledMs > idleMs) return this.close();
    exercise.house.rooms.sweep(nowMs);
    exercise.house.meetings.sweep(nowMs);
    await Promise.all([exercise.house.store.sweep(nowMs), exercise.house.ends.settle(nowMs)]);
  }

  async close(): Promise<void> {
    const exercise = await this.#exercise?.catch(() => undefined);
    this.#exercise = undefined;
    await exercise?.close();
  }
}
