import type { RowFault } from '../../../../policy/import.ts';
import { say } from '../../../words/lookup.ts';

/** Which lines were not read, and why: by their number, never by what stands in them. */
export function RowFaults({ faults, isFileSaid }: { faults: readonly RowFault[]; isFileSaid: boolean }) {
  return (
    <ul class="list">
      {faults.map(({ file, line, code }) => (
        <li key={`${file} ${line} ${code}`}>
          {isFileSaid && <span class="soft small block breaks">{file}</span>}
          {say('import.rows.line', { line, why: say(`import.row.${code}`) })}
        </li>
      ))}
    </ul>
  );
}
