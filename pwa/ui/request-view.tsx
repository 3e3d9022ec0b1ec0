import type { ComponentChildren } from 'preact';
import type { Declaration } from '../../policy/declaration.ts';
import { type FactKey, type FactValue, factKind, type Place } from '../../policy/fact.ts';
import type { Period } from '../../policy/period.ts';
import type { Answer } from '../../policy/preference.ts';
import type { PurposeId } from '../../policy/purpose.ts';
import { inLanguage, say, type Word } from '../words/lookup.ts';
import { writeDay, writeEuros } from '../words/write.ts';
import { Seal } from './facing.tsx';
import { FactField, type Standing } from './fact-field.tsx';
import { factLabel, writeFact } from './fact-text.ts';
import { Icon } from './icon.tsx';
import { RequestFolds } from './request-folds.tsx';

export interface ViewedFact {
  readonly key: FactKey;
  readonly necessity: 'required' | 'optional';
  /** What was asked, and what the resident chose: never finer. */
  readonly precision: string;
  readonly chosen: string;
  readonly isIncluded: boolean;
  /** At the chosen precision; null while it is missing. */
  readonly shown: FactValue | null;
  readonly value: FactValue | null;
  readonly proposal: Answer;
}

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
  readonly proof?: ComponentChildren;
  /** What is kept cannot be seen yet: nothing is asked for that may be there already. */
  readonly isLocked?: boolean;
  /** Absent on the desk, where a party sees what residents will see. */
  readonly acts?: {
    readonly typeFact: (key: FactKey, value: FactValue) => unknown;
    readonly correctFact: (key: FactKey, value: FactValue) => unknown;
    readonly noteStanding: (key: FactKey, standing: Standing) => void;
    readonly includeFact: (key: FactKey, isIncluded: boolean) => void;
    readonly choosePrecision: (key: FactKey, precision: string) => void;
    readonly choosePeriod: (period: Period) => void;
    readonly findPlaces: (start: string) => Promise<readonly Place[]>;
    readonly whereAmI: () => Promise<{ lat: number; lon: number }>;
  };
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
      <RequestFolds declaration={declaration} proof={props.proof} />
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

function AskedValue({
  fact,
  isField,
  isLocked,
  acts,
}: {
  fact: ViewedFact;
  isField: boolean;
  isLocked: boolean;
  acts: RequestViewProps['acts'];
}) {
  const label = factLabel(fact.key);
  const marks = <Marks fact={fact} />;
  if (acts && fact.isIncluded && isField && !isLocked) {
    const field = (
      <FactField
        name={fact.key}
        value={fact.value ?? undefined}
        onValue={(value) => acts.typeFact(fact.key, value)}
        onStanding={(standing) => acts.noteStanding(fact.key, standing)}
        findPlaces={acts.findPlaces}
        whereAmI={acts.whereAmI}
      />
    );
    // What is not required is not asked for loudly: its field opens only when the resident wants to give it.
    if (fact.necessity === 'optional')
      return (
        <li class="asked offered">
          <details open={fact.value !== null}>
            <summary data-act={`give-${fact.key}`}>
              <span class="grow">
                {label} {marks}
              </span>
              <Icon name="plus" size={20} />
            </summary>
            {field}
          </details>
        </li>
      );
    return (
      <li class="asked missing">
        {field}
        {fact.shown !== null && fact.chosen !== fact.precision && (
          <p class="small" role="status">
            {say('request.sent-as')} <b data-value={fact.key}>{writeFact(fact.key, fact.shown)}</b>
          </p>
        )}
        {marks}
      </li>
    );
  }
  return (
    <li class="asked">
      <span class="soft small">
        {label}
        {marks}
      </span>
      {fact.isIncluded ? (
        <b class="value" data-value={fact.key}>
          {fact.shown === null
            ? say(isLocked ? 'value.locked' : 'value.missing')
            : writeFact(fact.key, fact.shown)}
        </b>
      ) : (
        <b class="value left-out">{say('request.not-sent')}</b>
      )}
    </li>
  );
}

function Marks({ fact }: { fact: ViewedFact }) {
  const isSensitive = factKind(fact.key).sensitive;
  if (fact.necessity === 'required' && fact.proposal === 'ask' && !isSensitive) return null;
  return (
    <span class="marks">
      {fact.necessity === 'optional' && <span class="chip small plain-chip">{say('request.optional')}</span>}
      {isSensitive && <span class="chip small wait">{say('request.sensitive')}</span>}
      {fact.proposal !== 'ask' && (
        <span class={`chip small ${fact.proposal === 'never' ? 'stop' : 'yes'}`}>
          {say(`request.rule.${fact.proposal}`)}
        </span>
      )}
    </span>
  );
}

/** Narrowing by fact and by coarseness; what is already there can be put right here too. */
function NarrowFold({
  facts,
  typedHere,
  acts,
}: {
  facts: readonly ViewedFact[];
  typedHere: RequestViewProps['typedHere'];
  acts: NonNullable<RequestViewProps['acts']>;
}) {
  // Nothing to say less of where nothing is said, and no second field where there is one above.
  const isOffered = (fact: ViewedFact) =>
    fact.necessity === 'optional' || !typedHere?.has(fact.key) || coarserOf(fact).length > 1;
  const filled = facts.filter((fact) => fact.value !== null && isOffered(fact));
  if (filled.length === 0) return null;
  return (
    <details class="fold inner">
      <summary data-act="narrow">
        <span>{say('request.narrow')}</span>
        <Icon name="sliders" size={18} />
      </summary>
      <div class="inside stack wide">
        <p class="soft small">{say('request.narrow.lead')}</p>
        {filled.map((fact) => (
          <div key={fact.key} class="stack tight">
            {fact.necessity === 'optional' && (
              <label class="choice">
                <input
                  type="checkbox"
                  data-act={`include-${fact.key}`}
                  checked={fact.isIncluded}
                  onChange={(event) => acts.includeFact(fact.key, event.currentTarget.checked)}
                />
                {factLabel(fact.key)}
              </label>
            )}
            {fact.isIncluded && !typedHere?.has(fact.key) && <Correct fact={fact} acts={acts} />}
            {fact.isIncluded && (
              <Coarseness fact={fact} isNamed={typedHere?.has(fact.key) === true} acts={acts} />
            )}
          </div>
        ))}
      </div>
    </details>
  );
}

function Correct({ fact, acts }: { fact: ViewedFact; acts: NonNullable<RequestViewProps['acts']> }) {
  return (
    <FactField
      name={fact.key}
      value={fact.value ?? undefined}
      onValue={(value) => acts.correctFact(fact.key, value)}
      onStanding={(standing) => acts.noteStanding(fact.key, standing)}
      findPlaces={acts.findPlaces}
      whereAmI={acts.whereAmI}
    />
  );
}

function coarserOf(fact: ViewedFact) {
  const names = factKind(fact.key).precisions;
  return names.slice(names.findIndex((entry) => entry.name === fact.precision));
}

function Coarseness({
  fact,
  isNamed,
  acts,
}: {
  fact: ViewedFact;
  isNamed: boolean;
  acts: NonNullable<RequestViewProps['acts']>;
}) {
  const open = coarserOf(fact);
  if (open.length < 2) return null;
  return (
    <fieldset>
      <legend class={isNamed ? 'soft small' : 'unseen'}>{factLabel(fact.key)}</legend>
      {open.map((entry) => (
        <label class="choice" key={entry.name}>
          <input
            type="radio"
            name={`precision-${fact.key}`}
            data-act={`precision-${fact.key}-${entry.name}`}
            checked={fact.chosen === entry.name}
            onChange={() => acts.choosePrecision(fact.key, entry.name)}
          />
          {inLanguage(entry.label)}
        </label>
      ))}
    </fieldset>
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
