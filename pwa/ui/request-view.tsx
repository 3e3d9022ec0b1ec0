import type { ComponentChildren } from 'preact';
import type { Declaration } from '../../policy/declaration.ts';
import type { FactKey } from '../../policy/fact.ts';
import type { Period } from '../../policy/period.ts';
import type { PurposeId } from '../../policy/purpose.ts';
import { inLanguage, say, type Word } from '../words/lookup.ts';
import { writeDay, writeEuros } from '../words/write.ts';
import { AskedValue } from './asked-value.tsx';
import { ExperimentCard, PriceCard } from './before-yes.tsx';
import { Seal } from './facing.tsx';
import { Icon } from './icon.tsx';
import { NarrowFold } from './narrow-fold.tsx';
import { NextFrame } from './next-frame.tsx';
import { RequestFolds } from './request-folds.tsx';
import type { RequestActs, ViewedFact } from './viewed.ts';

export interface RequestViewProps {
  readonly partyName: string;
  readonly isChecked: boolean;
  readonly declaration: Declaration;
  readonly purpose: PurposeId;
  readonly facts: readonly ViewedFact[];
  /** Facts that were typed on this very screen: they stay fields, so that nothing vanishes under the finger. */
  readonly typedHere?: ReadonlySet<FactKey>;
  readonly period: Period;
  readonly periods: readonly Period[];
  readonly isProvisional: boolean;
  readonly nowMs: number;
  /** The resident has said to take no part in the trial that runs. */
  readonly isLeft?: boolean;
  readonly proof?: ComponentChildren;
  /** Between what is said and what folds. */
  readonly children?: ComponentChildren;
  /** What is kept cannot be seen yet: nothing is asked for that may be there already. */
  readonly isLocked?: boolean;
  /** Absent on the desk, where a party sees what residents will see. */
  readonly acts?: RequestActs;
}

const dayMs = 86_400_000;

export const periodWord = (period: Period): Word =>
  'once' in period ? 'request.period.once' : `request.period.${period.days}`;

const isSame = (left: Period, right: Period) => JSON.stringify(left) === JSON.stringify(right);

/** Who, what with the real values, why, until when, if you say no; the rest folds. Shown by wallet and desk alike. */
export function RequestView(props: RequestViewProps) {
  const { declaration, facts, typedHere, acts, isLocked = false } = props;
  return (
    <>
      {declaration.personalisedPrice.used && (
        <p class="pad">
          <span class="chip wait">{say('request.price')}</span>
        </p>
      )}
      <section class="card said-list" aria-label={say('request.title')}>
        <Who {...props} />
        <div class="said">
          <h2 class="term">{say('request.what')}</h2>
          <ul class="values">
            {facts.map((fact) => (
              <AskedValue
                key={fact.key}
                fact={fact}
                isField={fact.value === null || typedHere?.has(fact.key) === true}
                isLocked={isLocked}
                acts={acts}
              />
            ))}
          </ul>
          {acts &&
            !isLocked &&
            facts.some((fact) => fact.value === null && fact.necessity === 'required') && (
              <p class="soft small after">{say('request.what.missing')}</p>
            )}
        </div>
        {acts && !isLocked && <NarrowFold facts={facts} typedHere={typedHere} acts={acts} />}
        <div class="said">
          <h2 class="term">{say('request.why')}</h2>
          <p class="told">{inLanguage(purposeText(declaration, props.purpose))}</p>
        </div>
        <Until {...props} />
        <div class="said">
          <h2 class="term">{say('request.if-no')}</h2>
          <p>
            <b>
              {declaration.refusal.costDelta === 0
                ? inLanguage(declaration.refusal.consequence)
                : say('request.if-no.cost', { amount: writeEuros(declaration.refusal.costDelta) })}
            </b>{' '}
            <span class="soft">{inLanguage(declaration.refusal.alternative)}</span>
          </p>
        </div>
      </section>
      <NextFrame>
        <ExperimentCard
          declaration={declaration}
          nowMs={props.nowMs}
          isLeft={props.isLeft === true}
          onChoose={acts?.leaveExperiment}
        />
        <PriceCard declaration={declaration} />
        {props.children}
        <RequestFolds declaration={declaration} proof={props.proof} />
      </NextFrame>
    </>
  );
}

function purposeText(declaration: Declaration, purpose: PurposeId) {
  return declaration.purposes.find((entry) => entry.id === purpose)?.text ?? declaration.title;
}

function Who({ partyName, isChecked, declaration }: RequestViewProps) {
  return (
    <div class="row">
      <Seal name={partyName} />
      <div class="grow said">
        <h2 class="term">{say('request.who')}</h2>
        <div class="told">
          {partyName}{' '}
          <details class="why">
            <summary class={isChecked ? 'checked' : 'soft'}>
              {isChecked && <Icon name="check" size={16} />}
              {say(isChecked ? 'request.known' : 'request.checking')}
            </summary>
            <span class="soft small">
              {isChecked ? say('request.known.why') : ''} {inLanguage(declaration.controller.name)} ·{' '}
              {declaration.controller.legalId}
            </span>
          </details>
        </div>
      </div>
    </div>
  );
}

function Until({ period, periods, acts, isProvisional, nowMs }: RequestViewProps) {
  const end = 'once' in period ? say('request.period.once') : writeDay(nowMs + period.days * dayMs, nowMs);
  return (
    <div class="said">
      <h2 class="term">{say('request.until')}</h2>
      <details class="why">
        <summary data-act="change-period">
          <b>{end}</b> {acts && periods.length > 1 && <span class="change">{say('change')}</span>}
        </summary>
        {acts && (
          <fieldset class="stack tight">
            <legend class="unseen">{say('request.until.change')}</legend>
            {periods.map((entry) => (
              <label class="choice" key={periodWord(entry)}>
                <input
                  type="radio"
                  name="period"
                  data-act={'once' in entry ? 'period-once' : `period-${entry.days}`}
                  checked={isSame(entry, period)}
                  onChange={() => acts.choosePeriod(entry)}
                />
                {say(periodWord(entry))}
              </label>
            ))}
            {isProvisional && <p class="soft small">{say('request.period.short')}</p>}
          </fieldset>
        )}
      </details>
    </div>
  );
}
