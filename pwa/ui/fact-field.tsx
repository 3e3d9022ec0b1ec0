import { useId, useState } from 'preact/hooks';
import {
  type FactKey,
  type FactKind,
  type FactValue,
  factKind,
  maxTextLength,
  readFactValue,
} from '../../policy/fact.ts';
import { inLanguage, say } from '../words/lookup.ts';
import { writeNumber } from '../words/write.ts';
import { ChoiceField, YesNoField } from './choice-field.tsx';
import { factLabel } from './fact-text.ts';
import type { FieldProps } from './field.ts';
import { PlaceField } from './place-field.tsx';
import { VisitsField } from './visits-field.tsx';

/** One typed input for one fact. What is typed goes up only when it reads as a value of that kind. */
export function FactField(props: FieldProps) {
  const kind = factKind(props.name);
  switch (kind.type) {
    case 'choice':
      return <ChoiceField {...props} kind={kind} />;
    case 'yes-no':
      return <YesNoField {...props} />;
    case 'place':
      return <PlaceField {...props} />;
    case 'visits':
      return <VisitsField {...props} />;
    case 'text':
      return <TextField {...props} />;
    default:
      return <NumberField {...props} kind={kind} />;
  }
}

function NumberField({ name, value, onValue, onStanding, label, kind }: FieldProps & { kind: FactKind }) {
  const id = useId();
  const shown = typeof value === 'number' ? (kind.type === 'year' ? String(value) : writeNumber(value)) : '';
  const [typed, setTyped] = useState(shown);
  const [isWrong, setWrong] = useState(false);
  function take(text: string) {
    setTyped(text);
    const read = readTyped(name, text);
    onStanding?.(read !== undefined ? 'value' : text.trim() === '' ? 'nothing' : 'no-value');
    if (read !== undefined) {
      setWrong(false);
      onValue(read);
    }
  }
  return (
    <div class="field" data-wrong={isWrong || undefined}>
      <label for={id}>{label ?? factLabel(name)}</label>
      <div class="box">
        <input
          id={id}
          data-fact={name}
          inputMode={kind.type === 'count' || kind.type === 'year' ? 'numeric' : 'decimal'}
          autocomplete="off"
          value={typed}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          onInput={(event) => take(event.currentTarget.value)}
          onBlur={() => {
            const read = readTyped(name, typed);
            setWrong(typed.trim() !== '' && read === undefined);
            // Written back as it was read, so that « 14.200 » shows what it became.
            if (typeof read !== 'number' || kind.type === 'year') return;
            if (readTyped(name, writeNumber(read)) === read) setTyped(writeNumber(read));
          }}
        />
        {kind.unitLabel && <span class="unit">{inLanguage(kind.unitLabel)}</span>}
      </div>
      {isWrong && (
        <p class="wrong" id={`${id}-wrong`} role="alert">
          {say('fact.wrong', {
            min: kind.type === 'year' ? String(kind.min) : writeNumber(kind.min ?? 0),
            max: kind.type === 'year' ? String(kind.max) : writeNumber(kind.max ?? 0),
          })}
        </p>
      )}
    </div>
  );
}

// A sign before three digits parts thousands, whichever language it comes from: nobody counts thousandths of a euro.
const inThousands = /^([1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}))?$/;

/** « 14 200,50 », « 14200.5 », « 14.200,50 », "14,200.50" and « 14 200,50 € » are one number. */
export function readTyped(name: FactKey, text: string): FactValue | undefined {
  const said = text.replace(/[\s\u00a0\u202f€]/g, '');
  const [, whole, , rest = '0'] = inThousands.exec(said) ?? [];
  const bare = whole === undefined ? said.replace(',', '.') : `${whole.replace(/[.,]/g, '')}.${rest}`;
  if (!/^\d+(?:\.\d+)?$/.test(bare)) return undefined;
  try {
    return readFactValue(name, Number(bare));
  } catch {
    return undefined;
  }
}

function TextField({ name, value, onValue, onStanding, label }: FieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(typeof value === 'string' ? value : '');
  function take(text: string) {
    setTyped(text);
    onStanding?.(text.trim() === '' ? 'nothing' : 'value');
    if (text.trim() !== '') onValue(text.trim());
  }
  return (
    <div class="field">
      <label for={id}>{label ?? factLabel(name)}</label>
      <div class="box">
        <input
          id={id}
          data-fact={name}
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={maxTextLength}
          value={typed}
          onInput={(event) => take(event.currentTarget.value)}
        />
      </div>
    </div>
  );
}
