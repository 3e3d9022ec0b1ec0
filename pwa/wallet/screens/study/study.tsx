import { useEffect, useState } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import type { KnownStudy } from '../../paths/study.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { contributions } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Asked } from './asked.tsx';
import { Closed } from './closed.tsx';
import { Mine } from './mine.tsx';
import { shownFromKept, shownStudy } from './shown.ts';

export function StudyScreen({ id }: { id: string }) {
  const [known, setKnown] = useState<KnownStudy | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const kept = contributions.value.find(({ study }) => study === id);
  useEffect(() => {
    void import('../../paths/study.ts').then(({ findStudy }) => findStudy(id).then(setKnown, setFault));
  }, [id]);
  if (known === null && (kept === undefined || kept.state === 'declined')) {
    if (fault !== null)
      return (
        <main id="page">
          <Title>{say('study.where')}</Title>
          <FaultNote error={fault} />
          <a class="button" href="/etudes" data-act="studies">
            {say('studies.title')}
          </a>
        </main>
      );
    return (
      <main id="page" aria-busy="true">
        <p class="lead" role="status">
          {say('study.reading')}
        </p>
        <div class="ghost tall" />
      </main>
    );
  }
  const shown = known === null ? shownFromKept(kept as KeptContribution, Date.now()) : shownStudy(known);
  if (shown.state === 'announced' || shown.state === 'open') {
    if (known !== null && isAskedAgain(kept)) return <Asked shown={shown} known={known} kept={kept} />;
    if (kept !== undefined) return <Mine shown={shown} kept={kept} />;
  }
  return <Closed shown={shown} kept={kept} />;
}

/** Nothing of hers is there or on its way: the question stands as at first. */
const isAskedAgain = (kept: KeptContribution | undefined): boolean =>
  kept === undefined ||
  kept.state === 'declined' ||
  (kept.state === 'withdrawn' && kept.sentAt === null && kept.keySeed !== null);
