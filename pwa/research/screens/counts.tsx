import { type Release, rejectionReasons } from '../../../policy/release.ts';
import { Fold } from '../../ui/fold.tsx';
import { say } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';
import type { KnownStudy } from '../paths/study.ts';

/** How many took part, and what was left out and why. */
export function Counts({ known, release }: { known: KnownStudy; release: Release }) {
  const { outcome, counts } = release.statement;
  const rejected = rejectionReasons.reduce((sum, reason) => sum + counts.rejected[reason], 0);
  return (
    <>
      <dl class="count">
        <div>
          <dt>{say('research.counts.accepted')}</dt>
          <dd data-count="accepted">
            {outcome === 'published'
              ? writeNumber(counts.accepted)
              : say('research.counts.under', { n: writeNumber(known.study.minimumCohort) })}
          </dd>
        </div>
        <div>
          <dt>{say('research.counts.withdrawn')}</dt>
          <dd data-count="withdrawn">{writeNumber(counts.withdrawn)}</dd>
        </div>
        <div>
          <dt>{say('research.counts.rejected')}</dt>
          <dd data-count="rejected">{writeNumber(rejected)}</dd>
        </div>
      </dl>
      {rejected > 0 && (
        <Fold title={say('research.counts.why')} act="fold-rejected">
          <dl class="stack exact">
            {rejectionReasons
              .filter((reason) => counts.rejected[reason] > 0)
              .map((reason) => (
                <div class="said" key={reason}>
                  <dt>{say(`research.rejected.${reason}`)}</dt>
                  <dd>{writeNumber(counts.rejected[reason])}</dd>
                </div>
              ))}
          </dl>
        </Fold>
      )}
    </>
  );
}
