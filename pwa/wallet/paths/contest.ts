// From a record in this vault to a thread: the phone has looked first, the resident says what is wrong, and what can
// prove it goes along, sealed to the party alone.

import { canonicalText } from '../../../policy/canonical.ts';
import { readDeclaration } from '../../../policy/declaration.ts';
import type { FactKey, FactValue } from '../../../policy/fact.ts';
import type { Lang } from '../../../policy/record.ts';
import { splitRecord } from '../../../policy/record.ts';
import type { OpeningReason } from '../../../policy/thread/reason.ts';
import type { CorrectedCase, ThreadText } from '../../../policy/thread/text.ts';
import type { Figure, KeptCalculation } from '../vault/kept/calculation.ts';
import { accesses, heldSignal } from '../vault/open.ts';
import type { ContestTarget } from './contest-choice.ts';
import { PathFault } from './fault.ts';
import { requireGrant } from './kept-grant.ts';
import { beginThread } from './my-thread.ts';
import { tryWith } from './recompute.ts';
import { here, type Surroundings } from './surroundings.ts';
import type { Opening } from './thread.ts';

export interface Corrected {
  readonly key: FactKey;
  readonly value: FactValue;
  /** What the published rules give with it, worked out here. */
  readonly gives: readonly Figure[];
}

export interface ContestChoice {
  /** Digest of the calculation. */
  readonly calculation: string;
  readonly target: ContestTarget;
  /** The fact or the rule that is meant. */
  readonly name: string | null;
  /** Never empty: where nothing was written, the sentence of the choice itself. */
  readonly words: string;
  readonly lang: Lang;
  readonly corrected: Corrected | null;
  /** Where the sums part: also counted in public, in a report of its own. */
  readonly isPublic: boolean;
}

export const wouldGive = (
  digest: string,
  key: FactKey,
  value: FactValue,
  around: Surroundings = here,
): Promise<readonly Figure[]> => tryWith(digest, { [key]: value }, around);

/** Gives the thread's id. Sent at once where there is a network; kept and sent later where there is none. */
export async function contest(choice: ContestChoice, around: Surroundings = here): Promise<string> {
  const calculation = requireCalculation(choice.calculation);
  const { grant, declaration, digest } = calculation;
  const reason = reasonOf(choice.target, calculation);
  const named = choice.name !== null && isDeclared(calculation, choice.name) ? choice.name : null;
  const opening: Opening = {
    kind: 'contest',
    declaration,
    grant,
    target: { what: choice.target, digest: isOfRecord(choice.target) ? digest : null, name: named },
    reason,
  };
  const words = wordsOf(choice, calculation, named);
  const kept = requireGrant(grant);
  const id = await beginThread({ party: kept.party, generation: kept.generation }, opening, words, around);
  if (choice.isPublic && reason === 'result-differs') {
    const report: Opening = {
      ...opening,
      kind: 'report',
      target: { what: 'result', digest, name: null },
    };
    await beginThread({ party: kept.party, generation: kept.generation }, report, words, around);
  }
  return id;
}

/** A reading that the resident did not want: anchored on its record, which both sides hold. */
export async function contestAccess(
  access: string,
  { words, lang }: Pick<ContestChoice, 'words' | 'lang'>,
  around: Surroundings = here,
): Promise<string> {
  const kept = accesses.value.find(({ digest }) => digest === access);
  if (kept === undefined) throw new PathFault('grant-unknown', 'no such reading in this vault');
  const { id: grant, party, generation, declaration } = requireGrant(kept.grant);
  const opening: Opening = {
    kind: 'contest',
    declaration,
    grant,
    target: { what: 'access', digest: access, name: null },
    reason: 'access-unwanted',
  };
  const text: ThreadText = {
    v: 1,
    lang,
    text: words,
    corrected: null,
    evidence: [],
    place: null,
    contact: null,
  };
  return beginThread({ party, generation }, opening, text, around);
}

const reasons: Readonly<Record<ContestTarget, OpeningReason>> = {
  result: 'other',
  input: 'fact-wrong',
  rule: 'rule-wrong',
  cohort: 'cohort-wrong',
  human: 'human-absent',
  exclusion: 'left-out',
};

/** Without a sum of our own nothing is known to differ. */
export function reasonOf(target: ContestTarget, { recomputation }: KeptCalculation): OpeningReason {
  return target === 'result' && recomputation?.verdict === 'different' ? 'result-differs' : reasons[target];
}

const isOfRecord = (target: ContestTarget): boolean => target !== 'exclusion';

/** The relay sees a name only if the declaration has it already; any other stands in the sealed words. */
function isDeclared({ declaration }: KeptCalculation, name: string): boolean {
  const kept = heldSignal.value.declaration.get(declaration);
  if (kept === undefined) return false;
  const { inputs, outputs, logic } = readDeclaration(splitRecord(kept.text).body);
  return (
    inputs.some((input) => input.key === name) ||
    outputs.some((output) => output.key === name) ||
    logic.parameters.some((parameter) => parameter.name === name) ||
    (logic.rules?.entryPoints ?? []).some((entry) => entry === name)
  );
}

function wordsOf(choice: ContestChoice, calculation: KeptCalculation, named: string | null): ThreadText {
  const { words, lang, corrected, name } = choice;
  const isUnsaid = name !== null && named === null;
  return {
    v: 1,
    lang,
    text: isUnsaid ? `${name}\n${words}` : words,
    corrected: correctedCase(calculation, corrected),
    evidence: evidenceOf(calculation),
    place: null,
    contact: null,
  };
}

function correctedCase(calculation: KeptCalculation, corrected: Corrected | null): CorrectedCase | null {
  const again = calculation.recomputation;
  if (corrected !== null)
    return {
      inputs: [{ key: corrected.key, value: plain(corrected.value) }],
      results: figures(corrected.gives),
    };
  if (again?.verdict !== 'different') return null;
  const inputs = calculation.inputs.map(({ key, value }) => ({ key, value }));
  return { inputs, results: figures(again.ours) };
}

const figures = (of: readonly Figure[]) =>
  of.map(({ key, value, unit }) => (unit === null ? { key, value } : { key, value, unit }));

/** A value as the other side reads it: a place by its name, a band by its ends. */
function plain(value: FactValue): string | number | boolean {
  if (typeof value !== 'object') return value;
  if ('from' in value) return `${value.from}–${value.to}`;
  return 'length' in value ? value.length : value.name;
}

/** The signed record, and what this phone found with the same rules: the other side can do it again. */
function evidenceOf({ text, recomputation, rulesHash }: KeptCalculation): readonly string[] {
  if (recomputation?.verdict !== 'different') return [text];
  const { ours, theirs, why, engine, at } = recomputation;
  const found = { ours: figures(ours), theirs: figures(theirs), why, engine, at, rulesHash };
  return [text, canonicalText(found)];
}

function requireCalculation(digest: string): KeptCalculation {
  const kept = heldSignal.value.calculation.get(digest);
  if (kept === undefined) throw new PathFault('calculation-unknown', 'no such calculation in this vault');
  return kept;
}
