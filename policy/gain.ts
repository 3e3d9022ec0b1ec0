/**
 * Who gains and who loses when published rules change. A phone runs old and new rules on the resident's own facts; a
 * party publishes the same over a grid of cases by group, and the relay runs the grid again before it keeps the report.
 */
import { canonicalText } from './canonical.ts';
import { ruleInputsShape } from './cases.ts';
import { evaluate, type RuleEngine, type RuleInputs } from './evaluate.ts';
import { PolicyFault } from './fault.ts';
import { type Gain, type Goal, gainBetween } from './goal.ts';
import type { Measure } from './measure.ts';
import { digest, line, list, nullable, number, object, oneOf, reader, some, whole } from './read.ts';

export interface Side {
  readonly engine: RuleEngine;
  readonly inputs: RuleInputs;
}

export function compareFor(before: Side, after: Side, goal: Goal): Gain {
  return gainBetween(measured(before, goal), measured(after, goal), goal);
}

/** `null` where the rules give no answer for these inputs: a verdict of « impossible », not the end of a report. */
function measured({ engine, inputs }: Side, { key }: Goal): Measure | null {
  try {
    return evaluate(engine, inputs, [key]).results[0] ?? null;
  } catch (cause) {
    if (cause instanceof PolicyFault) return null;
    throw cause;
  }
}

export interface GainCase {
  /** A declared group: « low income, two children ». */
  readonly group: string;
  readonly inputs: RuleInputs;
}

/** How one group fares. Sums are in the unit of the goal; what is lost stands as a positive number. */
export interface GroupGain {
  readonly group: string;
  readonly cases: number;
  readonly same: number;
  readonly better: number;
  readonly worse: number;
  readonly impossible: number;
  readonly gained: number;
  readonly lost: number;
  readonly mostGained: number;
  readonly mostLost: number;
}

/** What a party publishes when its rules change. `from` and `to` are hashes of published rules. */
export interface ChangeReport {
  readonly from: string;
  readonly to: string;
  readonly goal: Goal;
  readonly unit: string | null;
  readonly cases: readonly GainCase[];
  readonly claim: readonly GroupGain[];
}

export const maxReportBytes = 262_144;
/** One flattering case is no grid. */
export const leastCases = 10;

const groupName = line(120);
const count = whole(0, 100_000);
const report = object({
  from: digest,
  to: digest,
  goal: object({ key: line(200), better: oneOf(['more', 'less']) }),
  unit: nullable(line(40)),
  cases: some(object({ group: groupName, inputs: ruleInputsShape })),
  claim: list(
    object({
      group: groupName,
      cases: count,
      same: count,
      better: count,
      worse: count,
      impossible: count,
      gained: number,
      lost: number,
      mostGained: number,
      mostLost: number,
    }),
    100,
  ),
});
const readShape = reader(report, 'rules-invalid');

export function readChangeReport(body: unknown): ChangeReport {
  const read = readShape(body);
  if (read.cases.length < leastCases) {
    throw new PolicyFault('rules-invalid', `expected at least ${leastCases} cases`, 'cases');
  }
  return read;
}

/** What is kept, served and hashed. */
export const reportText = (of: ChangeReport): string => canonicalText(of);

/** Runs both rule sets over the grid. Groups stand in the order of their first case. */
export function gainReport(
  before: RuleEngine,
  after: RuleEngine,
  goal: Goal,
  cases: readonly GainCase[],
): Pick<ChangeReport, 'unit' | 'claim'> {
  const groups = new Map<string, { -readonly [F in keyof GroupGain]: GroupGain[F] }>();
  let unit: string | null = null;
  for (const { group, inputs } of cases) {
    const [left, right] = [knownTo(before, inputs), knownTo(after, inputs)];
    const gain = compareFor({ engine: before, inputs: left }, { engine: after, inputs: right }, goal);
    unit ??= gain.after?.unit ?? gain.before?.unit ?? null;
    const kept = groups.get(group) ?? nobody(group);
    groups.set(group, kept);
    kept.cases += 1;
    kept[gain.verdict] += 1;
    const moved = Math.abs(gain.difference ?? 0);
    if (gain.verdict === 'better') {
      kept.gained = tidy(kept.gained + moved);
      kept.mostGained = Math.max(kept.mostGained, moved);
    } else if (gain.verdict === 'worse') {
      kept.lost = tidy(kept.lost + moved);
      kept.mostLost = Math.max(kept.mostLost, moved);
    }
  }
  return { unit, claim: [...groups.values()] };
}

const nobody = (group: string) => ({
  group,
  cases: 0,
  same: 0,
  better: 0,
  worse: 0,
  impossible: 0,
  gained: 0,
  lost: 0,
  mostGained: 0,
  mostLost: 0,
});

const tidy = (sum: number) => Number(sum.toPrecision(12));

/**
 * A question that only one of the two versions asks is given to that one. A name that neither knows is a mistake in the
 * grid, and would pass for a case that it is not.
 */
function knownTo(engine: RuleEngine, inputs: RuleInputs): RuleInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(engine.rules, name)));
}

/** Runs the grid again and holds it against what is claimed. */
export function requireClaim(before: RuleEngine, after: RuleEngine, of: ChangeReport): void {
  for (const [at, { inputs }] of of.cases.entries()) {
    for (const name of Object.keys(inputs)) {
      if (Object.hasOwn(before.rules, name) || Object.hasOwn(after.rules, name)) continue;
      throw new PolicyFault(
        'rules-invalid',
        'expected inputs that one of the two versions knows',
        `cases.${at}`,
      );
    }
  }
  const found = gainReport(before, after, of.goal, of.cases);
  if (canonicalText(found) !== canonicalText({ unit: of.unit, claim: of.claim })) {
    throw new PolicyFault(
      'rules-invalid',
      'expected the gains and losses that both versions really give',
      'claim',
    );
  }
}
