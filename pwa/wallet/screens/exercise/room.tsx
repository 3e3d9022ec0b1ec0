import { useEffect, useId, useState } from 'preact/hooks';
import { animals } from '../../../../policy/workshop/animal.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { isExercise } from '../../paths/exercise.ts';
import { type Joining, joinRoom, leaveRoom, seat } from '../../paths/seat.ts';
import { address } from '../../router.ts';
import { setDevice } from '../settings/device.ts';

/** `/salle#CODE` from the phone's camera, or six signs typed. The code leaves the address as soon as it was read. */
export function RoomScreen() {
  const id = useId();
  const [code, setCode] = useState('');
  const [went, setWent] = useState<Joining | null>(null);
  const join = async (typed: string) => {
    const now = await joinRoom(typed);
    setWent(now);
    // A room speaks one language; whoever wants another changes it at the head of the page.
    if (now === 'joined' && seat.value !== undefined) setDevice({ language: seat.value.opening.language });
  };
  useEffect(() => {
    const { hash } = address.value;
    if (hash === '' || !isExercise()) return;
    history.replaceState(null, '', '/salle');
    void join(hash);
  }, [address.value.hash]);
  const held = seat.value;
  if (!isExercise())
    return (
      <main id="page">
        <Title>{say('exercise.room')}</Title>
        <p class="lead">{say('exercise.room.elsewhere')}</p>
      </main>
    );
  if (held !== undefined)
    return (
      <main id="page">
        <Title>{say('exercise.seat', { animal: inLanguage(animals[held.animal]) })}</Title>
        <p class="lead">{say('exercise.room.in')}</p>
        <a class="button full" href="/" data-act="begin">
          {say('exercise.room.begin')}
        </a>
        <Button act="leave-room" look="quiet" onPress={leaveRoom}>
          {say('exercise.room.leave')}
        </Button>
      </main>
    );
  return (
    <main id="page">
      <Title>{say('exercise.room')}</Title>
      <p class="lead">{say('exercise.room.lead')}</p>
      {went !== null && went !== 'joined' && (
        <Note tone="wait" announce>
          <p>{say(`exercise.room.${went}`)}</p>
        </Note>
      )}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void join(code);
        }}
      >
        <div class="field">
          <label for={id}>{say('exercise.room.code')}</label>
          <div class="box">
            <input
              id={id}
              class="code"
              name="room"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </div>
        </div>
        <Button act="join" type="submit" look="full">
          {say('exercise.room.join')}
        </Button>
      </form>
    </main>
  );
}
