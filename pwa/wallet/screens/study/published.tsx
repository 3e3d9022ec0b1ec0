import type { Figure, PublishedTable, TableCell } from '../../../../policy/release/table.ts';
import { pathOf } from '../../../../policy/routes.ts';
import { cellCount, type Study } from '../../../../policy/study.ts';
import { PeopleShare } from '../../../ui/figures.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { type IntervalRow, Intervals } from '../../../ui/intervals.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeNumber } from '../../../words/write.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { ownCellNow } from './own-cell.ts';
import { cellName } from './shown.ts';

/** Ends of one scale for all tables of a study, so that lines can be compared by eye. */
const scaleOf = (table: PublishedTable): number =>
  Math.max(1, ...table.cells.map(({ high }) => high ?? 0), table.nothing.high ?? 0);

const told = ({ estimate, low, high }: Figure): IntervalRow['figure'] =>
  estimate === null || low === null || high === null ? null : { estimate, low, high };

/** The numbers, with how far off each may be, and her own place among them: worked out on this phone. */
export function Published({
  study,
  digest,
  table,
  kept,
}: {
  study: Study;
  digest: string;
  table: PublishedTable;
  kept: KeptContribution | undefined;
}) {
  // What was counted, where something was; else where the facts of today would have stood.
  const isCounted = kept?.state === 'sent';
  const own = isCounted ? kept.cell : ownCellNow(study).cell;
  const groups = groupsOf(table);
  const nothing = cellCount(study.dimensions);
  const ownFigure = told(table.cells[own] ?? table.nothing);
  return (
    <>
      <section class="card" data-own-cell={own}>
        <h2>{say(isCounted ? 'study.own.counted' : 'study.own.would')}</h2>
        <p class="told">{cellName(study, own)}</p>
        {ownFigure !== null && (
          <p>
            <b class="big">{writePeople(ownFigure.estimate)}</b>{' '}
            <span class="soft">{between(ownFigure)}</span>
          </p>
        )}
        {ownFigure !== null && table.accepted > 0 && (
          <>
            <p class="soft">{say('study.own.share')}</p>
            <PeopleShare
              part={Math.min(Math.max(0, ownFigure.estimate), table.accepted)}
              all={table.accepted}
            />
          </>
        )}
        <p class="soft small">{say('study.own.only')}</p>
      </section>
      <section class="card">
        <h2>{say('study.numbers')}</h2>
        <p class="soft">{sayCount('study.accepted', table.accepted, { n: writeNumber(table.accepted) })}</p>
        {groups.map(({ id, label, cells }) => {
          const rows = cells.map((cell) => rowOf(cell, own));
          const drawn = (
            <Intervals
              caption={label === null ? say('study.numbers') : label}
              heads={[say('study.head.group'), say('study.head.people')]}
              rows={rows}
              most={scaleOf(table)}
              own={say('result.cohort.you')}
              write={(figure) => (
                <>
                  <b>{writePeople(figure.estimate)}</b> <span class="soft">{between(figure)}</span>
                </>
              )}
              hidden={say('study.hidden')}
            />
          );
          if (label === null) return <div key={id}>{drawn}</div>;
          return rows.some(({ isOwn }) => isOwn) ? (
            <div class="stack tight" key={id}>
              <h3>{label}</h3>
              {drawn}
            </div>
          ) : (
            <Fold key={id} act={`fold-${id}`} title={label}>
              {drawn}
            </Fold>
          );
        })}
        <div class="stack tight">
          <h3>{inLanguage(study.nothing)}</h3>
          <Nothing figure={told(table.nothing)} isOwn={own === nothing} />
        </div>
        <p class="soft small">{say('study.chance')}</p>
        <a
          class="button gentle"
          href={pathOf('readReleaseFile', { digest })}
          data-out
          data-act="release-file"
        >
          {say('study.file')}
        </a>
      </section>
    </>
  );
}

function Nothing({ figure, isOwn }: { figure: IntervalRow['figure']; isOwn: boolean }) {
  if (figure === null) return <p class="soft small">{say('study.hidden')}</p>;
  return (
    <p>
      <b>{writePeople(figure.estimate)}</b> <span class="soft">{between(figure)}</span>{' '}
      {isOwn && <span class="chip small">{say('result.cohort.you')}</span>}
    </p>
  );
}

interface Group {
  readonly id: string;
  readonly label: string | null;
  readonly cells: readonly TableCell[];
}

/** By all dimensions but the last, which makes the rows. */
function groupsOf(table: PublishedTable): Group[] {
  const groups = new Map<string, Group & { cells: TableCell[] }>();
  for (const cell of table.cells) {
    const heads = cell.classes.slice(0, -1);
    const id = heads.map((entry) => entry.id).join('-');
    const label = heads.length === 0 ? null : heads.map((entry) => inLanguage(entry.label)).join(' · ');
    const group = groups.get(id) ?? { id, label, cells: [] };
    group.cells.push(cell);
    groups.set(id, group);
  }
  return [...groups.values()];
}

function rowOf(cell: TableCell, own: number): IntervalRow {
  const last = cell.classes.at(-1);
  const label = last === undefined ? '' : inLanguage(last.label);
  return { id: String(cell.cell), label, isOwn: cell.cell === own, figure: told(cell) };
}

/** Noise can take an estimate below zero; nobody counts fewer than none. */
const writePeople = (estimate: number): string => {
  const n = Math.max(0, estimate);
  return sayCount('study.people', n, { n: writeNumber(n) });
};

const between = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  say('study.between', { low: writeNumber(low), high: writeNumber(high) });
