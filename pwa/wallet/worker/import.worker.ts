// Reads a person's own files. It sees the files and has no way to the network or to the vault: it shuts these doors on
// itself before it reads. What leaves it is a summary without a single raw row. Stopping is ending the worker.

import {
  type Found,
  type ImportKind,
  importLimits,
  type ReadFile,
  type ToldFault,
} from '../../../policy/import.ts';
import type { LoadSummary } from '../../../policy/load.ts';
import { type Mapping, readMapping, type TableSummary } from '../../../policy/table.ts';
import type { TrackSummary } from '../../../policy/trip.ts';
import { ImportFault } from './import/fault.ts';
import { readLoads } from './import/read-load.ts';
import { previewTable, readTables, type TablePreview } from './import/read-table.ts';
import { readTracks } from './import/read-tracks.ts';
import { newTally, type Tally } from './import/tally.ts';
import { lookThrough, textOf } from './import/text.ts';

export interface ReadQuestion {
  readonly kind: ImportKind;
  readonly files: readonly File[];
  /** Of a table only. */
  readonly mapping: Mapping | null;
  readonly nowMs: number;
}

export interface ImportProgress {
  readonly doneBytes: number;
  readonly allBytes: number;
}

export interface ImportTasks {
  read: { question: ReadQuestion; answer: Found };
  preview: { question: { readonly file: File }; answer: TablePreview };
}
export type ImportTask = keyof ImportTasks;

type OnProgress = (progress: ImportProgress) => void;

/** How far a reading has come, for whoever is told that it failed. */
interface Where {
  file: string | null;
  readonly tally: Tally;
}

interface Reading {
  read(name: string, text: AsyncIterable<string>): Promise<void>;
  end(): { readonly summary: TrackSummary | LoadSummary | TableSummary; readonly isUnitAssumed?: boolean };
}

export async function runImport<T extends ImportTask>(
  task: T,
  question: ImportTasks[T]['question'],
  onProgress: OnProgress = () => undefined,
): Promise<ImportTasks[T]['answer'] | ToldFault> {
  const at: Where = { file: null, tally: newTally() };
  try {
    return task === 'read'
      ? await readFiles(question as ReadQuestion, at, onProgress)
      : await preview((question as ImportTasks['preview']['question']).file, at);
  } catch (cause) {
    // A file that vanished meanwhile, or a fault of ours: its message may hold a path or a cell, and goes nowhere.
    if (!(cause instanceof ImportFault))
      return { code: 'import-broken', file: at.file, line: null, rowFaults: [] };
    return { code: cause.code, file: at.file, line: cause.line, rowFaults: at.tally.rowFaults };
  }
}

async function preview(file: File, at: Where): Promise<TablePreview> {
  at.file = nameOf(file);
  const { encoding } = await lookThrough(file, () => undefined);
  return previewTable(textOf(file, encoding, () => undefined));
}

async function readFiles(
  { kind, files, mapping, nowMs }: ReadQuestion,
  at: Where,
  onProgress: OnProgress,
): Promise<Found> {
  if (files.length === 0) throw new ImportFault('import-empty', 'expected a file');
  if (files.length > importLimits.files)
    throw new ImportFault('import-many-files', `expected at most ${importLimits.files} files`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > importLimits.allBytes)
    throw new ImportFault('import-large', `expected at most ${importLimits.allBytes} bytes`);
  // Each file is gone through twice: to know it, and to read it.
  const allBytes = bytes * 2;
  let doneBytes = 0;
  const onBytes = (more: number) => {
    doneBytes += more;
    onProgress({ doneBytes, allBytes });
  };
  const { tally } = at;
  const reading = readingOf(kind, tally, mapping, nowMs);
  const read: ReadFile[] = [];
  for (const file of files) {
    at.file = nameOf(file);
    const { digest, encoding } = await lookThrough(file, onBytes);
    const isKnown = read.some((other) => other.digest === digest);
    read.push({ name: at.file, digest });
    // The same bytes under two names would count twice.
    if (isKnown) onBytes(file.size);
    else await reading.read(at.file, textOf(file, encoding, onBytes));
  }
  at.file = read.length === 1 ? at.file : null;
  const { summary, isUnitAssumed = false } = reading.end();
  const { rowsRead, rowsRefused, rowFaults } = tally;
  return { files: read, rowsRead, rowsRefused, rowFaults, summary, isUnitAssumed };
}

function readingOf(kind: ImportKind, tally: Tally, mapping: Mapping | null, nowMs: number): Reading {
  if (kind === 'load') return readLoads(tally);
  if (kind === 'track') return withSummary(readTracks(tally, nowMs));
  if (mapping === null) throw new ImportFault('import-broken', 'expected a mapping');
  return withSummary(readTables(tally, readMapping(mapping)));
}

const withSummary = ({
  read,
  end,
}: {
  read: Reading['read'];
  end: () => TrackSummary | TableSummary;
}): Reading => ({ read, end: () => ({ summary: end() }) });

/** What a person called it; bounded, because it is shown and kept. */
const nameOf = ({ name }: File): string => name.slice(0, 120);

export interface ImportMessage {
  readonly task: ImportTask;
  readonly question: ImportTasks[ImportTask]['question'];
}
export type ImportReply =
  | { readonly progress: ImportProgress }
  | { readonly answer: ImportTasks[ImportTask]['answer'] | ToldFault };

const reply = (message: ImportReply) => postMessage(message);

/** What a worker could reach others or a store with. A parser that can download finds nothing to do it with. */
const doors = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'WebTransport',
  'importScripts',
  'Worker',
  'indexedDB',
  'caches',
  'BroadcastChannel',
];
// Not where tests call the functions above: their process needs its doors.
if ('WorkerGlobalScope' in globalThis)
  for (const name of doors)
    Object.defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });

globalThis.onmessage = ({ data: { task, question } }: MessageEvent<ImportMessage>) => {
  void runImport(task, question, (progress) => reply({ progress })).then((answer) => reply({ answer }));
};
