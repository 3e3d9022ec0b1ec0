import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import { id, key, literal, mailbox, minute, object, oneOf, optional, reader, whole } from './read.ts';
import type { Head } from './record.ts';

const pauseActs = ['pause', 'resume'] as const;
export type PauseAct = (typeof pauseActs)[number];

/**
 * The resident stops a grant for a while, or lets it go on. A record of the mailbox's private sequence: the party is
 * told `not-now` and never why, so no export of its own holds one (protocol §6).
 */
export interface Pause extends Head<'pause'> {
  readonly by: string;
  readonly key: string;
  readonly grant: string;
  readonly act: PauseAct;
  /** Place in the private sequence of this grant: 1 for the first pause, then one more each time. */
  readonly n: number;
  /** Of a pause alone: from this time of the relay on it is over by itself, without another record. */
  readonly until?: string;
}

/** A grant lives a year at most: nobody pauses it more often than this by hand. */
const maxPauses = 1000;

const pause: Schema<Pause> = object({
  v: literal(1),
  type: literal('pause'),
  id,
  at: minute,
  by: mailbox,
  key,
  grant: id,
  act: oneOf(pauseActs),
  n: whole(1, maxPauses),
  until: optional(minute),
});

const readShape = reader(pause, 'pause-invalid');

export function readPause(body: unknown): Pause {
  const read = readShape(body);
  if ((read.n % 2 === 1) !== (read.act === 'pause'))
    throw new PolicyFault('pause-invalid', 'expected a pause and its end in turn', 'act');
  if (read.until !== undefined && (read.act !== 'pause' || read.until <= read.at))
    throw new PolicyFault('pause-invalid', 'expected a time after `at`, of a pause alone', 'until');
  return read;
}
