import { useId } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import { type Fact, type FactKey, type FactValue, factKind, readFactValue } from '../../../../policy/fact.ts';
import type { Assumption } from '../../../../policy/trace.ts';
import { FactField } from '../../../ui/fact-field.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { say } from '../../../words/lookup.ts';
import type { Changes } from '../../paths/play.ts';
import { findPlaces } from '../keep/places.ts';

interface LeverProps {
  readonly name: FactKey;
  /** As the calculation began. */
  readonly start: FactValue | undefined;
  readonly value: FactValue | undefined;
  /** Nobody said it: the rules' own default stands there. */
  readonly isAssumed: boolean;
  readonly onValue: (value: FactValue) => void;
}

/** Every fact that the rules read, to be moved: numbers slide, the rest is chosen. */
export function Levers({
  declaration,
  facts,
  changes,
  assumed,
  onChange,
}: {
  declaration: Declaration;
  facts: readonly Fact[];
  changes: Changes;
  assumed: readonly Assumption[];
  onChange: (key: FactKey, value: FactValue) => void;
}) {
  const read = declaration.inputs.filter(
    ({ key, ruleInput }) => ruleInput !== undefined && !unmovable.has(factKind(key).type),
  );
  return (
    <>
      {read.map(({ key, ruleInput }) => {
        const given = facts.find((fact) => fact.key === key)?.value;
        const start = given ?? readAssumed(key, assumed.find(({ rule }) => rule === ruleInput)?.value);
        const value = (changes[key] as FactValue | undefined) ?? start;
        const isAssumed = given === undefined && changes[key] === undefined && value !== undefined;
        const props = {
          name: key,
          start,
          value,
          isAssumed,
          onValue: (next: FactValue) => onChange(key, next),
        };
        const isNumber = typeof value === 'number' && factKind(key).min !== undefined;
        return isNumber ? <Slider key={key} {...props} /> : <Chooser key={key} {...props} />;
      })}
    </>
  );
}

/** What the rules took for want of a fact, where it reads as that fact. */
function readAssumed(key: FactKey, assumed: Assumption['value'] | undefined): FactValue | undefined {
  try {
    return assumed === undefined ? undefined : readFactValue(key, assumed);
  } catch {
    return undefined;
  }
}

const Assumed = () => <p class="soft small">{say('play.assumed')}</p>;

/** A number on a bicycle or the places one was at: there is nothing to slide. */
const unmovable: ReadonlySet<string> = new Set(['text', 'visits']);

/** Fine near a person, and still a range that a thumb can cross: twice the start, and no less than what is usual. */
const usual: Readonly<Record<string, { step: number; most: number }>> = {
  amount: { step: 10, most: 3000 },
  'amount/an': { step: 100, most: 40_000 },
  distance: { step: 1, most: 40 },
  count: { step: 1, most: 8 },
  parts: { step: 0.5, most: 6 },
};

function rangeOf(name: FactKey, start: number): { min: number; max: number; step: number } {
  const { type, unit, min = 0, max = 0 } = factKind(name);
  if (type === 'year') return { min, max, step: 1 };
  const { step, most } = usual[unit === '€/an' ? 'amount/an' : type] ?? { step: 1, most: max };
  const far = Math.max(most, Math.ceil((start * 2) / step) * step);
  return { min, max: Math.min(max, far), step };
}

function Slider({ name, start, value, isAssumed, onValue }: LeverProps) {
  const id = useId();
  const own = typeof start === 'number' ? start : 0;
  const now = typeof value === 'number' ? value : own;
  const { min, max, step } = rangeOf(name, own);
  // « any »: a start between two steps must not jump before it is touched.
  const isBetween = (now - min) % step !== 0;
  return (
    <div class="lever">
      <label for={id}>
        <span class="grow">{factLabel(name)}</span> <b class="figure">{writeFact(name, now)}</b>
      </label>
      <input
        id={id}
        type="range"
        data-act={`lever-${name}`}
        min={min}
        max={Math.max(max, now)}
        step={isBetween ? 'any' : step}
        value={now}
        aria-valuetext={writeFact(name, now)}
        onInput={(event) => {
          const moved = Number(event.currentTarget.value);
          onValue(Number((Math.round(moved / step) * step).toFixed(2)));
        }}
      />
      {isAssumed && <Assumed />}
    </div>
  );
}

function Chooser({ name, value, isAssumed, onValue }: LeverProps) {
  return (
    <>
      <FactField
        name={name}
        value={value}
        none={say('play.unsaid')}
        onValue={onValue}
        findPlaces={findPlaces}
      />
      {isAssumed && <Assumed />}
    </>
  );
}
