import type { PathStep, PathTest } from '../../policy/trace.ts';
import { say } from '../words/lookup.ts';
import { factLabel } from './fact-text.ts';
import { Icon } from './icon.tsx';
import { type Asked, factOf, writeMeasure } from './rule-fact.ts';

type State = 'true' | 'false' | 'never';

const signs: Record<State, string> = { true: '●', false: '○', never: '–' };

const stateOf: Record<PathStep['state'], State> = {
  applied: 'true',
  'tested-false': 'false',
  'never-looked-at': 'never',
};

/** The honest path of a calculation: ● counts, ○ tested and false, – never looked at. */
export function PathList({
  steps,
  asked,
  most,
}: {
  steps: readonly PathStep[];
  asked: Asked;
  most?: number;
}) {
  return (
    <ul class="path">
      {steps.slice(0, most ?? steps.length).map((step) => {
        const state = stateOf[step.state];
        return (
          <li key={step.rule} class={state === 'never' ? 'never' : undefined}>
            <Sign state={state} />
            {step.tests.length === 0 ? (
              <p>
                <Step step={step} asked={asked} />
              </p>
            ) : (
              <details class="tests">
                <summary data-act="why-step">
                  <span class="grow">
                    <Step step={step} asked={asked} />
                  </span>
                  <Icon name="next" size={18} />
                </summary>
                {step.tests.map((test) => (
                  <p
                    class="small soft test"
                    key={`${test.rule} ${test.operator ?? ''} ${test.limit?.value ?? ''}`}
                  >
                    <Sign state={test.outcome === 'never-looked-at' ? 'never' : test.outcome} />
                    <Test test={test} asked={asked} />
                  </p>
                ))}
              </details>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** A fact by the name that the person knows; all else is the rules' own, and in their language. */
function Name({ rule, title, asked }: { rule: string; title: string; asked: Asked }) {
  const fact = factOf(asked, rule);
  return fact === null ? <span lang="fr">{title}</span> : <span>{factLabel(fact)}</span>;
}

function Step({ step: { rule, title, came }, asked }: { step: PathStep; asked: Asked }) {
  const fact = factOf(asked, rule);
  return (
    <>
      <Name rule={rule} title={title} asked={asked} />
      {came !== undefined && (
        <>
          {'\u00a0: '}
          <b lang={fact === null && typeof came.value === 'string' ? 'fr' : undefined}>
            {writeMeasure(fact, came)}
          </b>
        </>
      )}
    </>
  );
}

function Test({ test: { rule, title, operator, limit }, asked }: { test: PathTest; asked: Asked }) {
  const fact = factOf(asked, rule);
  const sign = { '<=': '≤', '>=': '≥', '!=': '≠' }[operator ?? ''] ?? operator;
  return (
    <span>
      <Name rule={rule} title={title} asked={asked} />
      {limit !== undefined && (
        <span lang={fact === null && typeof limit.value === 'string' ? 'fr' : undefined}>
          {` ${sign} ${writeMeasure(fact, limit)}`}
        </span>
      )}
    </span>
  );
}

function Sign({ state }: { state: State }) {
  return (
    <span class={`sign ${state}`}>
      <span aria-hidden="true">{signs[state]}</span>
      <span class="unseen">{say(`result.path.${state}`)} : </span>
    </span>
  );
}
