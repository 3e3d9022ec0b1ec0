import type { Declaration } from '../../../../policy/declaration.ts';
import { armState, runningArms } from '../../../../policy/experiment.ts';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { KeptCalculation } from '../../vault/kept/calculation.ts';
import { envelopes, grants } from '../../vault/open.ts';
import { LeaveExperiment } from '../grant/experiment.tsx';

/** The resident's own arm of a trial, as the record names it, and the way out of the trial. */
export function Arm({
  calculation,
  declaration,
}: {
  calculation: KeptCalculation;
  declaration: Declaration | null;
}) {
  const { content } = calculation;
  if (content === null || declaration === null) return null;
  const running = runningArms(declaration, calculation.at);
  const sent = envelopes.value.get(`${calculation.grant}/${calculation.envelope}`);
  const state = armState(content, sent ?? {}, running);
  const own = running.find(({ arm }) => arm === content.arm);
  const grant = grants.value.find(({ id }) => id === calculation.grant);
  if (state === 'none') return null;
  const isWrong = state === 'left-named' || state === 'undeclared' || state === 'unnamed';
  return (
    <section class="card" data-arm={state}>
      <h2>{say('result.arm')}</h2>
      {isWrong ? (
        <Note tone="stop">
          <p>{say(`result.arm.${state}`)}</p>
        </Note>
      ) : (
        <p>{say(`result.arm.${state}`)}</p>
      )}
      {own !== undefined && (
        <>
          <p>
            <b>{inLanguage(own.what)}</b>
          </p>
          <p class="soft">{say('result.arm.measure', { what: inLanguage(own.measure) })}</p>
        </>
      )}
      {grant !== undefined && running.length > 0 && <LeaveExperiment grant={grant} />}
    </section>
  );
}
