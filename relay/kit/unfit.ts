import type { Gap } from '../../policy/publication.ts';

/** Thrown by a command that was given too little; with the list of what is missing, where there is one. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
  readonly gaps: readonly Gap[];

  constructor(message: string, gaps: readonly Gap[] = []) {
    super(message);
    this.gaps = gaps;
  }
}
