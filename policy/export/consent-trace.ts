/**
 * What a schema cannot say, because it speaks of two fields at once: what was told comes before the yes, the yes before a use,
 * and nothing after the end. Reads a receipt as anyone would who was handed one.
 */
import { instantMs } from '../instant.ts';

export type TraceFault =
  | 'receipt-unreadable'
  | 'notice-after-consent'
  | 'notice-after-use'
  | 'use-before-consent'
  | 'use-after-end'
  | 'use-outside-purpose'
  | 'use-outside-data'
  | 'end-before-consent'
  | 'status-before-event';

type Fields = Readonly<Record<string, unknown>>;

/** A wallet's times are cut to the minute (protocol §4): within one minute nothing is before or after. */
const minuteMs = 60_000;
const minuteOf = (value: unknown): number =>
  typeof value === 'string' ? Math.floor(instantMs(value) / minuteMs) : Number.NaN;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsIn = (value: unknown): Fields[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(isFields);
const textsIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const is = (entry: Fields, type: string): boolean => textsIn(entry['@type']).includes(type);

const ends = ['dpv:ConsentWithdrawn', 'dpv:ConsentRevoked', 'dpv:ConsentExpired', 'dpv:ConsentInvalidated'];

/** Empty when the story that the receipt tells can have happened. */
export function traceFaults(receipt: unknown): TraceFault[] {
  if (!isFields(receipt)) return ['receipt-unreadable'];
  const records = fieldsIn(receipt['dpv:hasRecordOfActivity']);
  const consent = records.find((entry) => is(entry, 'dpv:ConsentRecord'));
  if (consent === undefined) return ['receipt-unreadable'];
  const uses = records.filter((entry) => is(entry, 'dpv:DataProcessingRecord'));
  const notices = fieldsIn(consent['dpv:hasNotice']).map((entry) => minuteOf(entry['dct:date']));
  const events = fieldsIn(consent['dpv:hasConsentStatus']);
  const given = events.find((entry) => is(entry, 'dpv:ConsentGiven'));
  const ended = events.find((entry) => ends.some((type) => is(entry, type)));
  const givenAt = minuteOf(given?.['dpv:isIndicatedAtTime']);
  const endedAt = ended === undefined ? null : minuteOf(ended['dpv:isIndicatedAtTime']);
  const times = [
    ...notices,
    givenAt,
    ...(endedAt === null ? [] : [endedAt]),
    ...uses.map((use) => minuteOf(use['dct:date'])),
  ];
  if (times.some(Number.isNaN) || notices.length === 0) return ['receipt-unreadable'];
  const told = Math.min(...notices);
  const until = Math.min(endedAt ?? Number.POSITIVE_INFINITY, untilOf(given));
  const faults = new Set<TraceFault>();
  if (told > givenAt) faults.add('notice-after-consent');
  if (endedAt !== null && endedAt < givenAt) faults.add('end-before-consent');
  for (const event of events) {
    if (!(minuteOf(event['vav:knownAt']) >= minuteOf(event['dpv:isIndicatedAtTime'])))
      faults.add('status-before-event');
  }
  for (const use of uses) {
    const at = minuteOf(use['dct:date']);
    if (told > at) faults.add('notice-after-use');
    if (at < givenAt) faults.add('use-before-consent');
    if (at > until) faults.add('use-after-end');
    for (const fault of outside(use, consent)) faults.add(fault);
  }
  return [...faults];
}

function untilOf(given: Fields | undefined): number {
  const [duration] = fieldsIn(given?.['dpv:hasDuration']);
  const until = minuteOf(duration?.['rdf:value']);
  // A duration that cannot be read allows nothing.
  return Number.isNaN(until) ? Number.NEGATIVE_INFINITY : until;
}

function outside(use: Fields, consent: Fields): TraceFault[] {
  const processes = fieldsIn(consent['dpv:hasProcess']);
  const purposesOf = (of: Fields) =>
    fieldsIn(of['dpv:hasPurpose']).flatMap((entry) => textsIn(entry['skos:broader']));
  const dataOf = (of: Fields) => fieldsIn(of['dpv:hasPersonalData']).map((entry) => entry['dct:identifier']);
  const allowed = processes.filter((entry) =>
    purposesOf(use).every((purpose) => purposesOf(entry).includes(purpose)),
  );
  if (allowed.length === 0) return ['use-outside-purpose'];
  const data = allowed.flatMap(dataOf);
  return dataOf(use).every((key) => data.includes(key)) ? [] : ['use-outside-data'];
}
