import type { Found, ImportSummary } from '../../../../policy/import.ts';
import type { LoadSummary } from '../../../../policy/load.ts';
import type { TableSummary } from '../../../../policy/table.ts';
import { type ClassCounts, distanceClass, distanceEnds, type TrackSummary } from '../../../../policy/trip.ts';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Fold } from '../../../ui/fold.tsx';
import { type Counted, say, sayCount, written } from '../../../words/lookup.ts';
import { writeDate, writeNumber } from '../../../words/write.ts';

/** « 100 000 lignes », as people write it. */
export const countedText = (stem: Counted, n: number, values: Record<string, string> = {}): string =>
  sayCount(stem, n, { n: writeNumber(n), ...values });

export function titleOf(summary: ImportSummary): string {
  switch (summary.kind) {
    case 'track':
      return countedText('import.found.track', summary.trips);
    case 'load':
      return countedText('import.found.load', summary.days);
    case 'table':
      return countedText('import.found.table', summary.rows);
  }
}

/** A summary in plain words, with what is not sure said as that. */
export function Told({ found }: { found: Found }) {
  const { summary } = found;
  return (
    <>
      <p class="lead">
        {say('import.between', { from: writeDate(summary.from), until: writeDate(summary.until) })}
      </p>
      {summary.kind === 'track' && <ToldTrack summary={summary} />}
      {summary.kind === 'load' && <ToldLoad summary={summary} isUnitAssumed={found.isUnitAssumed} />}
      {summary.kind === 'table' && <ToldTable summary={summary} />}
    </>
  );
}

function classText(at: number): string {
  const [from, to] = [distanceEnds[at - 1] ?? 0, distanceEnds[at]];
  return to === undefined ? say('import.class.above', { from }) : say('import.class', { from, to });
}

function ToldTrack({ summary }: { summary: TrackSummary }) {
  const { mode, modes, trips } = summary;
  const mine = modes.find((entry) => entry.mode === mode.mode)?.trips ?? 0;
  return (
    <section class="card" data-summary="track">
      <p class="soft small">{say('import.track.usual')}</p>
      <p class="big">{say('import.km', { km: writeNumber(summary.usualKm) })}</p>
      <p>
        {say('import.track.class', { class: classText(distanceClass(summary.usualKm)) })}{' '}
        {say('import.track.half')}
      </p>
      <p>{sayCount('import.track.week', summary.perWeek)}</p>
      <p data-sure={mode.sureness}>
        <b>
          {mode.sureness === 'likely'
            ? say('import.mode.likely', { mode: say(`import.mode.${mode.mode}`) })
            : say('import.mode.unsure', {
                mode: say(`import.mode.${mode.mode}`),
                second: say(`import.mode.${mode.second}`),
              })}
        </b>{' '}
        {trips > 1 &&
          mode.sureness === 'likely' &&
          say('import.mode.of', { n: writeNumber(mine), all: writeNumber(trips) })}
      </p>
      <p class="soft small">{say('import.mode.how')}</p>
      {summary.tooShort > 0 && <p class="soft small">{sayCount('import.track.short', summary.tooShort)}</p>}
      {summary.twice > 0 && <p class="soft small">{sayCount('import.track.twice', summary.twice)}</p>}
    </section>
  );
}

function ToldLoad({ summary, isUnitAssumed }: { summary: LoadSummary; isUnitAssumed: boolean }) {
  const { dayKwh, peak, isPeakClose, season, holedDays } = summary;
  return (
    <section class="card" data-summary="load">
      <p class="soft small">{say('import.load.day')}</p>
      <p class="big">{say('import.kwh', { kwh: writeNumber(dayKwh) })}</p>
      <p>
        <b>{say(`import.peak.${peak}`)}</b> {isPeakClose && say('import.peak.close')}
      </p>
      {season === null ? (
        <p class="soft small">{say('import.season.none')}</p>
      ) : (
        <p>
          {say('import.season', {
            winter: writeNumber(season.winterKwh),
            rest: writeNumber(season.restKwh),
          })}
        </p>
      )}
      {holedDays > 0 && <p class="soft small">{sayCount('import.load.holes', holedDays)}</p>}
      {isUnitAssumed && <p class="soft small">{say('import.load.watts')}</p>}
    </section>
  );
}

function ToldTable({ summary }: { summary: TableSummary }) {
  const { fact, folded, value } = summary;
  return (
    <section class="card" data-summary="table">
      <p class="soft small">{factLabel(fact)}</p>
      <p class="big">{value === null ? writeNumber(folded) : writeFact(fact, value)}</p>
      <p>
        {say(`import.folding.${summary.folding}`)}, {say(`import.period.${summary.period}`)}.
      </p>
      {value === null && <p>{say('import.table.unfit')}</p>}
    </section>
  );
}

function writeMonth(month: string): string {
  const tag = written() === 'fr' ? 'fr-FR' : 'en-GB';
  return new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T00:00:00Z`),
  );
}

/** Counts and figures under each other, folded: whoever wants to compare opens it. */
export function MonthByMonth({ summary }: { summary: ImportSummary }) {
  return (
    <>
      {summary.kind === 'track' && (
        <Fold title={say('import.classes')} act="fold-classes">
          <Classes counts={summary.classes} />
        </Fold>
      )}
      <Fold title={say('import.months')} act="fold-months">
        <ul class="list">
          {summary.months.map((each) => (
            <li key={each.month} class="row tight-row">
              <span class="grow">{writeMonth(each.month)}</span>
              <b>{monthText(summary, each)}</b>
            </li>
          ))}
        </ul>
      </Fold>
    </>
  );
}

function Classes({ counts }: { counts: ClassCounts }) {
  return (
    <ul class="list">
      {counts.map((count, at) => (
        <li key={classText(at)} class="row tight-row">
          <span class="grow">{classText(at)}</span>
          <b>{countedText('import.trips', count)}</b>
        </li>
      ))}
    </ul>
  );
}

function monthText(summary: ImportSummary, month: ImportSummary['months'][number]): string {
  if ('trips' in month) return countedText('import.trips', month.trips);
  if ('dayKwh' in month) return say('import.kwh', { kwh: writeNumber(month.dayKwh) });
  return summary.kind === 'table' ? writeNumber(month.value) : '';
}
