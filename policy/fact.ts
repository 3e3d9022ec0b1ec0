/** A fact is one typed value about a resident. The catalogue is closed: nobody can ask for what it does not name. */
import { type CatalogueEntry, factKinds } from './fact-kinds.ts';
import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import {
  both,
  date,
  distinct,
  either,
  jsonValue,
  line,
  list,
  number,
  object,
  oneOf,
  optional,
  reader,
  where,
  whole,
  yesNo,
} from './read.ts';

/** An INSEE code with its name. At precision `department` the code is the department's. */
export interface Place {
  readonly code: string;
  readonly name: string;
}

/** From (inclusive) to (exclusive), in the unit of the fact. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

export interface Visit {
  readonly park: string;
  readonly lat: number;
  readonly lon: number;
  readonly date: string;
}

export type FactValue = number | string | boolean | Place | Band | readonly Visit[];

const factSources = ['self', 'document', 'service', 'phone'] as const;
export type FactSource = (typeof factSources)[number];

export interface Fact {
  readonly key: FactKey;
  readonly value: FactValue;
  readonly unit?: string;
  readonly source: FactSource;
  readonly date: string;
}

export type FactKey = (typeof factKinds)[number]['key'];

export interface FactKind extends CatalogueEntry {
  readonly key: FactKey;
}

export const catalogue: readonly FactKind[] = factKinds;

/** In the order of the catalogue. */
export const factKeys: readonly FactKey[] = catalogue.map(({ key }) => key);

export const factKey = oneOf(factKeys);

const byKey = new Map(catalogue.map((kind) => [kind.key, kind]));

export function factKind(key: FactKey): FactKind {
  return byKey.get(key) as FactKind;
}

/** The place of a key in the catalogue, or -1: `decide` turns scopes into bits with it. */
export function factPlace(key: string): number {
  return placeOf.get(key) ?? -1;
}
const placeOf = new Map<string, number>(factKeys.map((key, place) => [key, place]));

export function knownPrecision(key: FactKey, name: string): boolean {
  return factKind(key).precisions.some((entry) => entry.name === name);
}

/** Does `chosen` say no more than `asked`? */
export function isAtMost(key: FactKey, chosen: string, asked: string): boolean {
  const names = factKind(key).precisions.map((entry) => entry.name);
  return names.includes(chosen) && names.includes(asked) && names.indexOf(chosen) >= names.indexOf(asked);
}

const band = (value: number, step: number): Band => {
  const from = Math.floor(value / step) * step;
  return { from, to: from + step };
};

/** Says the same thing less precisely. Coarsening what is already that coarse changes nothing. */
export function coarsen(key: FactKey, value: FactValue, to: string): FactValue {
  if (!knownPrecision(key, to)) throw new PolicyFault('fact-invalid', `expected a precision of \`${key}\``);
  if (to === 'exact') return value;
  if (to === 'department') return departmentOf(value as Place);
  if (to === 'count') return Array.isArray(value) ? value.length : value;
  if (typeof value !== 'number') return value;
  return to === 'decade' ? band(value, 10) : band(value, Number(to.slice('band-'.length)));
}

/** Overseas departments have three figures, Corsica has letters: both are the start of the commune's code. */
function departmentOf(place: Place): Place {
  const code = place.code.slice(0, place.code.startsWith('97') ? 3 : 2);
  return { code, name: `Département ${code}` };
}

const place: Schema<Place> = both(
  object({ code: line(5), name: line(80) }),
  where(
    (entry) => /^(?:(?:\d{2}|2[AB])\d{3}|\d{2}|2[AB]|97\d)$/.test(entry.code),
    'expected the INSEE code of a commune or department',
  ),
);

const bandShape: Schema<Band> = both(
  object({ from: number, to: number }),
  where((entry) => entry.from < entry.to, 'expected a band that ends after it begins'),
);

/** A number that somebody else gave, such as the one on a bike's frame: one line, kept as it was typed. */
export const maxTextLength = 40;

const visit: Schema<Visit> = object({ park: line(80), lat: number, lon: number, date });
const visits: Schema<readonly Visit[]> = both(
  distinct(list(visit, 400), (entry) => `${entry.date} ${entry.park}`),
  where(
    (entries) => entries.every(({ lat, lon }) => Math.abs(lat) <= 90 && Math.abs(lon) <= 180),
    'expected a latitude and a longitude',
  ),
);

const readPlace = reader(place, 'fact-invalid');
const readVisits = reader(visits, 'fact-invalid');
const readAmount = reader(either([number, bandShape]), 'fact-invalid');
const readYear = reader(either([whole(1900, 2100), bandShape]), 'fact-invalid');
const readYesNo = reader(yesNo, 'fact-invalid');
const readLine = reader(line(40), 'fact-invalid');
const readText = reader(line(maxTextLength), 'fact-invalid');
const readCount = reader(whole(0, 100_000), 'fact-invalid');

/** A value of this kind, exact or coarsened. What a form takes, what an envelope brings, is read through here. */
export function readFactValue(key: FactKey, value: unknown): FactValue {
  const kind = factKind(key);
  const refuse = (expected: string): never => {
    throw new PolicyFault('fact-invalid', expected, key);
  };
  switch (kind.type) {
    case 'place':
      return readPlace(value);
    case 'visits':
      return typeof value === 'number' ? readCount(value) : readVisits(value);
    case 'yes-no':
      return readYesNo(value);
    case 'choice': {
      const id = readLine(value);
      return kind.choices?.some((entry) => entry.id === id) ? id : refuse('expected one of the choices');
    }
    case 'text':
      return readText(value);
    case 'year':
      return readYear(value);
    case 'count':
    case 'parts':
    case 'amount':
    case 'distance': {
      const read = readAmount(value);
      if (typeof read !== 'number') {
        return kind.precisions.length > 1 ? read : refuse('expected an exact value');
      }
      if (read < (kind.min ?? 0) || read > (kind.max ?? 0)) {
        return refuse(`expected ${kind.min} to ${kind.max}`);
      }
      if (kind.type === 'count' && !Number.isInteger(read)) return refuse('expected a whole number');
      if (kind.type === 'parts' && !Number.isInteger(read * 4)) return refuse('expected quarters of a part');
      return kind.type === 'amount' && !Number.isInteger(read * 100) ? refuse('expected whole cents') : read;
    }
  }
}

/** At which precision does this value stand? Wallet and party check with it that no more was sent than granted. */
export function precisionOf(key: FactKey, value: FactValue): string {
  const coarsest = factKind(key).precisions.at(-1)?.name ?? 'exact';
  if (typeof value === 'object' && 'code' in value) return value.code.length <= 3 ? 'department' : 'exact';
  if (typeof value === 'object' && 'from' in value) return coarsest;
  return key === 'park-visits' && typeof value === 'number' ? 'count' : 'exact';
}

const factShape = object({
  key: factKey,
  value: jsonValue,
  unit: optional(line(20)),
  source: oneOf(factSources),
  date,
});
const readShape = reader(factShape, 'fact-invalid');

export function readFact(body: unknown): Fact {
  const { key, value, unit, ...rest } = readShape(body);
  if (unit !== factKind(key).unit)
    throw new PolicyFault('fact-invalid', 'expected the unit of the catalogue', 'unit');
  return { key, value: readFactValue(key, value), ...(unit === undefined ? {} : { unit }), ...rest };
}

/** Makes a fact with the catalogue's unit. */
export function aboutMe(key: FactKey, value: unknown, source: FactSource, on: string): Fact {
  const { unit } = factKind(key);
  return readFact({ key, value, ...(unit === undefined ? {} : { unit }), source, date: on });
}
