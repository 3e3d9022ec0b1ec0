import type { ComponentChildren } from 'preact';

export interface IntervalRow {
  readonly id: string;
  readonly label: string;
  readonly isOwn: boolean;
  /** Null where it is not told, which is written and never drawn as 0. */
  readonly figure: { readonly estimate: number; readonly low: number; readonly high: number } | null;
}

/** A number and how far off it may be: a line from end to end, a dot where the estimate is, and both in words beside. */
export function Intervals({
  caption,
  heads,
  rows,
  most,
  own,
  write,
  hidden,
}: {
  caption: string;
  heads: readonly [string, string];
  rows: readonly IntervalRow[];
  /** The end of the scale, the same for tables that are compared. */
  most: number;
  own: ComponentChildren;
  write: (figure: NonNullable<IntervalRow['figure']>) => ComponentChildren;
  hidden: string;
}) {
  return (
    <table class="intervals">
      <caption class="unseen">{caption}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{heads[0]}</th>
          <th scope="col">{heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, label, isOwn, figure }) => (
          <tr key={id} class={isOwn ? 'own' : undefined} data-own={isOwn || undefined}>
            <th scope="row">
              {label} {isOwn && <span class="chip small">{own}</span>}
            </th>
            <td>
              {figure === null ? (
                <span class="soft small">{hidden}</span>
              ) : (
                <>
                  <Line figure={figure} most={most} />
                  <span class="count">{write(figure)}</span>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Line({ figure, most }: { figure: NonNullable<IntervalRow['figure']>; most: number }) {
  const place = (value: number) => 3 + (94 * Math.min(Math.max(value, 0), most)) / Math.max(1, most);
  const [low, dot, high] = [figure.low, figure.estimate, figure.high].map(place) as [number, number, number];
  return (
    <svg class="interval" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
      <path class="scale" d="M3 7h94" />
      <path class="reach" d={`M${low} 7H${high} M${low} 3v8 M${high} 3v8`} />
      <rect class="dot" x={dot - 1.2} y="2" width="2.4" height="10" rx="1" />
    </svg>
  );
}
