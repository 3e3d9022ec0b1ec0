import { useId, useRef, useState } from 'preact/hooks';
import {
  type FactKey,
  type FactKind,
  type FactValue,
  factKind,
  maxTextLength,
  type Place,
  readFactValue,
} from '../../policy/fact.ts';
import { inLanguage, say } from '../words/lookup.ts';
import { writeNumber } from '../words/write.ts';
import { factLabel } from './fact-text.ts';

/** What stands in a field right now: a value, nothing, or something that is no value (yet). */
export type Standing = 'value' | 'nothing' | 'no-value';

interface FieldProps {
  readonly name: FactKey;
  readonly value: FactValue | undefined;
  readonly onValue: (value: FactValue) => unknown;
  /** Tells what stands in the field, so that nothing is sent that is no longer on the screen. */
  readonly onStanding?: (standing: Standing) => void;
  /** Hidden where the screen shows the label itself. */
  readonly label?: string;
  /** Finds communes by their first letters; given by the wallet, which keeps the list. */
  readonly findPlaces?: (start: string) => Promise<readonly Place[]>;
  /** Asks the phone where it is, for a visit. */
  readonly whereAmI?: () => Promise<{ lat: number; lon: number }>;
}

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

function ChoiceField({ name, value, onValue, label, kind }: FieldProps & { kind: FactKind }) {
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
            {say('fact.choose')}
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

function YesNoField({ name, value, onValue, label }: FieldProps) {
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

function PlaceField({ name, value, onValue, onStanding, label, findPlaces }: FieldProps) {
  const id = useId();
  const [typed, setTyped] = useState(typeof value === 'object' && 'name' in value ? value.name : '');
  const [found, setFound] = useState<readonly Place[] | null>(null);
  const [isLooking, setLooking] = useState(false);
  const asked = useRef(0);
  async function look(text: string) {
    setTyped(text);
    onStanding?.(text.trim() === '' ? 'nothing' : 'no-value');
    const round = ++asked.current;
    if (text.trim().length < 2 || findPlaces === undefined) return setFound(null);
    setLooking(true);
    const places = await findPlaces(text).catch(() => []);
    if (round !== asked.current) return;
    setLooking(false);
    setFound(places.slice(0, 6));
  }
  function choose(place: Place) {
    asked.current += 1;
    setTyped(place.name);
    setFound(null);
    onStanding?.('value');
    onValue(place);
  }
  return (
    <div class="field">
      <label for={id}>{label ?? factLabel(name)}</label>
      <div class="box">
        <input
          id={id}
          data-fact={name}
          autocomplete="off"
          autocapitalize="words"
          spellcheck={false}
          value={typed}
          placeholder={say('fact.commune')}
          aria-controls={`${id}-found`}
          onInput={(event) => void look(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = found?.[0];
            if (event.key === 'Enter' && first) choose(first);
          }}
        />
      </div>
      <div id={`${id}-found`} aria-live="polite">
        {isLooking && found === null && <p class="soft small">{say('fact.commune.load')}</p>}
        {found?.length === 0 && <p class="soft small">{say('fact.commune.none')}</p>}
        {found && found.length > 0 && (
          <div class="options">
            {found.map((place) => (
              <button key={place.code} type="button" data-place={place.code} onClick={() => choose(place)}>
                <b class="grow">{place.name}</b>
                <span class="soft small">{placeNumber(place)}</span>
              </button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

/** Of two that have one name, the département says that it is one. */
function placeNumber({ code }: Place): string {
  const department = code.slice(0, code.startsWith('97') ? 3 : 2);
  return code === department ? say('fact.commune.department', { number: code }) : department;
}

function VisitsField({ name, value, onValue, label, whereAmI }: FieldProps) {
  const id = useId();
  const visits = Array.isArray(value) ? value : [];
  const [park, setPark] = useState('');
  const [date, setDate] = useState(() => new Date().toISOString().slice(0, 10));
  const [spot, setSpot] = useState<{ lat: number; lon: number } | null>(null);
  const [isLost, setLost] = useState(false);
  async function locate() {
    try {
      const { lat, lon } = (await whereAmI?.()) ?? { lat: Number.NaN, lon: Number.NaN };
      const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
      setSpot(Number.isNaN(lat) ? null : { lat: round(lat), lon: round(lon) });
      setLost(Number.isNaN(lat));
    } catch {
      setLost(true);
    }
  }
  function add() {
    if (spot === null || park.trim() === '') return;
    onValue([...visits, { park: park.trim(), date, ...spot }]);
    setPark('');
    setSpot(null);
  }
  return (
    <fieldset class="field stack">
      <legend class="label soft">{label ?? factLabel(name)}</legend>
      {visits.map((visit) => (
        <p key={`${visit.date} ${visit.park}`}>
          <b>{visit.park}</b> <span class="soft">{visit.date}</span>
        </p>
      ))}
      <div class="field">
        <label for={`${id}-park`}>{say('fact.visit.park')}</label>
        <div class="box">
          <input
            id={`${id}-park`}
            data-fact={name}
            value={park}
            onInput={(event) => setPark(event.currentTarget.value)}
          />
        </div>
      </div>
      <div class="field">
        <label for={`${id}-date`}>{say('fact.visit.date')}</label>
        <div class="box">
          <input
            id={`${id}-date`}
            type="date"
            value={date}
            onInput={(event) => setDate(event.currentTarget.value)}
          />
        </div>
      </div>
      <button type="button" class="button gentle" data-act="visit-here" onClick={() => void locate()}>
        {spot ? say('fact.visit.where', spot) : say('fact.visit.here')}
      </button>
      {isLost && (
        <p class="wrong" role="alert">
          {say('fact.visit.nowhere')}
        </p>
      )}
      <button
        type="button"
        class="button"
        data-act="visit-add"
        disabled={spot === null || park.trim() === ''}
        onClick={add}
      >
        {say('fact.visit.add')}
      </button>
    </fieldset>
  );
}
