/**
 * A study is a research project that receives only aggregates. Its manifest is signed and public before anybody is asked:
 * what is counted, who is covered and who is not, how much noise, what it costs each person's budget, until when.
 */
import { factKind } from './fact.ts';
import { PolicyFault } from './fault.ts';
import { instantMs } from './instant.ts';
import { reader } from './read.ts';
import { maxStudyMillionths, rhoMillionths } from './study/budget.ts';
import { type Dimension, manifestShape, type Study, type StudyClass } from './study/manifest.ts';

export type { Mechanism } from './study/budget.ts';
export type { Dimension, Study, StudyClass, StudyOperator } from './study/manifest.ts';

export const usualCohort = 100;
/** Two cells a person may move between, and many: more make a release unreadable and a proof heavy. */
export const maxCells = 400;

/** Are two legal ids one legal body's? Case, spaces and separators are how somebody wrote them; letters and digits count. */
export const isSameBody = (left: string, right: string): boolean => plainId(left) === plainId(right);

/** A SIRET is a SIREN with five figures that tell one address of the same body. */
const siren = /^(\d{9})(?:\d{5})?$/;

function plainId(legalId: string): string {
  const plain = legalId
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return siren.exec(plain)?.[1] ?? plain;
}

/** Aggregators hold keys and contributions until the end: none is forever. */
const maxWindowMs = 400 * 86_400_000;
/** More noise says nothing about any town, and its law takes seconds to work out. */
const maxParameter = { 'discrete-laplace': 10_000, 'discrete-gaussian': 100_000_000 } as const;

const readShape = reader(manifestShape, 'study-invalid');

export function readStudy(body: unknown): Study {
  const study = readShape(body);
  for (const check of checks) {
    const gap = check(study);
    if (gap !== undefined) throw new PolicyFault('study-invalid', gap.expected, gap.where);
  }
  return study;
}

interface Gap {
  readonly where: string;
  readonly expected: string;
}

const gap = (where: string, expected: string): Gap => ({ where, expected });

const checks: readonly ((study: Study) => Gap | undefined)[] = [
  ({ vdaf, dimensions }) =>
    cellCount(dimensions) <= maxCells && vdaf.length === cellCount(dimensions) + 1
      ? undefined
      : gap('vdaf.length', `expected one bucket a cell and one more, at most ${maxCells} cells`),
  ({ vdaf }) =>
    vdaf.chunkLength <= vdaf.length + 1
      ? undefined
      : gap('vdaf.chunkLength', 'expected at most the buckets and one bit of weight'),
  ({ dimensions }) => classesFault(dimensions),
  ({ mechanism, costMillionths }) =>
    costMillionths === rhoMillionths(mechanism)
      ? undefined
      : gap('costMillionths', 'expected what the mechanism costs, rounded up'),
  ({ costMillionths }) =>
    costMillionths <= maxStudyMillionths
      ? undefined
      : gap('mechanism', `expected noise that costs at most ${maxStudyMillionths} millionths`),
  ({ mechanism: { name, numerator, denominator } }) =>
    numerator / denominator <= maxParameter[name]
      ? undefined
      : gap('mechanism', `expected a parameter of at most ${maxParameter[name]}`),
  // One body could put both halves together.
  ({ leader, helper }) =>
    !isSameBody(leader.legalId, helper.legalId) && leader.party !== helper.party
      ? undefined
      : gap('helper.legalId', 'expected another legal body than the leader'),
  ({ window, at }) =>
    instantMs(window.opens) < instantMs(window.closes) && instantMs(at) <= instantMs(window.opens)
      ? undefined
      : gap('window', 'expected an opening after the manifest and before the close'),
  ({ window, precisionSeconds }) =>
    [window.opens, window.closes].every((at) => instantMs(at) % (precisionSeconds * 1000) === 0)
      ? undefined
      : gap('window', 'expected an opening and a close that `precisionSeconds` divides'),
  ({ window, releaseAt, destroyAt }) =>
    instantMs(window.closes) < instantMs(releaseAt) && instantMs(releaseAt) < instantMs(destroyAt)
      ? undefined
      : gap('releaseAt', 'expected close, release and day of destruction in this order'),
  ({ at, window, destroyAt }) =>
    instantMs(window.closes) - instantMs(at) <= maxWindowMs &&
    instantMs(destroyAt) - instantMs(window.closes) <= maxWindowMs
      ? undefined
      : gap('destroyAt', 'expected a close within 400 days, and destruction within 400 more'),
  ({ minimumCohort, minimumReason }) =>
    minimumCohort < usualCohort === (minimumReason !== null)
      ? undefined
      : gap('minimumReason', `expected a reason under ${usualCohort}, and none from there on`),
];

/** Numbers in bands that do not overlap, choices in values that stand once: nobody is in two cells. */
function classesFault(dimensions: readonly Dimension[]): Gap | undefined {
  for (const [at, { fact, classes }] of dimensions.entries()) {
    const where = `dimensions.${at}.classes`;
    const { type, choices } = factKind(fact);
    if (type === 'choice' || type === 'yes-no') {
      const values = classes.flatMap((entry) => entry.values ?? []);
      const isKnown = (value: string | boolean): boolean =>
        type === 'yes-no' ? typeof value === 'boolean' : choices?.some(({ id }) => id === value) === true;
      if (!classes.every((entry) => entry.values !== undefined && entry.from === undefined))
        return gap(where, 'expected `values` for a choice');
      if (!values.every(isKnown) || new Set(values).size !== values.length)
        return gap(where, 'expected each value of the fact at most once');
    } else if (type === 'place') {
      const values = classes.flatMap((entry) => entry.values ?? []);
      const isWithin = (code: string | boolean, at: number): boolean =>
        values.some((other, place) => place !== at && String(code).startsWith(String(other)));
      if (!classes.every((entry) => entry.values !== undefined) || values.some(isWithin))
        return gap(where, 'expected codes of communes or departments, none within another');
    } else if (type === 'text' || type === 'visits') {
      return gap(`dimensions.${at}.fact`, 'expected a fact that can be put into classes');
    } else {
      let before = Number.NEGATIVE_INFINITY;
      for (const { from, to, values } of classes) {
        if (from === undefined || values !== undefined || from < before)
          return gap(where, 'expected bands in order that do not overlap');
        before = to ?? Number.POSITIVE_INFINITY;
        if (before <= from) return gap(where, 'expected a band that ends after it begins');
      }
    }
  }
  return undefined;
}

export function cellCount(dimensions: readonly Pick<Dimension, 'classes'>[]): number {
  return dimensions.reduce((count, { classes }) => count * classes.length, 1);
}

/** The classes of a cell, one a dimension; undefined for the last bucket. */
export function classesOf(study: Pick<Study, 'dimensions'>, cell: number): StudyClass[] | undefined {
  if (cell < 0 || cell >= cellCount(study.dimensions)) return undefined;
  const found: StudyClass[] = [];
  let rest = cell;
  for (const { classes } of study.dimensions.toReversed()) {
    found.unshift(classes[rest % classes.length] as StudyClass);
    rest = Math.floor(rest / classes.length);
  }
  return found;
}

/** What DAP's task of this study is made of (`crypto/dap/task.ts`), but for its id, the 32 bytes of the study's digest. */
export const taskTermsOf = (study: Study) => ({
  leaderUrl: study.leader.url,
  helperUrl: study.helper.url,
  precisionSeconds: study.precisionSeconds,
  minimumCohort: study.minimumCohort,
  length: study.vdaf.length,
  maxWeight: study.vdaf.maxWeight,
  chunkLength: study.vdaf.chunkLength,
  opensMs: instantMs(study.window.opens),
  closesMs: instantMs(study.window.closes),
});

/** Wallets may send from `opens` until just before `closes`. */
export function isOpen({ window }: Pick<Study, 'window'>, nowMs: number): boolean {
  return instantMs(window.opens) <= nowMs && nowMs < instantMs(window.closes);
}

/** announced: not yet open, or an aggregator has not taken it on · counting: closed, nothing told yet · the rest: told. */
export const studyStates = ['announced', 'open', 'counting', 'released', 'too-few'] as const;
export type StudyState = (typeof studyStates)[number];

export function studyState(
  { window, releaseAt }: Pick<Study, 'window' | 'releaseAt'>,
  known: { readonly isTakenOn: boolean; readonly outcome: 'published' | 'too-few' | undefined },
  nowMs: number,
): StudyState {
  if (known.outcome !== undefined && instantMs(releaseAt) <= nowMs)
    return known.outcome === 'published' ? 'released' : 'too-few';
  if (instantMs(window.closes) <= nowMs) return 'counting';
  return known.isTakenOn && instantMs(window.opens) <= nowMs ? 'open' : 'announced';
}
