import { useState } from 'preact/hooks';
import { splitRecord } from '../../../../policy/record.ts';
import { readStudy } from '../../../../policy/study.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { Reserve } from '../../../ui/reserve.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDate } from '../../../words/write.ts';
import { counts, odometer, partsInAYear, partsOf } from '../../paths/budget.ts';
import type { Compared } from '../../paths/compare-budget.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { contributions, lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** « Ma réserve »: what studies may still learn this year, drawn and in words, and what took from it. */
export function Budget() {
  const { year, spentMillionths } = odometer();
  const taken = partsOf(spentMillionths);
  const rows = contributions.value.filter(counts);
  const years = [...new Set([year, ...rows.map((row) => row.year)])].sort((left, right) => right - left);
  return (
    <main id="page">
      <Title>{sayCount('budget.title', partsInAYear - taken, { of: partsInAYear })}</Title>
      <p class="lead">{say('budget.lead')}</p>
      <section class="card" data-taken={taken}>
        <h2>{say('budget.year', { year })}</h2>
        <Reserve taken={taken} of={partsInAYear} />
        <p>
          {taken === 0 ? say('budget.none') : sayCount('budget.taken', taken, { of: partsInAYear })}{' '}
          <span class="soft">{say('budget.new')}</span>
        </p>
      </section>
      {years.map((one) => (
        <Year key={one} year={one} rows={rows.filter((row) => row.year === one)} />
      ))}
      {lockState.value === 'open' && <Compare />}
      <p class="soft small pad">{say('budget.why')}</p>
      <a class="button gentle" href="/etudes" data-act="studies">
        {say('studies.title')}
      </a>
    </main>
  );
}

function Year({ year, rows }: { year: number; rows: readonly KeptContribution[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('budget.in', { year })}</h2>
      <ul class="list">
        {rows.map((row) => (
          <li key={row.study}>
            <a class="row plain touch" href={`/etude/${row.study}`} data-act="see-study">
              <span class="grow stack tight">
                <b>{inLanguage(readStudy(splitRecord(row.text).body).title)}</b>
                <span class="soft small">
                  {writeDate(row.at)} ·{' '}
                  {say(row.paidAt === null ? 'budget.aside' : `study.chip.${row.state}`)}
                </span>
              </span>
              <b>{sayCount('budget.parts', partsOf(row.costMillionths))}</b>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The issuer counts too: a phone that somebody has tampered with must not pass the limit. */
function Compare() {
  const [found, setFound] = useState<Compared | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  async function compare() {
    setFault(null);
    const { compareBudget } = await import('../../paths/compare-budget.ts');
    await compareBudget().then(setFound, setFault);
  }
  return (
    <section class="card">
      <h2>{say('budget.compare')}</h2>
      <p class="soft">{say('budget.compare.why')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {found !== null && (
        <Note tone={found.isSame ? 'yes' : 'stop'} announce>
          <p>
            {say(found.isSame ? 'budget.same' : 'budget.differs', {
              here: partsOf(found.hereMillionths),
              there: partsOf(found.thereMillionths),
            })}
          </p>
        </Note>
      )}
      <Button act="compare-budget" look="gentle" onPress={compare}>
        {say('budget.compare.do')}
      </Button>
      <p class="soft small">{say('budget.compare.wait')}</p>
    </section>
  );
}
