// The exports of both sides, put beside each other: do they hold the same records of each agreement that they share?

import { PolicyFault } from '../../policy/fault.ts';
import { compareSides, type Difference, type History, readHistories } from '../../policy/symmetry.ts';
import type { Finding } from './finding.ts';

/** One sentence an agreement that two of the files hold; nothing where no two files share one. */
export function checkSides(texts: readonly string[]): Finding[] {
  const sides = texts.map(historiesIn);
  const findings: Finding[] = [];
  sides.forEach((mine, at) => {
    for (const theirs of sides.slice(at + 1)) {
      for (const history of mine) {
        const other = theirs.find(({ grant }) => grant === history.grant);
        if (other !== undefined) findings.push(findingOf(history, other));
      }
    }
  });
  return findings;
}

function findingOf(left: History, right: History): Finding {
  const differences = compareSides(left.members, right.members);
  const about = `agreement ${left.grant}`;
  if (differences.length === 0)
    return { holds: true, what: `${about}: both files hold the same ${left.members.length} records` };
  return { holds: false, what: `${about}: ${differences.map(sentence).join('; ')}` };
}

const sentence = ({ kind, seq }: Difference): string =>
  ({
    missing: `record ${seq} stands in the second file only`,
    added: `record ${seq} stands in the first file only`,
    reordered: `record ${seq} stands elsewhere in the second file`,
    altered: `record ${seq} is not the same in both`,
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
