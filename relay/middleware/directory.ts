// The parties and declarations that doors ask about, read from the store's public records and kept in memory: they are
// few, public, and every call of a party needs one. What is here was verified when it was kept.

import { recordDigest } from '../../crypto/hash.ts';
import { type Declaration, readDeclaration } from '../../policy/declaration.ts';
import { type Admission, isAdmitted, readLabel } from '../../policy/label.ts';
import { type KeyUse, keysAt, type Party, type PartyKey, readParty } from '../../policy/party.ts';
import { splitRecord } from '../../policy/record.ts';
import type { KeptPublic, Store } from '../store/contract.ts';
import { DoorFault } from './fault.ts';
import { instantOf } from './time.ts';

export interface PartyVersion {
  readonly party: Party;
  readonly digest: string;
  readonly kept: KeptPublic;
}

export interface KnownParty {
  readonly id: string;
  readonly versions: readonly PartyVersion[];
  readonly current: Party;
  readonly labels: readonly { readonly label: Admission; readonly kept: KeptPublic }[];
}

export interface KnownDeclaration {
  readonly digest: string;
  readonly declaration: Declaration;
  readonly kept: KeptPublic;
}

/** With several processes another may have kept a record since; a look that misses reads again, at most this often. */
const rereadMs = 1000;

export class Directory {
  readonly #store: Store;
  readonly #parties = new Map<string, KnownParty>();
  readonly #declarations = new Map<string, KnownDeclaration>();
  readonly #isShared: boolean;
  /** Versions whose successor is being kept. */
  readonly #followed = new Set<string>();
  #readMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  private constructor(store: Store, isShared: boolean) {
    this.#store = store;
    this.#isShared = isShared;
  }

  static async open(store: Store, isShared: boolean): Promise<Directory> {
    const directory = new Directory(store, isShared);
    await directory.#read();
    return directory;
  }

  list(): KnownParty[] {
    return [...this.#parties.values()];
  }

  party(id: string): KnownParty | undefined {
    return this.#parties.get(id);
  }

  declaration(digest: string): KnownDeclaration | undefined {
    return this.#declarations.get(digest);
  }

  allDeclarations(): KnownDeclaration[] {
    return [...this.#declarations.values()];
  }

  declarationsOf(party: string): KnownDeclaration[] {
    return [...this.#declarations.values()].filter((known) => known.declaration.by === party);
  }

  requireKnown(id: string): KnownParty {
    const known = this.#parties.get(id);
    if (known === undefined) throw new DoorFault('party-unknown', 'expected the id of a party of this relay');
    return known;
  }

  /** A party that exists and is not closed; what it may do beyond that is `requireAdmitted`. */
  requireOpen(id: string): KnownParty {
    const known = this.requireKnown(id);
    if (known.current.status === 'closed') throw new DoorFault('party-closed', 'expected an open party');
    return known;
  }

  requireAdmitted(id: string, nowMs: number): KnownParty {
    const known = this.requireOpen(id);
    const labels = known.labels.map((entry) => entry.label);
    if (!isAdmitted(labels, id, instantOf(nowMs))) {
      throw new DoorFault('party-not-admitted', 'expected a label of the régie that holds now');
    }
    return known;
  }

  /** The keys of a use that hold now, newest first when several do. */
  keysNow(known: KnownParty, use: KeyUse, nowMs: number): PartyKey[] {
    return [...keysAt(known.current, use, instantOf(nowMs))].reverse();
  }

  /** Reads again what another process may have kept. Doors call it before they look up. */
  async refresh(nowMs: number): Promise<void> {
    if (!this.#isShared || nowMs - this.#readMs < rereadMs) return;
    this.#readMs = nowMs;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Of two successors of one version that arrive together one is kept: the other would be a second history. */
  async follow<T>(previous: string | null, keep: () => Promise<T>): Promise<T> {
    if (previous === null) return keep();
    if (this.#followed.has(previous))
      throw new DoorFault('record-conflict', 'expected one successor at a time');
    this.#followed.add(previous);
    return keep().finally(() => this.#followed.delete(previous));
  }

  /** A public record that was just kept by this process. */
  add(kept: KeptPublic): void {
    const { body } = splitRecord(kept.text);
    if (kept.type === 'party') this.#addParty(kept, readParty(body));
    else if (kept.type === 'label') {
      const label = readLabel(body);
      // A wallet's build is about no party, and nobody who asks for a party needs it.
      if (label.kind === 'admitted') this.#addLabel(kept, label);
    } else if (kept.type === 'declaration') this.#addDeclaration(kept, readDeclaration(body));
  }

  #addParty(kept: KeptPublic, party: Party): void {
    const before = this.#parties.get(kept.party);
    const version: PartyVersion = { party, digest: recordDigest(kept.text), kept };
    if (before?.versions.some((entry) => entry.digest === version.digest)) return;
    this.#parties.set(kept.party, {
      id: kept.party,
      versions: [...(before?.versions ?? []), version],
      current: party,
      labels: before?.labels ?? [],
    });
  }

  #addLabel(kept: KeptPublic, label: Admission): void {
    const known = this.#parties.get(label.party);
    if (known === undefined || known.labels.some((entry) => entry.label.id === label.id)) return;
    this.#parties.set(label.party, { ...known, labels: [...known.labels, { label, kept }] });
  }

  #addDeclaration(kept: KeptPublic, declaration: Declaration): void {
    const digest = recordDigest(kept.text);
    this.#declarations.set(digest, { digest, declaration, kept });
  }

  async #read(): Promise<void> {
    for (const type of ['party', 'label', 'declaration'] as const) {
      for (const kept of await this.#store.listPublic(type)) this.add(kept);
    }
  }
}
