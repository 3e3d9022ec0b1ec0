import { Slip } from '../../../ui/paper/slip.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDate } from '../../../words/write.ts';
import { type ShownThread, standingOf, titleOf } from './shown.ts';

/** The paper twin of an exchange: what was asked, as signed, and the part that comes back. */
export function ThreadSlip({ shown }: { shown: ShownThread }) {
  const { opening, acts, name } = shown;
  const [first] = acts;
  if (first === undefined) return null;
  const { answer, dueMs } = standingOf(shown);
  return (
    <Slip
      title={say(opening.kind === 'contest' ? 'sheet.slip' : 'sheet.slip.say')}
      to={name}
      about={titleOf(opening)}
      words={first.words}
      at={opening.at}
      answerBy={answer === null ? writeDate(dueMs - 1) : null}
      record={first.text}
    />
  );
}
