import type { Standing } from '../../../../policy/thread/standing.ts';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { alarms, grants } from '../../vault/open.ts';
import { writeLastDay } from './shown.ts';

/** Two states that are never mixed: the end of reading is proved here, the erasing can only be said by the party. */
export function DeletionStates({
  state,
  name,
  grant,
}: {
  state: Standing | null;
  name: string;
  grant: string | null;
}) {
  const endedAt = grants.value.find(({ id }) => id === grant)?.endedAt ?? null;
  // A reading after the end, or an end that the log does not have, is an alarm: then nothing here is proved.
  const isProved = !alarms.value.some((alarm) => alarm.grant === grant);
  const [known, text] = erasing(state, name);
  return (
    <section class="card" aria-label={say('deletion.title')}>
      <ul class="stack states">
        <li>
          <Icon name={isProved ? 'check' : 'warn'} />
          <div class="stack tight" data-access-ended={isProved}>
            <b>
              {endedAt === null
                ? say('deletion.ended')
                : say('deletion.ended.on', { day: writeDay(endedAt) })}
            </b>
            <span class={isProved ? 'checked' : 'soft'}>
              {say(isProved ? 'deletion.proved' : 'access.unproven')}
            </span>
          </div>
        </li>
        <li>
          <Icon name={signs[known]} />
          <div class="stack tight" data-deletion={known}>
            <b>{text}</b>
            <span class="soft">{say('deletion.claimed', { name })}</span>
          </div>
        </li>
      </ul>
    </section>
  );
}

type Erasing = 'unasked' | 'due' | 'overdue' | 'not-done' | 'said';

const signs: Readonly<Record<Erasing, IconName>> = {
  unasked: 'clock',
  due: 'clock',
  overdue: 'warn',
  'not-done': 'warn',
  said: 'said',
};

function erasing(state: Standing | null, name: string): [Erasing, string] {
  if (state === null) return ['unasked', say('deletion.unasked')];
  const day = writeLastDay(state.dueMs);
  if (state.isOverdue) return ['overdue', say('deletion.overdue', { day })];
  const { answer } = state;
  if (answer === null) return ['due', say('deletion.due', { name, day })];
  if (answer.outcome !== 'done') return ['not-done', say('deletion.not-done', { name })];
  return ['said', say('deletion.said', { name, day: writeDay(answer.at) })];
}
