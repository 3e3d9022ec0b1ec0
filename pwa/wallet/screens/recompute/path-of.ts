import type { PathStep } from '../../../../policy/trace.ts';

/** The steps in a list, or in `{steps}` as a party tells them in the content. Anything else has no steps. */
export function stepsOf(kept: unknown): readonly PathStep[] {
  const list = Array.isArray(kept) ? kept : (kept as { steps?: unknown } | null)?.steps;
  return Array.isArray(list) ? (list.filter(isStep) as PathStep[]) : [];
}

function isStep(value: unknown): boolean {
  const { rule, title, state, tests } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof rule === 'string' && typeof title === 'string' && typeof state === 'string' && Array.isArray(tests)
  );
}

/**
 * Where the two part: the deepest rule that came out otherwise. A path tells a sum before what it is made of, so the sum,
 * which differs whenever anything does, is named only when nothing below it differs.
 */
export function partingRule(ours: readonly PathStep[], theirs: readonly PathStep[]): PathStep | null {
  const other = new Map(theirs.map((step) => [step.rule, step]));
  const found = ours.findLast((step) => {
    const match = other.get(step.rule);
    return step.state === 'applied' && (match?.state !== 'applied' || match.came?.value !== step.came?.value);
  });
  if (found) return found;
  const here = new Set(ours.map((step) => step.rule));
  return theirs.findLast((step) => step.state === 'applied' && !here.has(step.rule)) ?? null;
}
