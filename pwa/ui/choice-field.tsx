import { useId } from 'preact/hooks';
import type { FactKind } from '../../policy/fact.ts';
import { inLanguage, say } from '../words/lookup.ts';
import { factLabel } from './fact-text.ts';
import type { FieldProps } from './field.ts';

export function ChoiceField({ name, value, onValue, label, none, kind }: FieldProps & { kind: FactKind }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label ?? factLabel(name)}</label>
      <div class="box">
        <select
          id={id}
          data-fact={name}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => event.currentTarget.value !== '' && onValue(event.currentTarget.value)}
        >
          <option value="" disabled hidden>
            {none ?? say('fact.choose')}
          </option>
          {kind.choices?.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {inLanguage(choice.label)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

export function YesNoField({ name, value, onValue, label }: FieldProps) {
  const id = useId();
  const answer = (is: boolean) => (
    <label class="choice boxed">
      <input
        type="radio"
        name={id}
        data-fact={name}
        data-value={is ? 'yes' : 'no'}
        checked={value === is}
        onChange={() => onValue(is)}
      />
      {say(is ? 'yes' : 'no')}
    </label>
  );
  return (
    <fieldset class="field">
      <legend class="label soft">{label ?? factLabel(name)}</legend>
      <div class="twins">
        {answer(false)}
        {answer(true)}
      </div>
    </fieldset>
  );
}
