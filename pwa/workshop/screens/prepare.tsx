import type { ComponentChildren } from 'preact';
import {
  type RoomMinutes,
  roomMinutes,
  type Scenario,
  scenarioSteps,
  scenarios,
  type WorkshopLanguage,
  type WorkshopStep,
} from '../../../policy/workshop.ts';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Title } from '../../ui/frame.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { scenarioContent } from '../content/scenarios.ts';
import { steps } from '../content/steps.ts';
import { draft, isOpen, open } from '../paths/room.ts';
import { go } from '../router.ts';
import { RoomFault } from './no-room.tsx';

const change = (next: Partial<typeof draft.value>): void => {
  draft.value = { ...draft.value, ...next };
};

export function Prepare() {
  return (
    <main id="page">
      <Title>{say('workshop.prepare')}</Title>
      <p class="lead">{say('workshop.prepare.lead')}</p>
      <div class="desk">
        <Scenarios />
        <div class="stack wide">
          <Told scenario={draft.value.scenario} />
          <Settings />
        </div>
      </div>
    </main>
  );
}

function Scenarios() {
  const { scenario } = draft.value;
  return (
    <fieldset class="card">
      <legend>
        <h2>{say('workshop.scenario')}</h2>
      </legend>
      <div class="stack choices">
        {scenarios.map((name) => (
          <label class="choice boxed scenario" key={name}>
            <input
              type="radio"
              name="scenario"
              data-act={`scenario-${name}`}
              checked={name === scenario}
              onChange={() => change({ scenario: name })}
            />
            <span class="grow">
              <b class="block">{inLanguage(scenarioContent[name].title)}</b>
              <span class="block plain-weight">{inLanguage(scenarioContent[name].inShort)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The step's own words, or those that this scenario has in their place. */
export const sayingOf = (scenario: Scenario, step: WorkshopStep): string =>
  inLanguage(scenarioContent[scenario].say[step] ?? steps[step].say);

function Told({ scenario }: { scenario: Scenario }) {
  const { title, goals, talk } = scenarioContent[scenario];
  return (
    <section class="card" data-told={scenario}>
      <h2>{inLanguage(title)}</h2>
      <p class="soft">{say('workshop.goals')}</p>
      <ul class="marked">
        {goals.map((goal) => (
          <li key={goal.fr}>{inLanguage(goal)}</li>
        ))}
      </ul>
      <Fold title={say('workshop.said')} act="unfold-steps">
        <ol class="stack numbered">
          {scenarioSteps[scenario].map((step) => (
            <li key={step}>
              <b class="block">{inLanguage(steps[step].title)}</b>
              <span class="block">{sayingOf(scenario, step)}</span>
            </li>
          ))}
        </ol>
      </Fold>
      <Fold title={say('workshop.talk')} act="unfold-talk">
        <p>{inLanguage(talk)}</p>
      </Fold>
      <a class="button" href="/fiches/plan" data-act="print-plan">
        {say('workshop.print.plan')}
      </a>
    </section>
  );
}

function Settings() {
  const { minutes, language } = draft.value;
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isOpen.value) void open().then((opened) => opened && go('/salle'));
      }}
    >
      <Pick
        id="minutes"
        label={say('workshop.minutes')}
        value={String(minutes)}
        onPick={(value) => change({ minutes: Number(value) as RoomMinutes })}
      >
        {roomMinutes.map((n) => (
          <option key={n} value={n}>
            {say('workshop.minutes.some', { n })}
          </option>
        ))}
      </Pick>
      <Pick
        id="room-language"
        label={say('workshop.language')}
        value={language}
        onPick={(value) => change({ language: value as WorkshopLanguage })}
      >
        {(['fr', 'en'] as const).map((name) => (
          <option key={name} value={name}>
            {say(`workshop.language.${name}`)}
          </option>
        ))}
      </Pick>
      <RoomFault />
      {isOpen.value ? (
        <>
          <p>{say('workshop.open.another')}</p>
          <a class="button" href="/salle" data-act="go-room">
            {say('workshop.nav.room')}
          </a>
        </>
      ) : (
        <Button act="open-room" look="full" type="submit">
          {say('workshop.open')}
        </Button>
      )}
    </form>
  );
}

function Pick({
  id,
  label,
  value,
  onPick,
  children,
}: {
  id: string;
  label: string;
  value: string;
  onPick: (value: string) => void;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="box">
        <select id={id} value={value} onChange={(event) => onPick(event.currentTarget.value)}>
          {children}
        </select>
      </div>
    </div>
  );
}
