import type { Standing } from '../../../../policy/thread/standing.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { writeLastDay } from './shown.ts';

type Tone = 'yes' | 'stop' | 'wait' | 'party' | '';

/** A few words for a list; colour is never alone. */
export function StateChip({ state, isUnsent }: { state: Standing; isUnsent: boolean }) {
  const [tone, word] = chipOf(state, isUnsent);
  return (
    <span class={`chip ${tone}`} data-state={state.state}>
      {say(word)}
    </span>
  );
}

function chipOf(state: Standing, isUnsent: boolean): [Tone, ChipWord] {
  if (isUnsent) return ['wait', 'thread.chip.unsent'];
  if (state.isOverdue) return ['stop', 'thread.chip.overdue'];
  switch (state.state) {
    case 'answered':
      return ['party', 'thread.chip.answered'];
    case 'clarify':
      return ['wait', 'thread.chip.clarify'];
    case 'settled':
      return ['yes', 'thread.chip.settled'];
    case 'not-settled':
      return ['stop', 'thread.chip.not-settled'];
    case 'withdrawn':
      return ['', 'thread.chip.withdrawn'];
    default:
      return ['', 'thread.chip.waits'];
  }
}

type ChipWord = `thread.chip.${
  | 'unsent'
  | 'overdue'
  | 'answered'
  | 'clarify'
  | 'settled'
  | 'not-settled'
  | 'withdrawn'
  | 'waits'}`;

/** The clock in one sentence: whose turn, until when, and what silence means. */
export function Clock({ state, name, isUnsent }: { state: Standing; name: string; isUnsent: boolean }) {
  const day = writeLastDay(state.dueMs);
  if (isUnsent)
    return (
      <Note tone="wait" icon="cloud">
        <p>{say('thread.unsent')}</p>
        <p>{say('thread.unsent.then')}</p>
      </Note>
    );
  if (state.isOverdue)
    return (
      <Note tone="stop" icon="clock">
        <p>{say('thread.overdue', { day })}</p>
        <p>{say('thread.overdue.then', { name })}</p>
      </Note>
    );
  if (state.state === 'withdrawn')
    return (
      <Note tone="calm" icon="check">
        <p>{say('thread.withdrawn')}</p>
      </Note>
    );
  if (state.state === 'settled')
    return (
      <Note tone="yes">
        <p>{say('thread.settled')}</p>
      </Note>
    );
  if (state.answer !== null || state.awaits === 'opener') return null;
  const word =
    state.state === 'asked' || state.state === 'clarified' ? 'thread.due' : `thread.due.${state.state}`;
  return (
    <p class="row pad" data-due>
      <Icon name="clock" />
      <span class="grow">
        {say(word as 'thread.due' | 'thread.due.received' | 'thread.due.extended', { name, day })}
      </span>
    </p>
  );
}
