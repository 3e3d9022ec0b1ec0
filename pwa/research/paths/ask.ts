// A study that somebody thinks of asking, worked out before anybody is asked: what it would cost residents, and what it could
// say. Nothing of it leaves the page; what comes out is a draft that the researcher publishes under a key of their own.

import { chooseChunkLength } from '../../../crypto/prio3/circuit.ts';
import { catalogue, type FactKey, type FactKind, factKind } from '../../../policy/fact.ts';
import { PolicyFault } from '../../../policy/fault.ts';
import { dateMs, instantText } from '../../../policy/instant.ts';
import type { PurposeId } from '../../../policy/purpose.ts';
import type { LangText } from '../../../policy/record.ts';
import { type ExpectedError, expectedError } from '../../../policy/release/expected.ts';
import { type Mechanism, rhoMillionths } from '../../../policy/study/budget.ts';
import type { Dimension, StudyClass } from '../../../policy/study/manifest.ts';
import { cellCount, readStudy, type Study, usualCohort } from '../../../policy/study.ts';

/** A fact put into classes, as it stands in the form. */
export interface DraftDimension {
  readonly fact: FactKey;
  /** Where bands begin, for a number: « 0, 2, 5 » is 0 to 2, 2 to 5, 5 and more. Codes of places, for a place. */
  readonly typed: string;
}

export interface Draft {
  readonly title: LangText;
  readonly question: LangText;
  readonly summary: LangText;
  readonly area: LangText;
  readonly covered: LangText;
  readonly notCovered: LangText;
  readonly notCoveredWhy: LangText;
  readonly comesBack: LangText;
  readonly minimumReason: LangText;
  readonly purpose: PurposeId;
  readonly dimensions: readonly DraftDimension[];
  /** Place in `strengths`. */
  readonly strength: number;
  readonly participants: number;
  readonly minimumCohort: number;
  readonly suppressBelow: number;
  readonly enrolment: Study['enrolment'];
  /** Days such as `2026-12-01`, UTC. */
  readonly opens: string;
  readonly closes: string;
  readonly releaseAt: string;
  readonly destroyAt: string;
  readonly email: string;
  readonly licence: Study['licence'];
}

const empty: LangText = { fr: '', en: '' };

export const emptyDraft: Draft = {
  title: empty,
  question: empty,
  summary: empty,
  area: empty,
  covered: empty,
  notCovered: empty,
  notCoveredWhy: empty,
  comesBack: empty,
  minimumReason: empty,
  purpose: 'research',
  dimensions: [{ fact: 'travel-mode', typed: '' }],
  strength: 0,
  participants: 500,
  minimumCohort: usualCohort,
  suppressBelow: 10,
  enrolment: 'account',
  opens: '',
  closes: '',
  releaseAt: '',
  destroyAt: '',
  email: '',
  licence: 'etalab-2.0',
};

/** From the least noise that a study may have to much of it: ε = 1, ½, ¼, 1/10. */
export const strengths: readonly Mechanism[] = [2, 4, 8, 20].map((numerator) => ({
  name: 'discrete-laplace',
  numerator,
  denominator: 1,
  neighbour: 'substitution',
}));

export const mechanismOf = ({ strength }: Pick<Draft, 'strength'>): Mechanism =>
  (strengths[strength] ?? strengths[0]) as Mechanism;

/** What can be put into classes: no free text, no list of visits. */
export const askable: readonly FactKind[] = catalogue.filter(
  ({ type }) => type !== 'text' && type !== 'visits',
);

export const isBand = ({ type }: FactKind): boolean =>
  !['choice', 'yes-no', 'place', 'text', 'visits'].includes(type);

const number = (value: number, lang: 'fr' | 'en') => value.toLocaleString(lang === 'fr' ? 'fr-FR' : 'en-GB');

function bandLabel(kind: FactKind, from: number, to: number | null, lang: 'fr' | 'en'): string {
  const unit = kind.unitLabel?.[lang] ?? '';
  // A year is a name, not an amount.
  const write = (value: number) => (kind.type === 'year' ? String(value) : number(value, lang));
  const more = lang === 'fr' ? 'et plus' : 'and over';
  const range =
    to === null
      ? `${write(from)} ${more}`
      : lang === 'fr'
        ? `${write(from)} à ${write(to)}`
        : `${write(from)} to ${write(to)}`;
  return `${range} ${unit}`.trim();
}

export function classesOf({ fact, typed }: DraftDimension): StudyClass[] {
  const kind = factKind(fact);
  if (kind.type === 'yes-no')
    return [
      { id: 'no', label: { fr: 'Non', en: 'No' }, values: [false] },
      { id: 'yes', label: { fr: 'Oui', en: 'Yes' }, values: [true] },
    ];
  if (kind.type === 'choice')
    return (kind.choices ?? []).map(({ id, label }) => ({ id: nameOf('is', id), label, values: [id] }));
  const parts = partsOf(typed);
  if (kind.type === 'place')
    return parts.map((code) => ({ id: nameOf('code', code), label: { fr: code, en: code }, values: [code] }));
  const starts = parts.map((part) => Number(part.replace(',', '.')));
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? null;
    const label = { fr: bandLabel(kind, from, to, 'fr'), en: bandLabel(kind, from, to, 'en') };
    return { id: nameOf('from', String(from)), label, from, to };
  });
}

/** « 0, 2, 5 », « 0;2;5 », « 0,2,5 » and « 0 0,5 1 »: one comma inside a word is a decimal one. */
function partsOf(typed: string): string[] {
  return typed
    .replace(/,\s/g, ' ')
    .split(/[;\s]+/)
    .flatMap((part) => ((part.match(/,/g)?.length ?? 0) > 1 ? part.split(',') : [part]))
    .filter(Boolean);
}

/** The name of a class begins with a letter; what it is named after may not. */
function nameOf(before: string, text: string): string {
  const name = text
    .toLowerCase()
    .replace('-', text.startsWith('-') ? 'minus-' : '-')
    .replace(/[^a-z0-9]+/g, '-');
  return /^[a-z]/.test(name) ? name : `${before}-${name}`;
}

export function dimensionsOf({ dimensions }: Pick<Draft, 'dimensions'>): Dimension[] {
  return dimensions.map((dimension) => {
    const { label } = factKind(dimension.fact);
    return { id: dimension.fact, label, fact: dimension.fact, classes: classesOf(dimension) };
  });
}

/** All that the draft holds; who asks, who operates and when it was signed are added by whoever publishes it. */
export type DraftManifest = Omit<Study, 'v' | 'type' | 'id' | 'at' | 'by' | 'leader' | 'helper' | 'issuer'>;

const day = (text: string): string => {
  const ms = dateMs(text);
  return Number.isNaN(ms) ? text : instantText(ms);
};

export function manifestOf(draft: Draft): DraftManifest {
  const dimensions = dimensionsOf(draft);
  const mechanism = mechanismOf(draft);
  const length = cellCount(dimensions) + 1;
  const { notCovered, notCoveredWhy } = draft;
  const isNobody = [notCovered, notCoveredWhy].every(({ fr, en }) => fr.trim() === '' && en.trim() === '');
  return {
    title: draft.title,
    question: draft.question,
    summary: draft.summary,
    purpose: draft.purpose,
    area: draft.area,
    covered: draft.covered,
    notCovered: isNobody ? [] : [{ who: notCovered, why: notCoveredWhy }],
    dimensions,
    nothing: {
      fr: 'Pas concerné, pas dans la liste, ou ne veut pas le dire',
      en: 'Not concerned, not in the list, or rather not said',
    },
    vdaf: {
      name: 'Prio3MultihotCountVec',
      length,
      maxWeight: 1,
      // One bit more than buckets: the weight. A manifest takes no chunk that is longer than its buckets.
      chunkLength: chooseChunkLength(length + 1),
    },
    mechanism,
    costMillionths: rhoMillionths(mechanism),
    confidencePercent: 95,
    suppressBelow: draft.suppressBelow,
    window: { opens: day(draft.opens), closes: day(draft.closes) },
    precisionSeconds: 3600,
    releaseAt: day(draft.releaseAt),
    destroyAt: day(draft.destroyAt),
    minimumCohort: draft.minimumCohort,
    minimumReason: draft.minimumCohort < usualCohort ? draft.minimumReason : null,
    enrolment: draft.enrolment,
    contact: { email: draft.email },
    licence: draft.licence,
    comesBack: draft.comesBack,
  };
}

/** In the place of what only the publisher knows, so that the rules for the rest can be asked: never written anywhere. */
function standIns(nowMs: number) {
  const party = (letter: string) => `${letter.repeat(42)}A`;
  const operator = (letter: string) => ({
    party: party(letter),
    name: { fr: letter, en: letter },
    legalId: letter,
    url: 'https://relay.example',
  });
  return {
    v: 1,
    type: 'study',
    id: `${'a'.repeat(21)}A`,
    at: instantText(nowMs),
    by: party('r'),
    leader: operator('l'),
    helper: operator('h'),
    issuer: operator('l'),
  };
}

/** Fields of the form that the rules of `policy/study` find wrong; the first fault of each. */
export type DraftFaults = Readonly<Partial<Record<keyof Draft, string>>>;

const placeOf: Readonly<Record<string, keyof Draft>> = {
  window: 'closes',
  contact: 'email',
  vdaf: 'dimensions',
  mechanism: 'strength',
  costMillionths: 'strength',
};

const isField = (name: string): name is keyof Draft => name in emptyDraft;

/**
 * `readStudy` says the first thing that is wrong. What it said is mended by a stand-in and it is asked again, so that a form
 * can show all of it at once; the rules stay in one place.
 */
export function faultsOf(draft: Draft, nowMs: number): DraftFaults {
  const faults: Partial<Record<keyof Draft, string>> = {};
  const sound = manifestOf(soundDraft(nowMs));
  let body: Record<string, unknown> = { ...manifestOf(draft), ...standIns(nowMs) };
  for (let round = 0; round < 30; round += 1) {
    try {
      readStudy(body);
      return faults;
    } catch (cause) {
      if (!(cause instanceof PolicyFault)) throw cause;
      const [top = '', next = ''] = cause.where.split('.');
      const field =
        top === 'window' && next === 'opens'
          ? 'opens'
          : top === 'notCovered' && next !== ''
            ? notCoveredField(cause.where)
            : (placeOf[top] ?? top);
      if (isField(field)) faults[field] ??= cause.expected;
      else faults.dimensions ??= cause.expected;
      body = { ...body, ...mended(top, sound) };
    }
  }
  return faults;
}

const notCoveredField = (where: string): keyof Draft =>
  where.includes('.why') ? 'notCoveredWhy' : 'notCovered';

/** What belongs together is mended together, or the stand-in would be the next fault. */
const together: readonly (readonly (keyof DraftManifest)[])[] = [
  ['dimensions', 'vdaf'],
  ['window', 'releaseAt', 'destroyAt'],
  ['mechanism', 'costMillionths'],
  ['minimumCohort', 'minimumReason'],
];

function mended(top: string, sound: DraftManifest): Partial<DraftManifest> {
  const names = together.find((group) => group.some((name) => name === top)) ?? [top as keyof DraftManifest];
  return Object.fromEntries(names.map((name) => [name, sound[name]]));
}

const dayMs = 86_400_000;
const soundText: LangText = { fr: 'x', en: 'x' };

function soundDraft(nowMs: number): Draft {
  const ahead = (days: number) => instantText(nowMs + days * dayMs).slice(0, 10);
  return {
    ...emptyDraft,
    title: soundText,
    question: soundText,
    summary: soundText,
    area: soundText,
    covered: soundText,
    comesBack: soundText,
    opens: ahead(2),
    closes: ahead(3),
    releaseAt: ahead(4),
    destroyAt: ahead(5),
    email: 'a@b.example',
  };
}

/** The same question for few, some and many people, and for as many as are expected. */
export function expectations(
  draft: Draft,
): readonly { readonly participants: number; readonly error: ExpectedError }[] {
  const cells = Math.max(1, cellCount(dimensionsOf(draft)));
  if (cells > 1000) return [];
  const counts = [...new Set([200, 2_000, 100_000, draft.participants])].filter(
    (count) => Number.isSafeInteger(count) && count > 0,
  );
  return counts
    .toSorted((a, b) => a - b)
    .map((participants) => ({
      participants,
      error: expectedError(mechanismOf(draft), participants, cells, draft.suppressBelow),
    }));
}

export const draftFile = (draft: Draft): { readonly name: string; readonly text: string } => ({
  name: 'study-draft.json',
  text: `${JSON.stringify(manifestOf(draft), null, 2)}\n`,
});
