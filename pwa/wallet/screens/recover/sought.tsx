import { useEffect, useState } from 'preact/hooks';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeTime } from '../../../words/write.ts';
import { type Seeking, seeking, seekNewer } from '../../paths/seek.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** Everything is back; what is newer is asked for, one service after the other. The page may be left meanwhile. */
export function Sought() {
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    seekNewer().catch(setFault);
  }, []);
  const now = seeking.value;
  return (
    <>
      <Note tone="yes" announce>
        <p>{say('recover.done.lead')}</p>
      </Note>
      {fault !== null && <FaultNote error={fault} />}
      {now !== undefined && <Progress now={now} />}
      <LinkCard
        href="/appareils"
        icon="key"
        act="devices"
        title={say('recover.lost')}
        why={say('recover.lost.why')}
      />
      <a class="button full" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </>
  );
}

function Progress({ now: { startsMs, asked, of, found, unheard, isOver } }: { now: Seeking }) {
  return (
    <section class="card" data-seeking={isOver ? 'over' : 'on'}>
      <div role="status" class="stack tight">
        <p>
          <b>{say(isOver ? 'recover.seek.over' : 'recover.seek', { asked, of })}</b>
        </p>
        {found > 0 && <p>{sayCount('recover.seek.found', found)}</p>}
        {unheard > 0 && <p>{sayCount('recover.seek.unheard', unheard)}</p>}
      </div>
      {!isOver && (
        <>
          <progress max={of} value={asked} aria-label={say('recover.seek', { asked, of })} />
          <p class="soft small">
            {startsMs === null
              ? say('recover.seek.slow')
              : say('recover.seek.wait', { time: writeTime(startsMs) })}
          </p>
        </>
      )}
    </section>
  );
}
