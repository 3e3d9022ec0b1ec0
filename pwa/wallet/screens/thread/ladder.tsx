import type { NextStep } from '../../../../policy/thread/standing.ts';
import { Fold } from '../../../ui/fold.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeLastDay } from './shown.ts';

/** Where one can go from here: what is open now, with its last day and the text that says so. */
export function Ladder({ steps, isOpen }: { steps: readonly NextStep[]; isOpen: boolean }) {
  const open = steps.filter((step) => step.isOpen);
  if (open.length === 0) return null;
  const list = (
    <ul class="list steps">
      {open.map((step) => (
        <li key={`${step.code} ${step.source}`} data-step={step.code}>
          <b>{say(`thread.step.${step.code}`)}</b>
          <p data-detail>{inLanguage(step.text)}</p>
          {step.untilMs !== null && <p>{say('thread.step.until', { day: writeLastDay(step.untilMs) })}</p>}
          {step.where !== null && (
            <a class="reach" href={step.where} data-out rel="noreferrer">
              {new URL(step.where).host}
            </a>
          )}
          <p class="soft small" lang="fr">
            {step.source}
          </p>
        </li>
      ))}
    </ul>
  );
  if (!isOpen)
    return (
      <Fold act="fold-ladder" title={say('thread.steps')}>
        {list}
      </Fold>
    );
  return (
    <section class="card">
      <h2>{say('thread.steps')}</h2>
      {list}
    </section>
  );
}
