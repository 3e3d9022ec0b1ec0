import type { Standing } from '../../../../policy/standing.ts';
import { Icon } from '../../../ui/icon.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { writeLastDay } from './shown.ts';

/** Two states that are never mixed: the end of reading is proved here, the erasing can only be said by the party. */
export function DeletionStates({
  state,
  name,
  endedAt,
}: {
  state: Standing | null;
  name: string;
  endedAt: string | null;
}) {
  const [tone, text] = erasing(state, name);
  return (
    <section class="card" aria-label={say('deletion.title')}>
      <ul class="stack states">
        <li>
          <Icon name="check" />
          <div class="stack tight" data-access-ended>
            <b>
              {endedAt === null
                ? say('deletion.ended')
                : say('deletion.ended.on', { day: writeDay(endedAt) })}
            </b>
            <span class="checked">{say('deletion.proved')}</span>
          </div>
        </li>
        <li>
          <Icon name={tone} />
          <div class="stack tight" data-deletion={tone}>
            <b>{text}</b>
            <span class="soft">{say('deletion.claimed', { name })}</span>
          </div>
        </li>
      </ul>
    </section>
  );
}

function erasing(state: Standing | null, name: string): ['clock' | 'warn' | 'said', string] {
  if (state === null) return ['clock', say('deletion.unasked')];
  if (state.isOverdue) return ['warn', say('deletion.overdue', { day: writeLastDay(state.dueMs) })];
  const { answer } = state;
  if (answer === null) return ['clock', say('deletion.due', { name, day: writeLastDay(state.dueMs) })];
  if (answer.outcome !== 'done') return ['warn', say('deletion.not-done', { name })];
  return ['said', say('deletion.said', { name, day: writeDay(answer.at) })];
}
