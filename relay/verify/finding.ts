/** One sentence of the report. */
export interface Finding {
  readonly holds: boolean;
  readonly what: string;
}
