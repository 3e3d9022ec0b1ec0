import type { PathStep } from '../../../../policy/trace.ts';

/** The steps in what was kept: either the list itself or an evaluation that holds it. Anything else has no steps. */
export function stepsOf(kept: unknown): readonly PathStep[] {
  const list = Array.isArray(kept) ? kept : (kept as { path?: unknown } | null)?.path;
  return Array.isArray(list) ? (list.filter(isStep) as PathStep[]) : [];
}

function isStep(value: unknown): boolean {
  const { rule, title, state, tests } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof rule === 'string' && typeof title === 'string' && typeof state === 'string' && Array.isArray(tests)
  );
}

/** The first rule that came out otherwise on the other side; what only one side has looked at parts too. */
export function partingRule(ours: readonly PathStep[], theirs: readonly PathStep[]): PathStep | null {
  const other = new Map(theirs.map((step) => [step.rule, step]));
  const found = ours.find((step) => {
    const match = other.get(step.rule);
    return step.state === 'applied' && (match?.state !== 'applied' || match.came?.value !== step.came?.value);
  });
  if (found) return found;
  const here = new Set(ours.map((step) => step.rule));
  return theirs.find((step) => step.state === 'applied' && !here.has(step.rule)) ?? null;
}
