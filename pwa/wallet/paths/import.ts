// « Ajouter un fichier »: read in its worker, shown, and kept only when the person says so. Until then nothing is written;
// then the summary and the chosen facts go into the vault in one change. The reading outlives the screen, not the lock.

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { randomId } from '../../../crypto/random.ts';
import { aboutMe, type FactKey, type Place } from '../../../policy/fact.ts';
import {
  type Found,
  type ImportKind,
  importLimits,
  isSameValue,
  proposeFacts,
  type ToldFault,
} from '../../../policy/import.ts';
import { dateText, minuteText } from '../../../policy/instant.ts';
import type { Mapping } from '../../../policy/table.ts';
import { change } from '../vault/hold.ts';
import type { KeptFact, KeptImport } from '../vault/kept/fact.ts';
import { imports, lockState } from '../vault/open.ts';
import type { TablePreview } from '../worker/import/read-table.ts';
import type { ImportRun } from '../worker/import.ts';
import type { ImportProgress } from '../worker/import.worker.ts';
import { here, type Surroundings } from './surroundings.ts';

export interface ImportAround extends Pick<Surroundings, 'now'> {
  run: ImportRun;
}

const hereImport: ImportAround = {
  now: here.now,
  run: async (...asked) => (await import('../worker/import.ts')).importInWorker(...asked),
};

export type ImportState =
  | { readonly step: 'choose' }
  | { readonly step: 'reading'; readonly progress: ImportProgress | null }
  /** A table: the person says what its columns mean. */
  | {
      readonly step: 'map';
      readonly file: File;
      readonly preview: TablePreview;
      readonly mapping: Mapping | null;
    }
  | { readonly step: 'refused'; readonly fault: ToldFault }
  | {
      readonly step: 'found';
      readonly found: Found;
      /** The same file was kept before. */
      readonly again: KeptImport | null;
      /** A table can be read again with other columns. */
      readonly mapped: Extract<ImportState, { step: 'map' }> | null;
    };

const state = signal<ImportState>({ step: 'choose' });
export const importState: ReadonlySignal<ImportState> = computed(() => state.value);

let running: AbortController | undefined;

/** Stops what is being read, and lets go of what was. */
export function dropImport(): void {
  running?.abort();
  running = undefined;
  if (state.value.step !== 'choose') state.value = { step: 'choose' };
}

// What was read of a person's files stays in memory no longer than the vault is open.
effect(() => {
  if (lockState.value === 'locked') dropImport();
});

/** One at a time: a second choice ends the first. Answers null when it was stopped meanwhile. */
async function inTurn<T>(run: (over: AbortSignal) => Promise<T>): Promise<T | null> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  state.value = { step: 'reading', progress: null };
  try {
    const outcome = await run(mine.signal);
    return mine.signal.aborted ? null : outcome;
  } catch (cause) {
    if (mine.signal.aborted) return null;
    state.value = { step: 'choose' };
    throw cause;
  }
}

const onProgress = (progress: ImportProgress) => {
  if (state.value.step === 'reading') state.value = { step: 'reading', progress };
};

const isFault = (outcome: object): outcome is ToldFault => 'code' in outcome;

/** A table is looked at first; the others are read at once. */
export async function readFiles(
  kind: ImportKind,
  files: readonly File[],
  around: ImportAround = hereImport,
): Promise<void> {
  const [file] = files;
  if (file === undefined) return;
  if (kind !== 'table') return readAs(kind, files, null, around);
  const preview = await inTurn((over) => around.run('preview', { file }, over, onProgress));
  if (preview === null) return;
  state.value = isFault(preview)
    ? { step: 'refused', fault: preview }
    : { step: 'map', file, preview, mapping: null };
}

export async function readTable(mapping: Mapping, around: ImportAround = hereImport): Promise<void> {
  if (state.value.step !== 'map') return;
  const mapped = { ...state.value, mapping };
  await readAs('table', [mapped.file], mapped, around);
}

/** Back to the columns, as they were chosen. */
export function changeColumns(): void {
  if (state.value.step === 'found' && state.value.mapped !== null) state.value = state.value.mapped;
}

async function readAs(
  kind: ImportKind,
  files: readonly File[],
  mapped: Extract<ImportState, { step: 'map' }> | null,
  around: ImportAround,
): Promise<void> {
  const question = { kind, files, mapping: mapped?.mapping ?? null, nowMs: around.now() };
  const found = await inTurn((over) => around.run('read', question, over, onProgress));
  if (found === null) return;
  state.value = isFault(found)
    ? { step: 'refused', fault: found }
    : { step: 'found', found, again: sameFiles(found)[0] ?? null, mapped };
}

/** Imports that hold one of these very files. */
const sameFiles = ({ files }: Found): readonly KeptImport[] =>
  imports.value.filter((kept) =>
    kept.files.some(({ digest }) => files.some((file) => file.digest === digest)),
  );

export interface KeepChoice {
  /** With the value that stood beside it on the screen; null where there was none. */
  readonly facts: readonly { readonly key: FactKey; readonly over: KeptFact | null }[];
  readonly place: Place | null;
}

/**
 * `changed`: a value beside which a new one was shown is another by now, in another tab perhaps. Nothing is kept, and the
 * person looks again.
 */
export type KeepOutcome = 'kept' | 'changed';

export async function keepImport(
  choice: KeepChoice,
  around: ImportAround = hereImport,
): Promise<KeepOutcome> {
  if (state.value.step !== 'found') return 'changed';
  const { found } = state.value;
  const at = around.now();
  const proposals = proposeFacts(found.summary);
  const facts = choice.facts.flatMap(({ key }) => {
    const proposal = proposals.find((entry) => entry.key === key);
    return proposal === undefined ? [] : [aboutMe(key, proposal.value, 'phone', dateText(at))];
  });
  const row: KeptImport = {
    id: randomId(),
    kind: found.summary.kind,
    at: minuteText(at),
    files: found.files.map(({ name, digest }, place) => ({
      name: place < importLimits.fileNames ? name : '',
      digest,
    })),
    rowsRead: found.rowsRead,
    rowsRefused: found.rowsRefused,
    summary: found.summary,
    place: choice.place,
    facts,
  };
  // The very same files take the place of what they gave before; one among others stays.
  const replaced = sameFiles(found).filter(({ files }) => hasOnly(files, found.files));
  const outcome = await change(async (rows): Promise<KeepOutcome> => {
    for (const { key, over } of choice.facts) {
      const held = await rows.get('fact', key);
      if (!isSameFact(held, over)) return 'changed';
    }
    for (const fact of facts) rows.put('fact', fact.key, fact);
    for (const { id } of replaced) rows.drop('import', id);
    rows.put('import', row.id, row);
    return 'kept';
  });
  if (outcome === 'kept') dropImport();
  return outcome;
}

const hasOnly = (files: KeptImport['files'], wanted: Found['files']) =>
  files.every(({ digest }) => wanted.some((file) => file.digest === digest));

const isSameFact = (held: KeptFact | undefined, shown: KeptFact | null) =>
  held === undefined
    ? shown === null
    : shown !== null && isSameValue(held.value, shown.value) && held.source === shown.source;

/** What came from it goes with it, unless the person has written something else since. */
export async function forgetImport(id: string): Promise<void> {
  await change(async (rows) => {
    const kept = await rows.get('import', id);
    if (kept === undefined) return;
    for (const fact of kept.facts) {
      const held = await rows.get('fact', fact.key);
      if (held?.source === 'phone' && isSameValue(held.value, fact.value)) rows.drop('fact', fact.key);
    }
    rows.drop('import', id);
  });
}
