/** How much a declaration says beyond what it must: « explicitly none » is honest, and is counted as unsaid here. */
import type { Declaration } from '../declaration.ts';

export interface Completeness {
  readonly filled: number;
  readonly of: number;
  /** Dotted names of the fields that say none. */
  readonly empty: readonly string[];
}

/** Fields of every record, of the chain, and those whose emptiness is the news itself (no recipients, no transfers). */
const notCounted = new Set<string>([
  'v',
  'type',
  'id',
  'at',
  'by',
  'previousHash',
  'processors',
  'notServed',
  'inputs',
  'otherData',
  'outputs',
  'recipients',
  'transfers',
  'experiments',
  'impactAssessments',
  'impactReason',
]);

const isSaid = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

export function completeness(of: Declaration): Completeness {
  const fields: [string, unknown][] = Object.entries(of).filter(([name]) => !notCounted.has(name));
  const within: [string, unknown][] = [
    ['controller.dpo', of.controller.dpo],
    ['decision.modeText', of.decision.modeText],
    [
      'contract.reference',
      of.contract.form === 'none' || of.contract.form === 'own' ? 'none needed' : of.contract.reference,
    ],
    ...Object.entries(of.sources).map(([name, value]): [string, unknown] => [`sources.${name}`, value]),
    ...(of.human.involved ? [['human.overrideRate', of.human.overrideRate] as [string, unknown]] : []),
    ...(of.comparison.used
      ? [
          ['comparison.distributionUri', of.comparison.distributionUri] as [string, unknown],
          ['comparison.periods', of.comparison.periods] as [string, unknown],
        ]
      : []),
  ];
  const counted = [...fields, ...within];
  const empty = counted.filter(([, value]) => !isSaid(value)).map(([name]) => name);
  return { filled: counted.length - empty.length, of: counted.length, empty };
}
