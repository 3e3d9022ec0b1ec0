import type { ComparedCohort } from '../../../../policy/calculation.ts';
import { Bands } from '../../../ui/bands.tsx';
import { PeopleShare } from '../../../ui/figures.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeNumber } from '../../../words/write.ts';

/** To whom the resident was compared: the group in words, its size, the own place in it. */
export function Cohort({ cohort }: { cohort: ComparedCohort | null }) {
  if (cohort === null) return <p class="soft pad">{say('result.cohort.none')}</p>;
  const own = cohort.distribution.find(({ band }) => band === cohort.ownBand);
  return (
    <section class="card" data-cohort={cohort.size}>
      <h2>{say('result.cohort')}</h2>
      <p>{inLanguage(cohort.definition)}</p>
      <p>
        <b class="figure">{say('result.cohort.size', { n: writeNumber(cohort.size) })}</b>
      </p>
      <p class="soft">{say('result.cohort.band', { band: cohort.ownBand })}</p>
      {cohort.distribution.length > 0 && (
        <Bands bands={cohort.distribution} own={cohort.ownBand} caption={say('result.cohort')} />
      )}
      {own !== undefined && (
        <>
          <p class="soft">{say('result.cohort.share')}</p>
          <PeopleShare part={own.count} all={cohort.size} />
        </>
      )}
    </section>
  );
}
