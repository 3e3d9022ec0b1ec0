// What a party ends by its own public record: the grants of a declaration that it retired, and all of its own when it
// closes. Worked out from the records alone, so that what a fault cut short is done at the next sweep.

import type { Directory, KnownDeclaration } from './middleware/directory.ts';
import type { Store } from './store/contract.ts';
import type { DeclarationEnd } from './store/sides-contract.ts';

type OwedEnd = Omit<DeclarationEnd, 'atMs'>;

export class Ends {
  readonly #store: Store;
  readonly #directory: Directory;
  /** Nothing to end comes after: no grant of such a declaration is taken any more. */
  readonly #done = new Set<string>();
  #settling: Promise<void> = Promise.resolve();

  constructor(store: Store, directory: Directory) {
    this.#store = store;
    this.#directory = directory;
  }

  /** One at a time, in the order of the log: of two ends of a grant the first stays. */
  settle(nowMs: number): Promise<void> {
    const settled = this.#settling.then(() => this.#endOwed(nowMs));
    this.#settling = settled.catch(() => undefined);
    return settled;
  }

  async #endOwed(atMs: number): Promise<void> {
    await this.#directory.refresh(atMs);
    for (const end of endsIn(this.#directory)) {
      const name = `${end.declaration} ${end.record}`;
      if (this.#done.has(name)) continue;
      await this.#store.endGrants({ ...end, atMs });
      this.#done.add(name);
    }
  }
}

function endsIn(directory: Directory): OwedEnd[] {
  const retired = directory
    .allDeclarations()
    .filter(({ declaration }) => declaration.status === 'retired')
    .flatMap((known) =>
      olderOf(directory, known).map(({ digest }) => ({
        index: known.kept.index,
        declaration: digest,
        reason: 'grant-terminated' as const,
        record: known.digest,
      })),
    );
  const closed = directory
    .list()
    .filter(({ current }) => current.status === 'closed')
    .flatMap(({ id, versions }) => {
      const last = versions.at(-1);
      if (last === undefined) return [];
      return directory.declarationsOf(id).map(({ digest }) => ({
        index: last.kept.index,
        declaration: digest,
        reason: 'party-closed' as const,
        record: last.digest,
      }));
    });
  return [...retired, ...closed]
    .sort((left, right) => left.index - right.index)
    .map(({ index: _, ...end }) => end);
}

/** Its chain was checked when each version was kept. */
function olderOf(directory: Directory, { declaration }: KnownDeclaration): KnownDeclaration[] {
  const older: KnownDeclaration[] = [];
  for (let hash = declaration.previousHash; hash !== null; ) {
    const known = directory.declaration(hash);
    if (known === undefined) break;
    older.push(known);
    hash = known.declaration.previousHash;
  }
  return older;
}
