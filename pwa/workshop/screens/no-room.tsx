import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { say, type Word } from '../../words/lookup.ts';
import type { CallFaultCode } from '../link/fault.ts';
import { fault, isOpen } from '../paths/room.ts';

/** The screens of a room while there is none; and why, where it has just been closed. */
export function NoRoom() {
  if (isOpen.value)
    return (
      <main id="page" aria-busy={fault.value === undefined}>
        <Title>{say('workshop.room')}</Title>
        <RoomFault />
        <div class="ghost" />
      </main>
    );
  return (
    <main id="page">
      <Title>{say('workshop.room.none')}</Title>
      <RoomFault />
      <p class="lead">{say('workshop.room.none.lead')}</p>
      <a class="button fit" href="/" data-act="prepare">
        {say('workshop.prepare')}
      </a>
    </main>
  );
}

const told: Readonly<Record<Exclude<CallFaultCode, 'room-gone'>, Word>> = {
  'network-absent': 'workshop.room.unreached',
  'relay-failed': 'workshop.room.failed',
  'answer-invalid': 'workshop.room.failed',
  refused: 'workshop.room.refused',
};

export function RoomFault() {
  const { value: code } = fault;
  if (code === undefined) return null;
  if (code === 'room-gone')
    return (
      <Note tone="calm" icon="check" announce>
        <p>{say('workshop.room.gone')}</p>
      </Note>
    );
  return (
    <Note tone="stop" announce>
      <p>{say(told[code])}</p>
    </Note>
  );
}
