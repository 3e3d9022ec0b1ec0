import type { LangText } from '../../../policy/record.ts';
import { groupedCode, joinLink, scenarioSteps } from '../../../policy/workshop.ts';
import { Qr } from '../../ui/qr.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { scenarioContent } from '../content/scenarios.ts';
import { steps } from '../content/steps.ts';
import { board, draft, exerciseOrigin } from '../paths/room.ts';
import { SheetHead } from './sheet-head.tsx';

/** Printed before the room is open it has places to write the code by hand. */
export function ParticipantSheet() {
  const { scenario } = board.value?.opening ?? draft.value;
  const { title, onPaper } = scenarioContent[scenario];
  const code = board.value?.code;
  const { value: origin } = exerciseOrigin;
  return (
    <>
      <SheetHead title={inLanguage(title)} />
      <p class="band">{say('workshop.sheet.not-true')}</p>
      <section class="enter">
        <h2>{say('workshop.sheet.come-in')}</h2>
        {code !== undefined && typeof origin === 'string' ? (
          <div class="row">
            <Qr text={joinLink(origin, code)} label={say('workshop.room.qr')} />
            <div class="grow stack">
              <p>{say('workshop.room.scan')}</p>
              <p>
                {say('workshop.room.type')}
                <b class="block breaks">{`${origin.replace(/^https?:\/\//, '')}/salle`}</b>
              </p>
              <p class="paper-code">{groupedCode(code)}</p>
            </div>
          </div>
        ) : (
          <p class="by-hand">
            {say('workshop.sheet.code-by-hand')} <span class="blank">______</span>
          </p>
        )}
        <p class="by-hand">
          {say('workshop.sheet.my-animal')} <span class="blank">____________</span>
        </p>
      </section>
      {onPaper !== undefined && <OnPaper lines={onPaper} />}
      <section>
        <h2>{say('workshop.sheet.do')}</h2>
        <ol class="ticks">
          {scenarioSteps[scenario].map((step) => (
            <li key={step}>
              <span class="tick" aria-hidden="true" />
              <span>
                <b class="block">{inLanguage(steps[step].title)}</b>
                {inLanguage(steps[step].act)}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{say('workshop.sheet.keep')}</h2>
        <ul class="marked">
          <li>{say('workshop.sheet.keep.no')}</li>
          <li>{say('workshop.sheet.keep.stop')}</li>
          <li>{say('workshop.sheet.keep.ask')}</li>
        </ul>
      </section>
    </>
  );
}

/** « Non » and « Oui » alike, as on a screen. */
function OnPaper({ lines }: { lines: readonly LangText[] }) {
  return (
    <section data-on-paper>
      <h2>{say('workshop.sheet.study')}</h2>
      <ul class="marked">
        {lines.map((line) => (
          <li key={line.fr}>{inLanguage(line)}</li>
        ))}
      </ul>
      <p class="row">
        <span class="tick" aria-hidden="true" /> {say('no')} <span class="tick" aria-hidden="true" />{' '}
        {say('yes')}
      </p>
    </section>
  );
}
