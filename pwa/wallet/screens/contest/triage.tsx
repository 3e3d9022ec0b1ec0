import { writeFigure } from '../../../ui/fact-text.ts';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import type { KeptCalculation } from '../../vault/kept/calculation.ts';
import { mainFigure } from '../grant/told.ts';

/** What this phone found by itself, before anything is asked: whether the sum fits decides what is left to contest. */
export function Triage({ calculation }: { calculation: KeptCalculation }) {
  const again = calculation.recomputation;
  const theirs = mainFigure(calculation) ?? say('none');
  if (again?.verdict === 'same')
    return (
      <Note tone="calm" icon="check">
        <p>{say('contest.same', { value: theirs })}</p>
        <p>{say('contest.same.then')}</p>
      </Note>
    );
  if (again?.verdict === 'different') {
    const first = again.ours[0];
    const ours = first === undefined ? say('none') : writeFigure(first.value, first.unit);
    return (
      <Note tone="stop">
        <p>{say('contest.different', { ours, theirs })}</p>
        <p>{say('contest.different.then')}</p>
      </Note>
    );
  }
  return (
    <Note tone="wait" icon="warn">
      <p>{say('contest.impossible')}</p>
    </Note>
  );
}
