import { useEffect } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import type { KeptThread } from '../../vault/kept/thread.ts';
import { threads } from '../../vault/open.ts';
import { standingOf, titleOf, writeLastDay } from './shown.ts';
import { StateChip } from './state.tsx';
import { shownOf } from './thread.tsx';

/** What I asked of services: where each stands, and whose turn it is. */
export function Threads() {
  const all = threads.value.map((kept) => ({ kept, state: standingOf(shownOf(kept)) }));
  useEffect(() => {
    void import('../../paths/my-thread.ts')
      .then(({ readOpenThreads }) => readOpenThreads())
      .catch(() => undefined);
  }, []);
  const mine = all.filter(({ state }) => state.awaits === 'opener' || state.isOverdue);
  return (
    <main id="page">
      <Title>
        {all.length === 0
          ? say('threads.none')
          : mine.length > 0
            ? sayCount('threads.turn', mine.length)
            : say('threads.title')}
      </Title>
      <p class="lead">{say(all.length === 0 ? 'threads.none.lead' : 'threads.lead')}</p>
      {all.map(({ kept, state }) => (
        <Row key={kept.id} kept={kept} state={state} />
      ))}
      <a class="button gentle" href="/organismes" data-act="parties">
        {say('parties.link')}
      </a>
      <a class="button quiet" href="/retrouver" data-act="come-back">
        {say('come-back.link')}
      </a>
    </main>
  );
}

function Row({ kept, state }: { kept: KeptThread; state: ReturnType<typeof standingOf> }) {
  const shown = shownOf(kept);
  const isUnsent = kept.acts.some(({ recordedAt }) => recordedAt === null);
  const isWaiting = state.answer === null && state.awaits === 'party' && !state.isOverdue && !isUnsent;
  return (
    <a class="card plain" href={`/demande/${kept.id}`} data-act="see-thread">
      <span class="row">
        <span class="grow stack tight">
          <b class="title">{titleOf(kept.opening)}</b>
          <span class="soft small">
            {say(`thread.kind.${kept.opening.kind}`)} · {shown.name}
          </span>
        </span>
        <Icon name="next" size={20} />
      </span>
      <StateChip state={state} isUnsent={isUnsent} />
      {isWaiting && <span class="soft small">{say('threads.due', { day: writeLastDay(state.dueMs) })}</span>}
    </a>
  );
}
