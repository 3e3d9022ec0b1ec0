/**
 * The only door of publicodes. A party's service and a resident's phone both evaluate published rules through this
 * file, so that the same facts give the same cents and the same path on both sides.
 *
 * The engine is lenient where a public calculation must not be: it takes input strings for expressions, reports unit
 * errors and cycles as warnings, accepts wrong choices, and breaks ties between rules by the machine's language. Here
 * values are typed nodes, every warning is a fault, `strict` is on in full, and ties are broken by name.
 */
import Engine, { type ASTNode, isPublicodesError, parseUnit, reduceAST, serializeUnit } from 'publicodes';
import { PolicyFault } from './fault.ts';
import { type Measure, measureOf } from './measure.ts';
import { isFields, type RuleFields, type Rules, type RuleValue } from './rules.ts';
import type { PathStep, PathTotals, RuleFace, Trace } from './trace.ts';
import {
  type Assumption,
  bracketed,
  type Faces,
  findPath,
  type LookedAt,
  nameOf,
  startTrace,
} from './trace.ts';

/** What a fact becomes for the rules: a typed value. A unit is written as in the rules: `€`, `€/an`, `km`. */
export interface RuleInput {
  readonly value: number | string | boolean;
  readonly unit?: string;
}
export type RuleInputs = Readonly<Record<string, RuleInput>>;

export interface RuleResult extends Measure {
  readonly key: string;
}

export interface Evaluation {
  /** One per entry point, in their order. `null` means: this rule does not concern the person. */
  readonly results: readonly RuleResult[];
  readonly path: readonly PathStep[];
  /** How many rules there were in all, so that a short path does not pass for the whole. */
  readonly totals: PathTotals;
  /** Questions that no fact answered and whose published default was used. */
  readonly assumed: readonly Assumption[];
}

export interface RuleEngine {
  readonly rules: Rules;
  readonly core: Engine;
  /** Warnings of the engine land here; anything in it is a fault. */
  readonly warnings: string[];
  readonly faces: Faces;
}

const maxTextUnits = 200;
const maxInputs = 100;
const maxEntryPoints = 50;

const refuse = (expected: string, where = ''): never => {
  throw new PolicyFault('evaluation-failed', expected, where);
};

/**
 * Slow: about 0.2 s for 450 rules on a desk machine, seconds on an old phone. Call it in a worker, keep the engine.
 * Publicodes keeps the replacements of every set it ever parsed, so a long-lived process should parse a set once.
 */
export function openRules(rules: Rules): RuleEngine {
  const warnings: string[] = [];
  const note = (message: string) => void warnings.push(message);
  let core: Engine;
  try {
    core = new Engine(sourceOf(rules), {
      strict: true,
      warn: {
        cyclicReferences: true,
        experimentalRules: true,
        unitConversion: true,
        deprecatedSyntax: true,
        situationIssues: true,
      },
      logger: { log: note, warn: note, error: note },
    });
  } catch (cause) {
    throw new PolicyFault('rules-invalid', 'expected rules that parse', ruleAt(cause), cause);
  }
  if (warnings.length > 0)
    throw new PolicyFault('rules-invalid', 'expected rules that parse without warning');
  return { rules, core, warnings, faces: facesOf(core) };
}

/**
 * A copy that the parser may write on, in which each replacement has a priority of its own. Left alone, publicodes
 * orders equal replacements with `localeCompare`, so the winner would depend on the language of the phone.
 */
function sourceOf(rules: Rules): Record<string, RuleFields | null> {
  const declared = new Set<number>([0]);
  visitReplacements(rules, (replacement) => declared.add(priorityOf(replacement)));
  const levels = [...declared].sort((a, b) => a - b);
  const names = Object.keys(rules);
  const source: Record<string, RuleFields | null> = {};
  names.forEach((name, rank) => {
    const rule = rules[name];
    const order = (replacement: RuleValue): RuleValue => ({
      ...(isFields(replacement) ? replacement : { 'références à': replacement }),
      priorité: levels.indexOf(priorityOf(replacement)) * names.length + rank,
    });
    source[name] = isFields(rule) ? (orderReplacements(rule, order) as RuleFields) : wrapValue(rule);
  });
  return source;
}

const replacementFields = ['remplace', 'rend non applicable'];

function wrapValue(rule: RuleValue | undefined): RuleFields | null {
  return rule === null || rule === undefined ? null : { valeur: String(rule) };
}

function priorityOf(replacement: RuleValue): number {
  const priority = (isFields(replacement) ? replacement.priorité : undefined) ?? 0;
  if (typeof priority === 'number' && priority >= 0) return priority;
  throw new PolicyFault('rules-invalid', 'expected a priority of 0 or more');
}

function visitReplacements(value: RuleValue, visit: (replacement: RuleValue) => void): void {
  orderReplacements(value, (replacement) => {
    visit(replacement);
    return replacement;
  });
}

/** Every place where a rule may stand is reached by going everywhere: rules nest in `avec` and in possibilities. */
function orderReplacements(value: RuleValue, order: (replacement: RuleValue) => RuleValue): RuleValue {
  if (Array.isArray(value)) {
    return (value as readonly RuleValue[]).map((entry) => orderReplacements(entry, order));
  }
  if (!isFields(value)) return value;
  const copy: Record<string, RuleValue> = {};
  for (const [field, inner] of Object.entries(value)) {
    copy[field] = replacementFields.includes(field)
      ? (Array.isArray(inner) ? inner : [inner]).map(order)
      : orderReplacements(inner, order);
  }
  return copy;
}

export function evaluate(engine: RuleEngine, inputs: RuleInputs, entryPoints: readonly string[]): Evaluation {
  const { results, trace } = run(engine, inputs, entryPoints);
  const given = new Set(Object.keys(inputs));
  return { results, ...findPath(trace.looks, entryPoints, given, engine.faces) };
}

/** A number that some rule was compared with, and what that rule came to. */
export interface Limit {
  readonly rule: string;
  readonly limit: number;
  readonly came: number;
}

/** Every numeric limit that was met on the way to the results: where they might tip. Amounts in cents. */
export function limitsMet(engine: RuleEngine, inputs: RuleInputs, entryPoints: readonly string[]): Limit[] {
  const { looks } = run(engine, inputs, entryPoints).trace;
  const met = new Map<string, Limit>();
  for (const { tests } of looks.values()) {
    for (const { rule, limit } of tests) {
      const came = looks.get(rule)?.came?.value;
      if (typeof limit?.value !== 'number' || typeof came !== 'number') continue;
      met.set(`${limit.value} ${rule}`, { rule, limit: limit.value, came });
    }
  }
  return [...met.values()];
}

const orders = new Set(['<', '<=', '>', '>=']);

/** Do the rules compare a named number with anything? Then there are boundaries, and cases on them can be asked for. */
export function hasLimits({ core }: RuleEngine): boolean {
  const parsed = core.getParsedRules();
  const isNumber = (node: ASTNode | undefined) => {
    const rule = node === undefined ? undefined : parsed[nameOf(node as LookedAt) ?? ''];
    return rule !== undefined && core.context.nodesTypes.get(rule)?.type === 'number';
  };
  const isLimit = (node: ASTNode): boolean => {
    if (node.nodeKind === 'operation') return orders.has(node.operationKind) && isNumber(node.explanation[0]);
    const { assiette } = (node as { explanation?: { assiette?: ASTNode } }).explanation ?? {};
    return bracketed.has(node.nodeKind) && isNumber(assiette);
  };
  return Object.values(parsed).some((rule) =>
    reduceAST<boolean>((found, node) => (found || isLimit(node) ? true : undefined), false, rule),
  );
}

function run(engine: RuleEngine, inputs: RuleInputs, entryPoints: readonly string[]) {
  const { core, warnings } = engine;
  if (entryPoints.length === 0 || entryPoints.length > maxEntryPoints) {
    refuse(`expected 1 to ${maxEntryPoints} entry points`);
  }
  for (const name of entryPoints) ruleOf(engine, name);
  const situation = situationOf(engine, inputs);
  warnings.length = 0;
  try {
    core.setSituation(situation);
    const trace = startTrace(serializeUnit);
    const results = tracing(core, trace, () =>
      entryPoints.map((name): RuleResult => {
        const node = core.evaluate({
          nodeKind: 'reference',
          name,
          contextDottedName: '$EVALUATION',
        } as ASTNode);
        if (node.nodeValue === undefined) refuse('expected every value that the rule needs', name);
        return { key: name, ...measureOf(node, serializeUnit) };
      }),
    );
    // A warning means that the values may be wrong.
    if (warnings.length > 0) refuse('expected rules that evaluate without warning');
    if (core.inversionFail()) refuse('expected an inversion that converges');
    return { results, trace };
  } catch (cause) {
    if (cause instanceof PolicyFault) throw cause;
    // The engine's own message may quote a value of the resident: it goes no further.
    return refuse('expected rules that evaluate', ruleAt(cause));
  } finally {
    warnings.length = 0;
    core.resetCache();
  }
}

function ruleOf({ rules, core }: RuleEngine, name: string) {
  const parsed = core.getParsedRules();
  if (!Object.hasOwn(parsed, name)) return refuse('expected a published rule', name.slice(0, maxTextUnits));
  const source = rules[name];
  return {
    node: parsed[name] as NonNullable<(typeof parsed)[string]>,
    source: isFields(source) ? source : {},
  };
}

function situationOf(engine: RuleEngine, inputs: RuleInputs): Record<string, ASTNode> {
  const names = Object.keys(inputs).sort();
  if (names.length > maxInputs) refuse(`expected at most ${maxInputs} inputs`);
  return Object.fromEntries(names.map((name) => [name, inputNode(engine, name, inputs[name] as RuleInput)]));
}

/** A node of the engine's own tree: nothing of the value is ever parsed. */
function inputNode(engine: RuleEngine, name: string, { value, unit }: RuleInput): ASTNode {
  const { node, source } = ruleOf(engine, name);
  // Else a « fact » could be entered in place of a result.
  if (!('question' in source || 'par défaut' in source))
    refuse('expected a rule that asks for a value', name);
  const type = engine.core.context.nodesTypes.get(node)?.type;
  if (type !== undefined && type !== typeof value) refuse(`expected a ${type}`, name);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse('expected a finite number', name);
    const declared = source.unité;
    // A rule without a unit counts (parts, persons); a rule with one must be given it, and no other to convert from.
    if (typeof declared !== 'string') return { nodeKind: 'constant', type: 'number', nodeValue: value };
    if (unit !== declared) return refuse(`expected the unit \`${declared}\``, name);
    return { nodeKind: 'constant', type: 'number', nodeValue: value, unit: parseUnit(declared) };
  }
  if (typeof value === 'boolean') return { nodeKind: 'constant', type: 'boolean', nodeValue: value };
  if (value.length > maxTextUnits || /\p{Cc}/u.test(value)) refuse('expected a line of text', name);
  const choices = node.possibilities?.explanation;
  if (choices !== undefined && !choices.some((choice) => String(choice.nodeValue) === value)) {
    refuse('expected one of the rule’s possibilities', name);
  }
  return { nodeKind: 'constant', type: 'string', nodeValue: value };
}

function tracing<T>(core: Engine, trace: Trace, run: () => T): T {
  const evaluateNode = core.evaluateNode.bind(core) as (node: ASTNode) => unknown;
  core.evaluateNode = ((node: ASTNode) =>
    trace.around(node as LookedAt, () => evaluateNode(node))) as Engine['evaluateNode'];
  try {
    return run();
  } finally {
    // Uncovers the method of the class again.
    Reflect.deleteProperty(core, 'evaluateNode');
  }
}

function facesOf(core: Engine): Faces {
  const parsed = core.getParsedRules();
  const kept = new Map<string, RuleFace>();
  const of = (name: string): RuleFace | undefined => {
    const rule = Object.hasOwn(parsed, name) ? parsed[name] : undefined;
    if (rule === undefined || kept.has(name)) return kept.get(name);
    const face: RuleFace = {
      title: rule.title,
      asks: 'question' in rule.rawNode,
      isYesNo: core.context.nodesTypes.get(rule)?.type === 'boolean',
      names: namesIn(rule.explanation.valeur),
    };
    kept.set(name, face);
    return face;
  };
  return { of, all: Object.keys(parsed) };
}

/** The rules that a definition names itself, without those that others replace: there the others are the story. */
function namesIn(definition: ASTNode): string[] {
  const names = new Set<string>();
  reduceAST<boolean>(
    (_, node) => {
      const name = nameOf(node as LookedAt);
      if (name === undefined) return undefined;
      if (node.nodeKind === 'reference' && !name.includes('$')) names.add(name);
      return true;
    },
    false,
    definition,
  );
  return [...names];
}

/** The name of a published rule is public; the engine's message is not repeated. */
function ruleAt(cause: unknown): string {
  if (!isPublicodesError(cause) || cause.info === undefined || !('dottedName' in cause.info)) return '';
  return String(cause.info.dottedName ?? '').slice(0, maxTextUnits);
}
