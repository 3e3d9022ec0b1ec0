import { useEffect, useState } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDate } from '../../../words/write.ts';
import type { KnownRelease } from '../../paths/release.ts';
import type { KnownStudy } from '../../paths/study.ts';
import type { ContributionState, KeptContribution } from '../../vault/kept/study.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { StudyFolds } from './folds.tsx';
import { Published } from './published.tsx';
import { type ShownStudy, writeMoment } from './shown.ts';

/** What became of her own, once the window is closed. */
function endOf(state: ContributionState | undefined): 'in' | 'out' | 'missed' | 'none' | 'refused' {
  if (state === 'sent') return 'in';
  if (state === 'withdrawn' || state === 'withdrawing') return 'out';
  if (state === 'missed' || state === 'kept' || state === 'waiting') return 'missed';
  return state === 'refused' ? 'refused' : 'none';
}

/** After the close: being counted, published, or too few. */
export function Closed({ shown, kept }: { shown: ShownStudy; kept: KeptContribution | undefined }) {
  const { study, state, known } = shown;
  const [found, setFound] = useState<KnownRelease | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const isTold = state === 'released' || state === 'too-few';
  useEffect(() => {
    if (known === null || !isTold) return;
    void import('../../paths/release.ts').then(({ readReleaseOf }) =>
      readReleaseOf(known).then(setFound, setFault),
    );
  }, [known, isTold]);
  return (
    <main id="page" data-study={shown.digest} data-state={state}>
      <Title>{state === 'counting' ? say('study.counting') : inLanguage(study.question)}</Title>
      <p class="lead">
        {state === 'counting'
          ? say('study.counting.lead', { when: writeMoment(study.releaseAt) })
          : say('study.asked-by', { name: shown.askerName })}
      </p>
      {fault !== null && <FaultNote error={fault} />}
      {endOf(kept?.state) !== 'none' && (
        <Note tone={endOf(kept?.state) === 'in' ? 'yes' : 'wait'}>
          <p data-said={endOf(kept?.state)}>
            {say(
              kept?.refusal === 'withdrawal-late' && kept.state === 'sent'
                ? 'study.end.late'
                : `study.end.${endOf(kept?.state) as 'in' | 'out' | 'missed' | 'refused'}`,
            )}
          </p>
        </Note>
      )}
      {state === 'too-few' && (
        <section class="card">
          <h2>{say('study.too-few')}</h2>
          <p>{sayCount('study.few', study.minimumCohort)}</p>
          <p class="soft">{say('study.end', { day: writeDate(study.destroyAt) })}</p>
        </section>
      )}
      {state === 'released' && found?.table.outcome === 'published' && (
        <Published study={study} digest={shown.digest} table={found.table} kept={kept} />
      )}
      {state === 'released' && found === null && fault === null && known !== null && (
        <div class="ghost tall" />
      )}
      {known !== null && <FollowUps known={known} />}
      <StudyFolds shown={shown} />
    </main>
  );
}

/** What the researchers say became of it: sent back to everybody, those who took part among them. */
function FollowUps({ known }: { known: KnownStudy }) {
  if (known.followUps.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('study.followed')}</h2>
      <ul class="list">
        {known.followUps.toReversed().map(({ id, at, text, url }) => (
          <li key={id} class="stack tight">
            <span class="soft small">{writeDate(at)}</span>
            <p>{inLanguage(text)}</p>
            {url !== undefined && (
              <a class="reach" href={url} data-out rel="noreferrer">
                {new URL(url).host}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
