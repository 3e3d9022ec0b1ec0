import { concat, toUtf8 } from '../encode.ts';
import { CryptoFault } from '../fault.ts';
import { type WireReader, WireWriter } from './wire.ts';

/** DAP §4.1.1: whole multiples of the task's `time_precision`; `start` inclusive, `start + duration` exclusive. */
export interface Interval {
  readonly start: number;
  readonly duration: number;
}

export const writeInterval = (writer: WireWriter, { start, duration }: Interval): WireWriter =>
  writer.long(start).long(duration);

export function readInterval(reader: WireReader): Interval {
  const interval = { start: reader.long(), duration: reader.long() };
  if (!Number.isSafeInteger(interval.start + interval.duration))
    throw new CryptoFault('encoding-invalid', 'expected an interval that ends before 2^53');
  return interval;
}

export const isInside = (time: number, { start, duration }: Interval): boolean =>
  start <= time && time < start + duration;

/** DAP §5: of the two modes, ours. */
export const timeInterval = 1;
const taskIntervalExtension = 1;
/** Prio3MultihotCountVec (VDAF §10). */
export const multihotType = 0x00000005;

/** What a study's manifest says, in DAP's terms. */
export interface TaskTerms {
  /** The study's digest: 32 bytes. */
  readonly id: Uint8Array;
  readonly leaderUrl: string;
  readonly helperUrl: string;
  readonly precisionSeconds: number;
  readonly minimumCohort: number;
  readonly length: number;
  readonly maxWeight: number;
  readonly chunkLength: number;
  readonly opensMs: number;
  readonly closesMs: number;
}

/** A task as all who take part in it hold it: what is sealed for it names all of this (DAP §4.2). */
export interface Task {
  readonly id: Uint8Array;
  /** `TaskConfiguration`, encoded. */
  readonly configuration: Uint8Array;
  readonly precisionSeconds: number;
  readonly minimumCohort: number;
  readonly interval: Interval;
  /** The VDAF's context: « dap-18 » and the task's id. */
  readonly ctx: Uint8Array;
}

/** `task_info` of every study: other uses of one aggregator have other words here. */
const taskInfo = toUtf8('vav/study/1');

export function taskOf(terms: TaskTerms): Task {
  const { id, precisionSeconds, minimumCohort } = terms;
  if (id.length !== 32)
    throw new CryptoFault('size-invalid', `task id of \`${id.length}\` bytes, expected 32`);
  const interval = intervalOf(terms);
  return {
    id,
    configuration: taskConfigurationOf(terms, interval),
    precisionSeconds,
    minimumCohort,
    interval,
    ctx: concat(toUtf8('dap-18'), id),
  };
}

function intervalOf({ opensMs, closesMs, precisionSeconds }: TaskTerms): Interval {
  const [start, end] = [opensMs, closesMs].map((ms) => ms / 1000 / precisionSeconds) as [number, number];
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || end <= start)
    throw new CryptoFault('size-invalid', 'expected an opening and a close that the precision divides');
  return { start, duration: end - start };
}

function taskConfigurationOf(terms: TaskTerms, interval: Interval): Uint8Array<ArrayBuffer> {
  const vdaf = new WireWriter()
    .number(terms.length, 4)
    .number(terms.chunkLength, 4)
    .long(terms.maxWeight)
    .bytes();
  const extension = new WireWriter()
    .number(taskIntervalExtension, 2)
    .opaque(writeInterval(new WireWriter(), interval).bytes(), 2)
    .bytes();
  return new WireWriter()
    .opaque(taskInfo, 1, 1)
    .opaque(toUtf8(terms.leaderUrl), 2, 1)
    .opaque(toUtf8(terms.helperUrl), 2, 1)
    .long(terms.precisionSeconds)
    .long(terms.minimumCohort)
    .number(timeInterval, 1)
    .opaque(new Uint8Array(0), 2)
    .number(multihotType, 4)
    .opaque(vdaf, 2)
    .opaque(extension, 2)
    .bytes();
}

/** A time as reports carry it: cut, so that it tells no more than the study wants. */
export const taskTime = ({ precisionSeconds }: Pick<Task, 'precisionSeconds'>, ms: number): number =>
  Math.floor(ms / 1000 / precisionSeconds);
