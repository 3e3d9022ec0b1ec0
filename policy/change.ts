/**
 * What a new version of a declaration does to a grant. Each field has a direction: what reaches further into a life pauses
 * until a new yes or is told 30 days ahead, what reaches less far is only noted. What is not known pauses.
 */
import { dataRules } from './change/data.ts';
import { logicRules } from './change/logic.ts';
import type { Around, Effect, Rule, Way } from './change/rule.ts';
import { pause } from './change/rule.ts';
import { type Difference, differences } from './change/walk.ts';
import type { Declaration } from './declaration.ts';
import { instantMs } from './instant.ts';
import type { JsonValue } from './read.ts';

export interface Change {
  /** The field of the declaration: the first step of the path. */
  readonly field: string;
  readonly way: Way;
  readonly effect: Effect;
  /** `null` where there was nothing. */
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** By names, joined by ` › `: `inputs › commune › precision`. */
  readonly path: string;
  /** The ground was one's own yes and is no longer. */
  readonly isRed?: true;
}

/** Days between the announcement of a change that is told and its beginning. */
export const noticeDays = 30;
const stackedDays = 90;
const dayMs = 86_400_000;

const rules: ReadonlyMap<string, Rule> = new Map(Object.entries({ ...dataRules, ...logicRules }));

/** What every record has, and the chain of versions: these are always others. */
const notCompared = new Set(['v', 'type', 'id', 'at', 'version', 'previousHash', 'changelog']);

const consents = ['#A6-1-a', '#A9-2-a'];
const standsOnConsent = ({ legalBasis }: Declaration): boolean =>
  legalBasis.some(({ iri }) => consents.some((end) => iri.endsWith(end)));

const plain = (of: Declaration): JsonValue =>
  Object.fromEntries(Object.entries(of).filter(([name]) => !notCompared.has(name))) as unknown as JsonValue;

export function compareDeclarations(before: Declaration, after: Declaration, around: Around = {}): Change[] {
  const leavesConsent = standsOnConsent(before) && !standsOnConsent(after);
  const changes = differences(plain(before), plain(after)).map((difference): Change => {
    const { path, before: left, after: right } = difference;
    const [way, effect] = judge(difference, before, after, around);
    const field = path[0] ?? '';
    const red = leavesConsent && field === 'legalBasis' ? { isRed: true as const } : {};
    return { field, way, effect, before: left, after: right, path: path.join(' › '), ...red };
  });
  return changes.length === 0 ? toldOtherwise(around) : changes;
}

function judge(
  difference: Difference,
  older: Declaration,
  newer: Declaration,
  around: Around,
): readonly [Way, Effect] {
  const rule = rules.get(difference.pattern) ?? pause;
  return rule({ ...difference, older, newer, around });
}

/** Text is generated from fields: when it says something else while no field changed, something was tampered with. */
function toldOtherwise({ told }: Around): Change[] {
  if (told === undefined) return [];
  const [before, after] = [told.before.join('\n'), told.after.join('\n')];
  if (before === after) return [];
  return [{ field: 'told', way: 'other', effect: 'pause', before, after, path: 'told' }];
}

const order: readonly Effect[] = ['log', 'notify', 'pause', 'stop'];

/** The gravest of them; nothing changed is only noted. */
export function effectOf(changes: readonly Pick<Change, 'effect'>[]): Effect {
  return changes.reduce<Effect>((worst, { effect }) => graver(worst, effect), 'log');
}

/** A resident may choose stricter, never looser. */
export function graver(left: Effect, right: Effect): Effect {
  return order.indexOf(left) < order.indexOf(right) ? right : left;
}

/**
 * Do small changes of 90 days add up? Several versions that are each only told, and that together reach further than the
 * version before the first of them, pause. Versions of one declaration, oldest first.
 */
export function stacked(versions: readonly Declaration[]): boolean {
  const last = versions.at(-1);
  if (last === undefined) return false;
  const sinceMs = instantMs(last.at) - stackedDays * dayMs;
  const steps = versions.slice(1).map((after, at) => ({ before: versions[at] as Declaration, after }));
  const told = steps.filter(({ before, after }) => {
    const changes = compareDeclarations(before, after);
    return instantMs(after.at) >= sinceMs && effectOf(changes) === 'notify' && changes.some(isWidening);
  });
  const [first] = told;
  if (first === undefined || told.length < 2) return false;
  return compareDeclarations(first.before, last).some(
    (change) => isWidening(change) && change.effect !== 'log',
  );
}

/** How grave the party itself calls this version: it may ask for more than it must, and is then taken at its word. */
export function saidClass({ changelog, version }: Declaration): Effect {
  const said = changelog.find((entry) => entry.version === version)?.class;
  return said === undefined || said === 'first' ? 'log' : said;
}

const isWidening = ({ way }: Change): boolean => way === 'widens';
