import { type FactKey, type FactValue, factKind } from '../../policy/fact.ts';
import { inLanguage, say, sayCount } from '../words/lookup.ts';
import { writeEuros, writeNumber } from '../words/write.ts';

export const factLabel = (key: FactKey): string => inLanguage(factKind(key).label);

/** A value as a person would say it: « 14 200 € par an », « de 10 000 € à 15 000 € », « Bordeaux ». */
export function writeFact(key: FactKey, value: FactValue): string {
  const kind = factKind(key);
  if (typeof value === 'boolean') return say(value ? 'value.yes' : 'value.no');
  if (typeof value === 'string') {
    const choice = kind.choices?.find((entry) => entry.id === value);
    return choice ? inLanguage(choice.label) : value;
  }
  if (typeof value === 'number') return writeAmount(key, value);
  if ('code' in value) return value.name;
  if ('from' in value)
    return say('value.from-to', { from: plain(key, value.from), to: writeAmount(key, value.to) });
  return sayCount('value.visits', value.length);
}

function plain(key: FactKey, amount: number): string {
  const { type } = factKind(key);
  return type === 'year' ? String(amount) : type === 'amount' ? writeEuros(amount) : writeNumber(amount);
}

function writeAmount(key: FactKey, amount: number): string {
  const kind = factKind(key);
  if (kind.type === 'visits') return sayCount('value.visits', amount);
  const text = plain(key, amount);
  if (kind.unit === '€/an') return say('value.year', { amount: text });
  if (kind.type === 'amount' || kind.unitLabel === undefined) return text;
  const unit = inLanguage(kind.unitLabel);
  return `${text}\u00a0${amount < 2 && unit.length > 2 ? unit.replace(/s\b/g, '') : unit}`;
}

/** A figure of a calculation: its unit comes from the published rules. */
export function writeFigure(value: string | number | boolean | null, unit: string | null): string {
  if (value === null) return say('none');
  if (typeof value === 'boolean') return say(value ? 'value.yes' : 'value.no');
  if (typeof value === 'string') return value;
  // Rules count money in whole cents; nobody else does.
  if (unit === 'cent') return writeEuros(value / 100);
  if (unit === 'cent/an') return say('value.year', { amount: writeEuros(value / 100) });
  if (unit === '€') return writeEuros(value);
  if (unit === '€/an') return say('value.year', { amount: writeEuros(value) });
  // A rate as one would count it on a hundred coins.
  if (unit === '%') return say('value.of-hundred', { n: writeNumber(value) });
  return unit ? `${writeNumber(value)}\u00a0${unit}` : writeNumber(value);
}
