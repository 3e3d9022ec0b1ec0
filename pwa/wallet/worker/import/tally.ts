import { importLimits, type RowFault, type RowFaultCode } from '../../../../policy/import.ts';

/** How many rows were read and left out over all files; the first faults one by one. */
export interface Tally {
  rowsRead: number;
  rowsRefused: number;
  readonly rowFaults: RowFault[];
  readonly counts: Map<RowFaultCode, number>;
}

export const newTally = (): Tally => ({ rowsRead: 0, rowsRefused: 0, rowFaults: [], counts: new Map() });

export function refuseRow(tally: Tally, file: string, line: number, code: RowFaultCode): void {
  tally.rowsRefused += 1;
  tally.counts.set(code, (tally.counts.get(code) ?? 0) + 1);
  if (tally.rowFaults.length < importLimits.rowFaults) tally.rowFaults.push({ file, line, code });
}
