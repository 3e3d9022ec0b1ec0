import type { Declaration } from '../declaration.ts';

/** What a thread may name in the clear: public already, and nothing that a person made up. */
export function namesIn({
  inputs,
  outputs,
  logic,
}: Pick<Declaration, 'inputs' | 'outputs' | 'logic'>): string[] {
  return [
    ...inputs.flatMap(({ key, ruleInput }) => (ruleInput === undefined ? [key] : [key, ruleInput])),
    ...outputs.map(({ key }) => key),
    ...(logic.rules?.entryPoints ?? []),
    ...logic.parameters.map(({ name }) => name),
  ];
}
