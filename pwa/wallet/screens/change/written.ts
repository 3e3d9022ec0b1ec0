// A value that changed in a declaration, as a person would say it. Values come from closed lists that have words of
// their own, or from the party's own sentences; what nobody would understand (a digest) is cut short, not hidden.

import type { Change } from '../../../../policy/change.ts';
import type { Declaration } from '../../../../policy/declaration.ts';
import { factKeys } from '../../../../policy/fact.ts';
import { purposeOf, purposes } from '../../../../policy/purpose.ts';
import type { JsonValue } from '../../../../policy/read.ts';
import type { LangText } from '../../../../policy/record.ts';
import {
  accessWords,
  aiActWords,
  automationWords,
  channelWords,
  contractWords,
  decisionWords,
  frequencyWords,
  givenAsWords,
  interestWords,
  leaveWords,
  logicWords,
  modeWords,
  needWords,
  processorWords,
  residualWords,
  reversibilityWords,
  rightWords,
  sourceWords,
  startWords,
  statusWords,
  subjectWords,
  thenWords,
} from '../../../../policy/telling/words.ts';
import { factLabel } from '../../../ui/fact-text.ts';
import { hasWord, inLanguage, language, say, sayCount, type Word } from '../../../words/lookup.ts';
import { writeDay, writeEuros, writeNumber } from '../../../words/write.ts';

type Words = Readonly<Record<string, LangText>>;

/** Closed lists by the end of their path; `field.name` where one name means several things. */
const lists: Readonly<Record<string, Words>> = {
  asWhat: givenAsWords,
  automation: automationWords as Words,
  channels: channelWords,
  dataAccess: accessWords,
  'processors.role': processorWords,
  'decision.kind': decisionWords,
  'frequency.kind': frequencyWords,
  'logic.kind': logicWords,
  'reversibility.kind': reversibilityWords,
  'contract.form': contractWords,
  interest: interestWords,
  leavePolicy: leaveWords,
  mode: modeWords,
  necessity: needWords,
  residual: residualWords,
  right: rightWords,
  rights: rightWords,
  source: sourceWords,
  start: startWords,
  status: statusWords,
  subjects: subjectWords,
  // biome-ignore lint/suspicious/noThenProperty: the field's name in the public standards; never awaited
  then: thenWords,
  aiActClass: aiActWords,
};

/** Which of them a person thinks of together; every field of a declaration lies in one. */
const parts = {
  who: ['by', 'controller', 'accountableRole', 'processors', 'contract'],
  what: ['inputs', 'minimised', 'otherData', 'maxAgeDays'],
  why: ['purposes', 'legalBasis', 'necessity', 'proportionality', 'alternativesConsidered', 'interest'],
  how: [
    'outputs',
    'decision',
    'human',
    'logic',
    'experiments',
    'explicitNotice',
    'monitoring',
    'resultsShownByParty',
  ],
  price: ['personalisedPrice', 'value'],
  compared: ['comparison'],
  seen: ['recipients', 'transfers', 'reshares', 'resale', 'openness'],
  kept: ['retention', 'leavePolicy', 'exitPlan'],
  often: ['frequency', 'scale'],
  'not-served': ['notServed', 'subjects', 'area', 'entry'],
  no: ['refusal'],
  contest: ['contest', 'rights', 'reversibility', 'contactAffected'],
  safe: [
    'security',
    'risks',
    'impactAssessments',
    'impactReason',
    'aiActClass',
    'registrationUrl',
    'indicators',
  ],
} as const;

export type Part = keyof typeof parts | 'other';

export function partOf(field: string): Part {
  const found = Object.entries(parts).find(([, fields]) => (fields as readonly string[]).includes(field));
  return (found?.[0] as Part | undefined) ?? 'other';
}

/** Paths name entries by their French name; what the party calls them in the other language stands in its texts. */
export function namesIn(versions: readonly Declaration[]): ReadonlyMap<string, LangText> {
  const found = new Map<string, LangText>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isWords(value)) found.set((value as LangText).fr, value as LangText);
    else for (const inner of Object.values(value)) visit(inner);
  };
  for (const version of versions) visit(version);
  return found;
}

/** Inside its part: which entry is meant, where a list has several. */
export function entryOf({ path }: Pick<Change, 'path'>, names: ReadonlyMap<string, LangText>): string | null {
  const [, name] = path.split(' › ');
  if (name === undefined) return null;
  if (isFactKey(name)) return factLabel(name);
  const known = names.get(name);
  return known === undefined ? null : inLanguage(known);
}

/** What of the entry: « La personne doit dire pourquoi ». Null where the value says it itself. */
export function leafOf({ path }: Pick<Change, 'path'>): string | null {
  const word = `change.leaf.${path.split(' › ').at(-1)}`;
  return hasWord(word) ? say(word) : null;
}

type FactName = (typeof factKeys)[number];
const isFactKey = (name: string | undefined): name is FactName =>
  (factKeys as readonly string[]).includes(name ?? '');

export function writeChanged({ path }: Pick<Change, 'path'>, value: JsonValue): string {
  const steps = path.split(' › ');
  return write(value, steps[0] ?? '', steps.at(-1) ?? '');
}

function write(value: JsonValue, field: string, leaf: string): string {
  if (value === null) return say('change.nothing');
  if (typeof value === 'boolean') return say(value ? 'value.yes' : 'value.no');
  const listed = lists[`${field}.${leaf}`] ?? lists[leaf] ?? lists[field];
  const named = typeof value === 'object' ? undefined : listed?.[String(value)];
  if (named !== undefined) return inLanguage(named);
  if (typeof value === 'number') return writeNumbered(value, leaf);
  if (typeof value === 'string') return writeText(value);
  if (Array.isArray(value)) return value.map((entry) => write(entry as JsonValue, field, leaf)).join(', ');
  const entry = value as { readonly [name: string]: JsonValue };
  if (isWords(entry)) return inLanguage(entry as unknown as LangText);
  return Object.entries(entry)
    .filter(([name, inner]) => inner !== null && inner !== '' && isSaid(name, field))
    .map(([name, inner]) => write(inner, field, name))
    .filter((text) => text !== '')
    .join(' · ');
}

/** What has no words for a person (a term of a standard, a test for the phone) stands in the whole text below. */
const unsaid: ReadonlySet<string> = new Set(['iri', 'fact', 'sourceId', 'ruleInput', 'legalId', 'lawUrl']);
const isSaid = (name: string, field: string): boolean =>
  !unsaid.has(name) && (name !== 'kind' || `${field}.kind` in lists);

const isWords = (value: object): boolean =>
  'fr' in value && 'en' in value && typeof value.fr === 'string' && typeof value.en === 'string';

function writeNumbered(value: number, leaf: string): string {
  if (/days$/i.test(leaf)) return sayCount('change.days', value);
  if (leaf === 'costDelta') return writeEuros(value);
  return writeNumber(value);
}

function writeText(value: string): string {
  if (isFactKey(value)) return factLabel(value);
  const purpose = purposes.find(({ id }) => id === value);
  if (purpose !== undefined) return inLanguage(purposeOf(purpose.id).label);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return writeDay(value);
  if (/^[A-Z]{2}$/.test(value))
    return new Intl.DisplayNames([language.value], { type: 'region' }).of(value) ?? value;
  if (/^[A-Za-z0-9_-]{43}$/.test(value)) return `${value.slice(0, 8)}…`;
  const term = /^https:\/\/w3id\.org\/.*#(.+)$/.exec(value)?.[1];
  return term ?? value;
}

export const partWord = (part: Part): Word => `change.part.${part}`;
