import { useEffect } from 'preact/hooks';
import { animals } from '../../../../policy/workshop/animal.ts';
import { Button } from '../../../ui/button.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { beginExercise } from '../../paths/exercise.ts';
import { askHelp, seat, takeSeatAgain } from '../../paths/seat.ts';
import { address } from '../../router.ts';
import { reportSteps } from './steps.ts';

/** Under the frame of an exercise: which seat this is, and one quiet button. The frame itself stands in the page. */
export function ExerciseBar() {
  useEffect(() => {
    void beginExercise();
    void takeSeatAgain();
    return reportSteps();
  }, []);
  const held = seat.value;
  return (
    <nav class="seat-bar" aria-label={say('exercise.bar')}>
      {held === undefined ? (
        address.value.path !== '/salle' && (
          <a class="button link" href="/salle" data-act="join-room">
            {say('exercise.join')}
          </a>
        )
      ) : (
        <>
          <b>{say('exercise.seat', { animal: inLanguage(animals[held.animal]) })}</b>
          <Button
            act="ask-help"
            look={held.needsHelp ? 'full' : 'gentle'}
            onPress={() => void askHelp(!held.needsHelp)}
          >
            {say(held.needsHelp ? 'exercise.help.wanted' : 'exercise.help')}
          </Button>
        </>
      )}
      {address.value.path !== '/aider' && (
        <a class="button link" href="/aider" data-act="practise-help">
          {say('exercise.practise')}
        </a>
      )}
      <span class="unseen" role="status">
        {held?.needsHelp ? say('exercise.help.said') : ''}
      </span>
    </nav>
  );
}
