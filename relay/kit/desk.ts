import type { Lang } from '../../policy/record.ts';
import type { Fetch } from './call.ts';

/** What a command needs from outside itself. */
export interface Desk {
  readonly dataDir: string;
  readonly relay: string;
  readonly lang: Lang;
  /** What was asked for: for a person, a file or another program. */
  readonly say: (text: string) => void;
  /** What went on, and what went wrong. */
  readonly note: (text: string) => void;
  readonly fetch: Fetch;
  readonly now: () => number;
}
