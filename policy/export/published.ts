import type { Declaration } from '../declaration.ts';

/** A declaration as the log has it: what every export is made from. */
export interface Published {
  readonly declaration: Declaration;
  readonly digest: string;
  /** Address of the relay that keeps it. */
  readonly relay: string;
}

export const addressOf = ({ relay, digest }: Published): string => `${relay}/declaration/${digest}`;
