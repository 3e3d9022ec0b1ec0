import {
  answers,
  answerValues,
  momentNames,
  moments,
  questionNames,
  questions,
} from '../../../policy/workshop/attendance.ts';
import { inLanguage, say } from '../../words/lookup.ts';
import { feedback } from '../content/sheets.ts';
import { SheetHead } from './sheet-head.tsx';

export function FeedbackSheet() {
  return (
    <>
      <SheetHead title={say('workshop.sheet.feedback')} />
      <p class="band">{say('workshop.sheet.no-name')}</p>
      {momentNames.map((moment) => (
        <table class="opinion" key={moment}>
          <caption>
            <h2>{inLanguage(moments[moment])}</h2>
          </caption>
          <thead>
            <tr>
              <th scope="col">{say('workshop.sheet.statement')}</th>
              {answerValues.map((answer) => (
                <th scope="col" key={answer}>
                  {inLanguage(answers[answer])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {questionNames.map((question) => (
              <tr key={question}>
                <th scope="row">{inLanguage(questions[question])}</th>
                {answerValues.map((answer) => (
                  <td key={answer}>
                    <span class="tick" aria-hidden="true" />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      {feedback.map((line) => (
        <section class="free" key={line.fr}>
          <h2>{inLanguage(line)}</h2>
          <p class="write-line" aria-hidden="true" />
          <p class="write-line" aria-hidden="true" />
        </section>
      ))}
    </>
  );
}
