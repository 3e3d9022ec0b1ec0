// The public page of each party. Its counts are made once a week out of what was recorded before Monday, and whoever asks
// in between gets the same: counts that moved with each act would tell who acted when. What the party itself has published
// stands there at once: nobody is to read « declares nothing » of one who has just declared.

import { setImmediate } from 'node:timers/promises';
import { instantMs, instantText } from '../policy/instant.ts';
import type { PageClosure, PagePromise, PartyPage } from '../policy/party-page.ts';
import { dayMs } from '../policy/period.ts';
import {
  nextPublicationMs,
  publicCount,
  publishedUntilMs,
  weekOf,
  weeksBefore,
} from '../policy/public-count.ts';
import { splitRecord } from '../policy/record.ts';
import { readStatement, statementState } from '../policy/statement.ts';
import { countThreads, type FoldedThread, foldThread } from '../policy/thread/count.ts';
import type { Directory, KnownParty } from './middleware/directory.ts';
import { membersOf, procedureFor } from './middleware/thread-members.ts';
import type { Store } from './store/contract.ts';

const weeksTold = 8;
const threadsAtOnce = 100;

interface Made<T> {
  readonly untilMs: number;
  readonly made: Promise<T>;
}

type Tally = Map<string, number>;
type Counted = Omit<PartyPage, 'promises' | 'closures'>;

/** What a page is made of; every part of the house has these. */
export interface PageSources {
  readonly store: Store;
  readonly directory: Directory;
  readonly now: () => number;
}

export class Pages {
  readonly #sources: PageSources;
  readonly #pages = new Map<string, Made<Counted>>();
  /** By the Monday of the week; the same for all parties. */
  #uses = new Map<string, Promise<Tally>>();
  #refusals: Made<Tally> | undefined;

  constructor(sources: PageSources) {
    this.#sources = sources;
  }

  async page(known: KnownParty): Promise<PartyPage> {
    const counted = await this.#counted(known);
    return {
      ...counted,
      promises: promisesOf(this.#sources, known.id),
      closures: closuresOf(this.#sources, known),
    };
  }

  /** Many who ask at once wait for one. */
  #counted(known: KnownParty): Promise<Counted> {
    const untilMs = publishedUntilMs(this.#sources.now());
    const before = this.#pages.get(known.id);
    if (before?.untilMs === untilMs) return before.made;
    const made = this.#make(known, untilMs);
    this.#pages.set(known.id, { untilMs, made });
    // What failed is tried again by whoever asks next.
    made.catch(() => this.#pages.delete(known.id));
    return made;
  }

  async #make(known: KnownParty, untilMs: number): Promise<Counted> {
    const sources = this.#sources;
    const counts = countThreads(await foldThreads(sources, known.id, untilMs));
    const refusals = await this.#refusalsBefore(untilMs);
    return {
      v: 1,
      party: known.id,
      until: instantText(untilMs),
      next: instantText(nextPublicationMs(sources.now())),
      uses: await this.#usesOf(known.id, untilMs),
      refusals: publicCount(refusals.get(known.id) ?? 0),
      ...counts,
      statements: await statementsOf(sources, known, untilMs),
    };
  }

  async #usesOf(party: string, untilMs: number): Promise<PartyPage['uses']> {
    const weeks = weeksBefore(untilMs, weeksTold);
    this.#uses = new Map([...this.#uses].filter(([week]) => weeks.includes(week)));
    const told: { week: string; uses: PartyPage['refusals'] }[] = [];
    // One week after another: each is a walk through that week's calls.
    for (const week of weeks) {
      const tally = await this.#usesIn(week);
      told.push({ week, uses: publicCount(tally.get(party) ?? 0) });
    }
    return told;
  }

  #usesIn(week: string): Promise<Tally> {
    const known = this.#uses.get(week);
    if (known !== undefined) return known;
    const { fromMs, toMs } = weekOf(week);
    const tally = this.#sources.store.countUses(fromMs, toMs);
    this.#uses.set(week, tally);
    tally.catch(() => this.#uses.delete(week));
    return tally;
  }

  /** A wallet's no may come a day after it is dated: a day is left, so that the sum is the same whenever it is made. */
  #refusalsBefore(untilMs: number): Promise<Tally> {
    if (this.#refusals?.untilMs === untilMs) return this.#refusals.made;
    const made = this.#sources.store.countRefusals(untilMs - dayMs);
    this.#refusals = { untilMs, made };
    made.catch(() => {
      this.#refusals = undefined;
    });
    return made;
  }
}

/** Step by step, so that nobody waits for the page of a party with many threads. */
async function foldThreads(
  { store, directory }: PageSources,
  party: string,
  untilMs: number,
): Promise<FoldedThread[]> {
  const folded: FoldedThread[] = [];
  for (let after = -1; ; ) {
    const threads = await store.listTurns(party, after, threadsAtOnce);
    for (const thread of threads) {
      const members = membersOf(thread);
      const one = foldThread({ members, procedure: procedureFor(directory, members) }, untilMs);
      if (one !== undefined) folded.push(one);
    }
    const last = threads.at(-1);
    if (last === undefined || threads.length < threadsAtOnce) return folded;
    after = last.place;
    await setImmediate();
  }
}

/** Of each declaration the newest version. */
function promisesOf({ directory }: PageSources, party: string): PagePromise[] {
  const published = directory.declarationsOf(party);
  const replaced = new Set(published.map(({ declaration }) => declaration.previousHash));
  return published
    .filter(({ digest }) => !replaced.has(digest))
    .map(({ digest, declaration }) => ({
      declaration: digest,
      title: declaration.title,
      version: declaration.version,
      status: declaration.status,
      answersWithin: declaration.contest.deadlineDays,
      uses: {
        max: declaration.frequency.maxPerPeriod ?? null,
        days: declaration.frequency.periodDays ?? null,
      },
      keptDays: Math.max(0, ...declaration.retention.map(({ days }) => days)),
    }));
}

async function statementsOf(
  { store }: PageSources,
  { id, labels }: KnownParty,
  untilMs: number,
): Promise<PartyPage['statements']> {
  const kept = await store.listPublic('statement', id);
  const stated = kept.map(({ text }) => readStatement(splitRecord(text).body));
  const months = stated.filter(({ at }) => instantMs(at) < untilMs).map(({ month }) => month);
  const admitted = labels.map(({ label }) => instantMs(label.at));
  const fromMs = admitted.length === 0 ? untilMs : Math.min(...admitted);
  return statementState({ fromMs, months }, untilMs);
}

function closuresOf({ directory }: PageSources, { id, versions }: KnownParty): PageClosure[] {
  const closed = versions
    .filter(({ party }) => party.status === 'closed')
    .map(({ party }): PageClosure => ({ what: 'party', declaration: null, on: party.at.slice(0, 10) }));
  const ended = directory.declarationsOf(id).flatMap(({ digest, declaration }): PageClosure[] => {
    const { status, at } = declaration;
    if (status !== 'suspended' && status !== 'retired') return [];
    return [{ what: status, declaration: digest, on: at.slice(0, 10) }];
  });
  return [...closed, ...ended];
}
