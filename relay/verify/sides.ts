// The exports of both sides, put beside each other: do they hold the same records of each agreement that they share?

import { PolicyFault } from '../../policy/fault.ts';
import { compareSides, type Difference, type History, readHistories } from '../../policy/symmetry.ts';
import type { Finding } from './finding.ts';

interface Side {
  readonly name: string;
  readonly text: string;
}

/** One sentence an agreement that two of the files hold; nothing where no two files share one. */
export function checkSides(files: readonly Side[]): Finding[] {
  const sides = files.map(({ name, text }) => ({ name, histories: historiesIn(text) }));
  const findings: Finding[] = [];
  sides.forEach((mine, at) => {
    for (const theirs of sides.slice(at + 1)) {
      for (const history of mine.histories) {
        const other = theirs.histories.find(({ grant }) => grant === history.grant);
        if (other !== undefined) findings.push(findingOf(history, other, [mine.name, theirs.name]));
      }
    }
  });
  return findings;
}

function findingOf(left: History, right: History, names: readonly [string, string]): Finding {
  const differences = compareSides(left.members, right.members);
  const about = `agreement ${left.grant}`;
  if (differences.length === 0)
    return { holds: true, what: `${about}: both files hold the same ${left.members.length} records` };
  return {
    holds: false,
    what: `${about}: ${differences.map((difference) => sentence(difference, names)).join('; ')}`,
  };
}

const sentence = ({ kind, seq }: Difference, [left, right]: readonly [string, string]): string =>
  ({
    missing: `record ${seq} stands in ${right} only`,
    added: `record ${seq} stands in ${left} only`,
    reordered: `record ${seq} stands elsewhere in ${right}`,
    altered: `record ${seq} is not the same in ${left} and ${right}`,
  })[kind];

/** A receipt or a proof file is no export, and has no sequence to compare. */
function historiesIn(text: string): History[] {
  if (!text.trimStart().startsWith('{')) return [];
  try {
    return readHistories(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof PolicyFault || cause instanceof SyntaxError) return [];
    throw cause;
  }
}
