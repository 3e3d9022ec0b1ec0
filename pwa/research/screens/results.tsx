import { useState } from 'preact/hooks';
import { type FigureFlag, type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import type { Release } from '../../../policy/release.ts';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';
import { cellsView, firstView, type Order, type Row, rowsOf, type View, viewsOf } from '../paths/release.ts';
import type { KnownStudy } from '../paths/study.ts';
import { Chart } from './chart.tsx';
import { Counts } from './counts.tsx';
import { between, classNames, signed } from './figure.ts';
import { NotOut } from './not-out.tsx';
import { useRelease } from './use-release.ts';

export function Results({ known }: { known: KnownStudy }) {
  const standing = useRelease(known);
  if (standing.is !== 'there') return <NotOut known={known} standing={standing} />;
  const table = tableOf(known.study, standing.release.statement);
  if (table.outcome === 'too-few') return <NotOut known={known} standing={standing} />;
  return <Shown known={known} release={standing.release} table={table} />;
}

interface Chosen {
  readonly view: View;
  readonly order: Order;
}

function Shown({ known, release, table }: { known: KnownStudy; release: Release; table: PublishedTable }) {
  const { study, digest } = known;
  const [{ view, order }, choose] = useState<Chosen>({ view: firstView(table), order: 'study' });
  const rows = rowsOf(table, view, order);
  const title = viewName(known, view);
  return (
    <main id="page">
      <a class="reach" href={`/etude/${digest}`} data-act="to-study">
        {inLanguage(study.title)}
      </a>
      <Title>{inLanguage(study.question)}</Title>
      <p class="lead">{say('research.results.lead', { n: writeNumber(table.noise.halfWidth) })}</p>
      <section class="card">
        <Counts known={known} release={release} />
      </section>
      <section class="card" aria-labelledby="by-class">
        <h2 id="by-class">{title}</h2>
        <div class="choose-row">
          {viewsOf(study).length > 1 && (
            <Select
              id="view"
              name={say('research.view')}
              value={view}
              options={viewsOf(study).map((id) => ({ id, said: viewName(known, id) }))}
              onChoose={(next) => choose({ view: next, order })}
            />
          )}
          <Select
            id="order"
            name={say('research.order')}
            value={order}
            options={(['study', 'most', 'least'] as const).map((id) => ({
              id,
              said: say(`research.order.${id}`),
            }))}
            onChoose={(next) => choose({ view, order: next as Order })}
          />
        </div>
        <Chart rows={rows} title={title} />
        <Table rows={rows} title={title} suppressBelow={study.suppressBelow} />
        <Nothing table={table} study={known} />
      </section>
      <Note tone="calm" icon="ask">
        <p>{say('research.two-numbers')}</p>
        <p class="then">{say('research.two-numbers.why')}</p>
      </Note>
      <p class="acts">
        <a class="button full" href={`/combiner/${digest}`} data-act="combine">
          {say('research.combine')}
        </a>
        <a class="button" href={`/etude/${digest}`} data-act="to-files">
          {say('research.files.and-proofs')}
        </a>
      </p>
    </main>
  );
}

function viewName({ study }: KnownStudy, view: View): string {
  if (view === cellsView) return say('research.view.cells');
  const found = study.dimensions.find(({ id }) => id === view);
  return found === undefined ? view : inLanguage(found.label);
}

function Select({
  id,
  name,
  value,
  options,
  onChoose,
}: {
  id: string;
  name: string;
  value: string;
  options: readonly { readonly id: string; readonly said: string }[];
  onChoose: (value: string) => void;
}) {
  return (
    <div class="field">
      <label for={id}>{name}</label>
      <div class="box">
        <select id={id} data-act={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.said}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

const flagWords = {
  negative: 'research.flag.negative',
  wide: 'research.flag.wide',
} as const satisfies Partial<Record<FigureFlag, string>>;

function Table({
  rows,
  title,
  suppressBelow,
}: {
  rows: readonly Row[];
  title: string;
  suppressBelow: number;
}) {
  const name = say('research.table', { title });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="scroll" aria-label={name} tabIndex={0}>
      <table class="figures">
        <caption class="unseen">{name}</caption>
        <thead>
          <tr>
            <th scope="col">{say('research.table.who')}</th>
            <th scope="col">{say('research.table.between')}</th>
            <th scope="col">{say('research.table.published')}</th>
            <th scope="col">{say('research.table.consistent')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-row={row.id}>
              <th scope="row">
                {classNames(row.classes)}
                {row.flags.map((flag) =>
                  flag === 'suppressed' ? null : (
                    <span class="soft small block" key={flag}>
                      {say(flagWords[flag])}
                    </span>
                  ),
                )}
              </th>
              {row.estimate === null || row.consistent === null ? (
                <td colSpan={3} class="soft" data-suppressed>
                  {say('research.suppressed', { n: writeNumber(suppressBelow) })}
                </td>
              ) : (
                <>
                  <td>
                    <b>{between(row)}</b>
                  </td>
                  <td data-published={row.estimate}>{signed(row.estimate)}</td>
                  <td data-consistent={row.consistent}>{signed(row.consistent)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Nothing({ table, study: { study } }: { table: PublishedTable; study: KnownStudy }) {
  const { nothing } = table;
  return (
    <p data-nothing>
      {nothing.estimate === null || nothing.low === null || nothing.high === null
        ? say('research.label', {
            label: inLanguage(study.nothing),
            value: say('research.suppressed', { n: writeNumber(study.suppressBelow) }),
          })
        : say('research.nothing', {
            what: inLanguage(study.nothing),
            low: signed(nothing.low),
            high: signed(nothing.high),
            n: signed(nothing.estimate),
          })}
    </p>
  );
}
