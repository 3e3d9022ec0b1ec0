import { useId, useState } from 'preact/hooks';
import { say } from '../words/lookup.ts';
import { factLabel } from './fact-text.ts';
import type { FieldProps } from './field.ts';

export function VisitsField({ name, value, onValue, label, whereAmI }: FieldProps) {
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
