import type { PathStep, PathTest } from '../../policy/trace.ts';
import { say } from '../words/lookup.ts';
import { writeFigure } from './fact-text.ts';
import { Icon } from './icon.tsx';

type State = 'true' | 'false' | 'never';

const signs: Record<State, string> = { true: '●', false: '○', never: '–' };

const stateOf: Record<PathStep['state'], State> = {
  applied: 'true',
  'tested-false': 'false',
  'never-looked-at': 'never',
};

/** The honest path of a calculation: ● counts, ○ tested and false, – never looked at. Rules speak their own language. */
export function PathList({ steps, most }: { steps: readonly PathStep[]; most?: number }) {
  return (
    <ul class="path" lang="fr">
      {steps.slice(0, most ?? steps.length).map((step) => {
        const state = stateOf[step.state];
        return (
          <li key={step.rule} class={state === 'never' ? 'never' : undefined}>
            <Sign state={state} />
            {step.tests.length === 0 ? (
              <p>
                <Step step={step} />
              </p>
            ) : (
              <details class="tests">
                <summary data-act="why-step">
                  <span class="grow">
                    <Step step={step} />
                  </span>
                  <Icon name="next" size={18} />
                </summary>
                {step.tests.map((test) => (
                  <p
                    class="small soft test"
                    key={`${test.rule} ${test.operator ?? ''} ${test.limit?.value ?? ''}`}
                  >
                    <Sign state={test.outcome === 'never-looked-at' ? 'never' : test.outcome} />
                    <span>{writeTest(test)}</span>
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

function Step({ step }: { step: PathStep }) {
  return (
    <>
      {step.title}
      {step.came !== undefined && (
        <>
          {'\u00a0: '}
          <b>{writeFigure(step.came.value, step.came.unit ?? null)}</b>
        </>
      )}
    </>
  );
}

function writeTest({ title, operator, limit }: PathTest): string {
  if (operator === undefined || limit === undefined) return title;
  const sign = { '<=': '≤', '>=': '≥', '!=': '≠' }[operator] ?? operator;
  return `${title} ${sign} ${writeFigure(limit.value, limit.unit ?? null)}`;
}

function Sign({ state }: { state: State }) {
  return (
    <span class={`sign ${state}`}>
      <span aria-hidden="true">{signs[state]}</span>
      <span class="unseen">{say(`result.path.${state}`)} : </span>
    </span>
  );
}
