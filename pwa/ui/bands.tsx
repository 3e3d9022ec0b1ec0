import { say } from '../words/lookup.ts';
import { writeNumber } from '../words/write.ts';

interface Band {
  readonly band: string;
  readonly count: number;
}

/** How many people stand where, and the resident among them: a table whose bars are only a second way to read it. */
export function Bands({ bands, own, caption }: { bands: readonly Band[]; own: string; caption: string }) {
  const most = Math.max(1, ...bands.map(({ count }) => count));
  return (
    <table class="bands">
      <caption class="unseen">{caption}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{say('result.cohort.group')}</th>
          <th scope="col">{say('result.cohort.people')}</th>
        </tr>
      </thead>
      <tbody>
        {bands.map(({ band, count }) => {
          const isOwn = band === own;
          return (
            <tr key={band} class={isOwn ? 'own' : undefined} data-own={isOwn || undefined}>
              <th scope="row">
                {band}
                {isOwn && (
                  <>
                    {' '}
                    <span class="chip small">{say('result.cohort.you')}</span>
                  </>
                )}
              </th>
              <td>
                <svg class="bar-line" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={count === 0 ? 0 : Math.max(1, (count / most) * 100)} height="10" rx="2" />
                </svg>
                <span class="count">{writeNumber(count)}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
