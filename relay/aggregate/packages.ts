// The zip of a release, made at its first asking and kept: everybody gets the same bytes, whenever they ask. Its files are
// made from manifest and statement alone; `proof.json` holds the log's word of that moment.

import { recordDigest } from '../../crypto/hash.ts';
import type { Directory } from '../middleware/directory.ts';
import type { LogEntry, Store } from '../store/contract.ts';
import type { KnownStudy } from '../studies.ts';
import { type Proven, proofJson } from './package/proof.ts';
import { packageFiles, zipPackage } from './package.ts';

export type Released = KnownStudy & { readonly release: NonNullable<KnownStudy['release']> };

export class Packages {
  readonly #store: Store;
  readonly #directory: Directory;

  constructor(store: Store, directory: Directory) {
    this.#store = store;
    this.#directory = directory;
  }

  async of(known: Released): Promise<Uint8Array> {
    const { release } = known;
    const name = recordDigest(release.kept.text);
    const kept = await this.#store.readDocument(name);
    if (kept !== undefined) return kept;
    // Of two that are made at once the first one stays.
    await this.#store.keepDocument(name, release.said.by, await this.#make(known));
    return (await this.#store.readDocument(name)) as Uint8Array;
  }

  async #make({ study, kept, operations, release }: Released): Promise<Uint8Array> {
    const files = await packageFiles(study, kept.text, release.said.statement);
    const proof = proofJson({
      release: await this.#proven(release.kept),
      study: await this.#proven(kept),
      operations: await Promise.all(operations.map((told) => this.#proven(told.kept))),
      parties: [study.leader.party, study.helper.party, study.by].flatMap((id) =>
        this.#directory.requireKnown(id).versions.map((version) => version.kept.text),
      ),
    });
    return zipPackage(files, proof, study.releaseAt);
  }

  async #proven(kept: LogEntry & { readonly text: string }): Promise<Proven> {
    return { record: kept.text, receipt: await this.#store.receiptOf(kept) };
  }
}
