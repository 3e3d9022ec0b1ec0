import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { say } from '../../words/lookup.ts';
import { end } from '../paths/room.ts';

/** Two touches, because the room cannot come back. */
export function EndRoom() {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button act="end" look="stop" onPress={() => setAsking(true)}>
        {say('workshop.end')}
      </Button>
    );
  return (
    <div class="stack whole" data-ending>
      <Note tone="stop" announce>
        <p>{say('workshop.end.ask')}</p>
      </Note>
      <div class="twins">
        <Button act="keep-room" onPress={() => setAsking(false)}>
          {say('workshop.end.no')}
        </Button>
        <Button act="end-yes" look="stop" onPress={() => end()}>
          {say('workshop.end.yes')}
        </Button>
      </div>
    </div>
  );
}
