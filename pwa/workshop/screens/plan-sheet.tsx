import { scenarioSteps } from '../../../policy/workshop.ts';
import { inLanguage, say } from '../../words/lookup.ts';
import { scenarioContent } from '../content/scenarios.ts';
import { plan, toBring } from '../content/sheets.ts';
import { steps } from '../content/steps.ts';
import { board, draft } from '../paths/room.ts';
import { sayingOf } from './prepare.tsx';
import { SheetHead } from './sheet-head.tsx';

export function PlanSheet() {
  const { scenario } = board.value?.opening ?? draft.value;
  const { title, talk } = scenarioContent[scenario];
  return (
    <>
      <SheetHead title={inLanguage(title)} />
      <p>
        <b>{say('workshop.sheet.bring')}</b> · {toBring.map(inLanguage).join(' · ')}
      </p>
      <ol class="plan">
        {plan.map((moment) => (
          <li key={moment.from}>
            <b class="when">{say('workshop.sheet.time', { from: moment.from, to: moment.to })}</b>
            <div>
              <h2>{inLanguage(moment.title)}</h2>
              <p>{inLanguage(moment.text)}</p>
              {moment.from === 15 && (
                <ol class="numbered stack">
                  {scenarioSteps[scenario].map((step) => (
                    <li key={step}>
                      <b>{inLanguage(steps[step].title)}</b> · {sayingOf(scenario, step)}
                    </li>
                  ))}
                </ol>
              )}
              {moment.from === 33 && <p class="quote">{inLanguage(talk)}</p>}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
