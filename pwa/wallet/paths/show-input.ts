// One input of one calculation as a file, for somebody whom the resident trusts with this one value. The others stay
// what they are in the record: digests under salts of their own.

import { toBase64url } from '../../../crypto/encode.ts';
import { inclusionPath } from '../../../crypto/proof.ts';
import type { ShownInput } from '../../../policy/shown-input.ts';
import { heldSignal } from '../vault/open.ts';
import { inputLeaves } from './calculation.ts';
import { PathFault } from './fault.ts';

export function showInput(
  calculation: string,
  key: string,
): { readonly name: string; readonly text: string } {
  const held = heldSignal.value;
  const kept = held.calculation.get(calculation);
  const index = kept?.content?.inputs.findIndex((input) => input.key === key) ?? -1;
  const input = kept?.content?.inputs[index];
  if (kept === undefined || kept.content === null || input === undefined)
    throw new PathFault('calculation-unknown', 'no such calculation in this vault, or no such input in it');
  const shown: ShownInput = {
    format: 'vav/shown-input/1',
    party: held.party.get(kept.party)?.texts ?? [],
    record: kept.text,
    receipt: kept.receipt,
    input,
    index,
    path: inclusionPath(inputLeaves(kept.content), index).map(toBase64url),
  };
  return {
    name: `vis-a-vis-${kept.at.slice(0, 10)}-une-donnee.json`,
    text: `${JSON.stringify(shown, null, 2)}\n`,
  };
}
