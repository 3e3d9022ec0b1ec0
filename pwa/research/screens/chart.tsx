import { say } from '../../words/lookup.ts';
import { type Row, ticksOf } from '../paths/release.ts';
import { classNames, signed } from './figure.ts';

/**
 * A dot for the published number, a line for the interval, a stroke for the consistent number. Drawn in parts of the width,
 * so that it needs no measuring and its labels stay text that wraps and grows with the reader's letters. The table beside it
 * holds the same numbers.
 */
export function Chart({ rows, title }: { rows: readonly Row[]; title: string }) {
  const ticks = ticksOf(rows);
  const [first = 0] = ticks;
  const last = ticks.at(-1) ?? 1;
  const at = (value: number) => `${(((value - first) / (last - first)) * 100).toFixed(2)}%`;
  return (
    <figure class="chart-figure">
      <figcaption class="chart-key small">
        <span>
          <Key drawn={<circle cx="14" cy="8" r="5" class="dot" />} /> {say('research.chart.dot')}
        </span>
        <span>
          <Key drawn={<line x1="2" x2="26" y1="8" y2="8" class="whisker" />} /> {say('research.chart.line')}
        </span>
        <span>
          <Key drawn={<line x1="14" x2="14" y1="1" y2="15" class="stroke" />} />{' '}
          {say('research.chart.stroke')}
        </span>
      </figcaption>
      <div class="chart" role="img" aria-label={say('research.chart.name', { title, n: rows.length })}>
        <Axis ticks={ticks} at={at} />
        {rows.map((row) => (
          <div class="chart-row" key={row.id} data-row={row.id}>
            <span class="chart-label">{classNames(row.classes)}</span>
            <span class="chart-strip">
              {row.estimate === null || row.low === null || row.high === null ? (
                <span class="soft small">{say('research.not-told')}</span>
              ) : (
                <svg width="100%" height="26" focusable="false" aria-hidden="true">
                  {ticks.map((tick) => (
                    <line key={tick} x1={at(tick)} x2={at(tick)} y1="0" y2="26" class="grid" />
                  ))}
                  <line x1={at(row.low)} x2={at(row.high)} y1="13" y2="13" class="whisker" />
                  <line x1={at(row.low)} x2={at(row.low)} y1="8" y2="18" class="whisker" />
                  <line x1={at(row.high)} x2={at(row.high)} y1="8" y2="18" class="whisker" />
                  <line
                    x1={at(row.consistent ?? row.estimate)}
                    x2={at(row.consistent ?? row.estimate)}
                    y1="3"
                    y2="23"
                    class="stroke"
                  />
                  <circle cx={at(row.estimate)} cy="13" r="5" class="dot" data-estimate={row.estimate} />
                </svg>
              )}
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}

const Key = ({ drawn }: { drawn: preact.JSX.Element }) => (
  <svg width="28" height="16" viewBox="0 0 28 16" aria-hidden="true" focusable="false">
    {drawn}
  </svg>
);

function Axis({ ticks, at }: { ticks: readonly number[]; at: (value: number) => string }) {
  return (
    <div class="chart-row axis">
      <span class="chart-label" />
      <span class="chart-strip">
        <svg width="100%" height="22" focusable="false" aria-hidden="true">
          {ticks.map((tick, place) => (
            <text
              key={tick}
              x={at(tick)}
              y="15"
              class="tick"
              text-anchor={place === 0 ? 'start' : place === ticks.length - 1 ? 'end' : 'middle'}
            >
              {signed(tick)}
            </text>
          ))}
        </svg>
      </span>
    </div>
  );
}
