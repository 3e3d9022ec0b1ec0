import { Title } from '../../ui/frame.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';
import type { KnownStudy } from '../paths/study.ts';
import { whenOf } from './catalogue.tsx';
import type { ReleaseStanding } from './use-release.ts';

/** In the place of numbers: that there are none yet, none at all, or that they could not be read. */
export function NotOut({ known, standing }: { known: KnownStudy; standing: ReleaseStanding }) {
  if (standing.is === 'waiting')
    return (
      <main id="page" aria-busy="true">
        <div class="ghost tall" />
      </main>
    );
  const { study, digest } = known;
  const isTooFew = standing.is === 'there' || known.state === 'too-few';
  return (
    <main id="page">
      <Title>{inLanguage(study.question)}</Title>
      <div class="card dashed" data-not-out>
        <p>
          {standing.is === 'unread'
            ? say(`research.fault.${standing.code}`)
            : isTooFew
              ? say('research.too-few', { n: writeNumber(study.minimumCohort) })
              : say('research.not-out')}
        </p>
        <p class="soft">{isTooFew ? say('research.too-few.then') : whenOf(known)}</p>
      </div>
      <a class="button fit" href={`/etude/${digest}`} data-act="to-study">
        {say('research.to-study')}
      </a>
    </main>
  );
}
