/**
 * The honest path of a calculation: which published rules were applied, which were tested and found false, which were
 * never looked at. It is not reconstructed afterwards from the rules but noted while the engine evaluates.
 *
 * A step stands for a rule that gives a value; the conditions it met on the way are its tests. Hundreds of rules are
 * tested and false for everyone (the aids of other towns), so a rule that does not apply becomes a step only when at
 * least one of its tests held: it was near. The totals count the rest.
 */
import { type Measure, measureOf, type Unit, type WriteUnit } from './measure.ts';

export interface PathTest {
  readonly rule: string;
  readonly title: string;
  /** With a limit: the rule's value was compared to it. Without: the rule is itself a yes or a no. */
  readonly operator?: string;
  readonly limit?: Measure;
  readonly outcome: 'true' | 'false' | 'never-looked-at';
}

export interface PathStep {
  readonly rule: string;
  /** The rule's own title, in the language of the rules. */
  readonly title: string;
  readonly state: 'applied' | 'tested-false' | 'never-looked-at';
  /** What an applied rule came to. */
  readonly came?: Measure;
  readonly tests: readonly PathTest[];
}

export interface PathTotals {
  readonly applied: number;
  readonly testedFalse: number;
  readonly neverLookedAt: number;
}

export interface Assumption extends Measure {
  readonly rule: string;
  readonly title: string;
}

/** What the path shows of a rule; given by the door of the engine, which alone knows its types. */
export interface RuleFace {
  readonly title: string;
  /** The rule is a question to the resident: answered by a fact, or by its published default. */
  readonly asks: boolean;
  readonly isYesNo: boolean;
  /** The rules it names, in the order it names them. */
  readonly names: readonly string[];
}

export interface Faces {
  readonly of: (rule: string) => RuleFace | undefined;
  readonly all: readonly string[];
}

/** With the salts and the facts, a calculation must fit in a sealed envelope of 64 KiB. */
const most = { applied: 20, nearby: 8, unseen: 6, tests: 10, assumed: 20 };

/** The little that is read of a node of the engine's tree. */
export interface LookedAt {
  readonly nodeKind: string;
  readonly dottedName?: string;
  readonly operationKind?: string;
  readonly explanation?: unknown;
  readonly nodeValue?: unknown;
  readonly unit?: Unit | undefined;
  readonly sourceMap?: { readonly mecanismName: string; readonly args: Record<string, unknown> };
}

interface Test {
  readonly rule: string;
  readonly operator?: string;
  readonly limit?: Measure;
  readonly held: boolean;
}

/** All that was seen of one rule, however often it was asked. `undefined` value: only whether it applies was tested. */
export interface Look {
  readonly rule: string;
  value: unknown;
  came?: Measure;
  readonly asked: Set<string>;
  readonly tests: Test[];
  readonly seen: Set<unknown>;
}

const comparisons = new Set(['<', '<=', '>', '>=', '=', '!=']);
/** Mechanisms that compare one value with the limits of brackets, lowest first. */
export const bracketed = new Set(['barème', 'grille', 'taux progressif']);

export interface Trace {
  readonly looks: ReadonlyMap<string, Look>;
  /** Goes around each evaluation of a node. */
  readonly around: <T>(node: LookedAt, evaluate: () => T) => T;
}

export function startTrace(writeUnit: WriteUnit): Trace {
  const looks = new Map<string, Look>();
  const open: Look[] = [];

  const lookAt = (rule: string): Look => {
    const look = looks.get(rule) ?? { rule, value: undefined, asked: new Set(), tests: [], seen: new Set() };
    looks.set(rule, look);
    return look;
  };

  const around = <T>(node: LookedAt, evaluate: () => T): T => {
    const whole = node.nodeKind === 'rule' ? node.dottedName : undefined;
    const rule = whole ?? ruleUnderTest(node);
    const asker = open.at(-1);
    if (rule === undefined || rule.includes('$')) {
      const out = evaluate();
      if (asker !== undefined) {
        noteComparison(asker, node, out as LookedAt);
        noteBrackets(asker, node, out as LookedAt);
      }
      return out;
    }
    const look = lookAt(rule);
    asker?.asked.add(rule);
    open.push(look);
    const out = evaluate();
    open.pop();
    if (whole === undefined) return out;
    const { nodeValue, unit } = out as LookedAt;
    look.value = nodeValue;
    if (nodeValue !== undefined) look.came = measureOf({ nodeValue, unit }, writeUnit);
    if (typeof nodeValue === 'boolean' && asker !== undefined && !asker.seen.has(rule)) {
      asker.seen.add(rule);
      asker.tests.push({ rule, held: nodeValue });
    }
    return out;
  };

  /** `price <= 3200 €`: kept with the limit, because limits near a person are worth showing. */
  const noteComparison = (asker: Look, node: LookedAt, out: LookedAt): void => {
    if (node.nodeKind !== 'operation' || !comparisons.has(node.operationKind ?? '')) return;
    if (asker.seen.has(node)) return;
    asker.seen.add(node);
    const rule = nameOf((node.explanation as readonly LookedAt[])[0]);
    const right = (out.explanation as readonly (LookedAt | undefined)[])[1];
    // Left unread when the left side already decided; a boolean is the engine's own « is it applicable ».
    if (rule === undefined || right === undefined || right.nodeValue === undefined) return;
    if (right.nodeValue === null || typeof right.nodeValue === 'boolean') return;
    const limit = measureOf({ nodeValue: right.nodeValue, unit: right.unit }, writeUnit);
    asker.tests.push({ rule, operator: node.operationKind as string, limit, held: out.nodeValue === true });
  };

  /** Each bracket up to the one that holds the value; the last has no upper limit. */
  const noteBrackets = (asker: Look, node: LookedAt, out: LookedAt): void => {
    if (!bracketed.has(node.nodeKind) || asker.seen.has(node)) return;
    asker.seen.add(node);
    const rule = nameOf((node.explanation as { readonly assiette?: LookedAt }).assiette);
    const { assiette, tranches } = out.explanation as { assiette?: LookedAt; tranches?: readonly Bracket[] };
    if (rule === undefined || typeof assiette?.nodeValue !== 'number' || tranches === undefined) return;
    for (const { plafondValue } of tranches) {
      if (typeof plafondValue !== 'number' || !Number.isFinite(plafondValue)) continue;
      const limit = measureOf({ nodeValue: plafondValue, unit: assiette.unit }, writeUnit);
      const held = assiette.nodeValue < plafondValue;
      asker.tests.push({ rule, operator: '<', limit, held });
      if (held) break;
    }
  };

  return { looks, around };
}

interface Bracket {
  readonly plafondValue?: unknown;
}

function ruleUnderTest(node: LookedAt): string | undefined {
  if (node.nodeKind !== 'est non applicable') return undefined;
  const tested = node.explanation as LookedAt;
  return tested.nodeKind === 'rule' ? tested.dottedName : undefined;
}

/** A reference, or what a replacement put in its place. */
export function nameOf(node: LookedAt | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (node.nodeKind === 'reference') return node.dottedName;
  return node.sourceMap?.mecanismName === 'replacement'
    ? nameOf(node.sourceMap.args.originalNode as LookedAt)
    : undefined;
}

export interface FoundPath {
  readonly path: readonly PathStep[];
  readonly totals: PathTotals;
  readonly assumed: readonly Assumption[];
}

const applies = (value: unknown) => value !== undefined && value !== null && value !== false;

/** `given`: the rules that facts filled; they are inputs, not steps. */
export function findPath(
  looks: ReadonlyMap<string, Look>,
  entryPoints: readonly string[],
  given: ReadonlySet<string>,
  faces: Faces,
): FoundPath {
  const applied: PathStep[] = [];
  const nearby: PathStep[] = [];
  const unseen = new Set<string>();
  const assumed: Assumption[] = [];
  const visited = new Set<string>();

  const testsOf = (look: Look, face: RuleFace): PathTest[] => {
    const tests = look.tests.map(({ held, ...test }) => ({
      ...test,
      title: faces.of(test.rule)?.title ?? test.rule,
      outcome: held ? ('true' as const) : ('false' as const),
    }));
    const unlooked = face.names.filter((name) => !looks.has(name) && faces.of(name)?.isYesNo === true);
    const never = unlooked.map((rule) => ({
      rule,
      title: faces.of(rule)?.title ?? rule,
      outcome: 'never-looked-at' as const,
    }));
    return [...tests, ...never].slice(0, most.tests);
  };

  const visit = (rule: string, isEntry: boolean, onTheWay: boolean): void => {
    const look = looks.get(rule);
    const face = faces.of(rule);
    if (look === undefined || face === undefined || visited.has(rule)) return;
    const holds = applies(look.value);
    const isNear = isNearby(look.tests);
    // A far rule stays unvisited: another rule may still ask it on the way to the result.
    if (!holds && !isNear && !isEntry && !face.isYesNo) return;
    visited.add(rule);
    if (given.has(rule)) return;
    if (face.asks) {
      if (look.came !== undefined) assumed.push({ rule, title: face.title, ...look.came });
      return;
    }
    const isStep = !face.isYesNo || isEntry;
    if (isStep) {
      const step = { rule, title: face.title, tests: testsOf(look, face) };
      if (holds && look.came !== undefined) applied.push({ ...step, state: 'applied', came: look.came });
      else if (onTheWay) nearby.push({ ...step, state: 'tested-false' });
    }
    if (holds && isStep) {
      for (const name of face.names) {
        if (!looks.has(name) && faces.of(name)?.isYesNo === false) unseen.add(name);
      }
    }
    for (const asked of look.asked) visit(asked, false, onTheWay && holds);
  };
  for (const rule of entryPoints) visit(rule, true, true);

  const never = [...unseen].map((rule): PathStep => {
    return { rule, title: faces.of(rule)?.title ?? rule, state: 'never-looked-at', tests: [] };
  });
  return {
    path: [
      ...applied.slice(0, most.applied),
      ...nearby.slice(0, most.nearby),
      ...never.slice(0, most.unseen),
    ],
    totals: countAll(looks, faces.all),
    assumed: assumed.slice(0, most.assumed),
  };
}

/**
 * One test held, and the rule did not end on « another place, another country »: a text that is simply not the
 * resident's says nothing about how near the resident was.
 */
function isNearby(tests: readonly Test[]): boolean {
  const last = tests.at(-1);
  const isElsewhere = last?.operator === '=' && typeof last.limit?.value === 'string' && !last.held;
  return !isElsewhere && tests.some((test) => test.held);
}

function countAll(looks: ReadonlyMap<string, Look>, rules: readonly string[]): PathTotals {
  let applied = 0;
  let testedFalse = 0;
  for (const rule of rules) {
    const look = looks.get(rule);
    if (look === undefined) continue;
    if (applies(look.value)) applied += 1;
    else testedFalse += 1;
  }
  return { applied, testedFalse, neverLookedAt: rules.length - applied - testedFalse };
}
