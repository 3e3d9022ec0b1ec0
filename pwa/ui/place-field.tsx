import { useId, useRef, useState } from 'preact/hooks';
import type { Place } from '../../policy/fact.ts';
import { say } from '../words/lookup.ts';
import { factLabel } from './fact-text.ts';
import type { FieldProps } from './field.ts';

export function PlaceField({ name, value, onValue, onStanding, label, findPlaces }: FieldProps) {
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
