// Both sides of each row in words. Made of the same fields on both sides, so that the eye can compare.

import type { Declaration } from '../../../../policy/declaration.ts';
import { type FactKey, factKeys } from '../../../../policy/fact.ts';
import type { SaidDone } from '../../../../policy/observed.ts';
import { type PurposeId, purposeIds, purposeOf } from '../../../../policy/purpose.ts';
import { factLabel } from '../../../ui/fact-text.ts';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';

/** A list stands in lines: joined by commas it would crowd a phone. */
type Lines = readonly string[];

export function writeSaid(row: SaidDone, declaration: Declaration): Lines {
  switch (row.row) {
    case 'purpose':
      return row.said.map(purposeLabel);
    case 'facts':
      return row.said.map(factLabel);
    case 'volume':
      return [row.said === null ? say('observed.no-limit') : sayCount('observed.at-most', row.said)];
    case 'frequency':
      return [frequencyText(row.said)];
    case 'recipients':
      return row.said.length === 0
        ? [say('observed.nobody')]
        : row.said.map((entry) => inLanguage(entry.name));
    case 'delay':
      return [sayCount('observed.days', row.said)];
    case 'erasure':
      return [say(`request.past.${declaration.leavePolicy}`)];
    case 'served':
      return declaration.notServed.length === 0
        ? [say('observed.everyone')]
        : declaration.notServed.map((group) => inLanguage(group.who));
  }
}

export function writeDone(row: SaidDone, declaration: Declaration): Lines {
  switch (row.row) {
    case 'purpose':
      return row.done.length === 0 ? [say('observed.nothing')] : row.done.map(purposeName);
    case 'facts':
      return factsRead(row.done.read, row.done.never);
    case 'volume':
      return [sayCount('observed.pieces', row.done)];
    case 'frequency':
      return [sayCount('observed.times', row.done.total)];
    case 'recipients':
      return [say('observed.cannot-see')];
    case 'delay':
      return [row.done === null ? say('observed.no-contest') : sayCount('observed.days-taken', row.done)];
    case 'erasure':
      return [say(`observed.erasure.${row.done}`)];
    case 'served':
      return [servedText(row, declaration)];
  }
}

function servedText(row: Extract<SaidDone, { row: 'served' }>, declaration: Declaration): string {
  const groups = row.said.flatMap((at) => declaration.notServed[at] ?? []);
  if (groups.length === 0) return say(row.done.hasResult ? 'observed.served' : 'observed.not-yet-served');
  const who = joined(groups.map((group) => inLanguage(group.who)));
  return say(row.done.hasResult ? 'observed.served-though' : 'observed.in-group', { who });
}

function frequencyText({ kind, maxPerPeriod, periodDays }: Declaration['frequency']): string {
  if (maxPerPeriod === undefined || periodDays === undefined) return say(`observed.frequency.${kind}`);
  return sayCount('observed.frequency.limit', maxPerPeriod, { days: periodDays });
}

function factsRead(read: readonly string[], never: readonly FactKey[]): Lines {
  if (read.length === 0) return [say('observed.nothing')];
  const names = read.map((name) => {
    const known = factKeys.find((key) => key === name);
    return known === undefined ? name : factLabel(known);
  });
  return never.length === 0
    ? names
    : [...names, say('observed.never', { facts: joined(never.map(factLabel)) })];
}

const purposeLabel = (id: PurposeId): string => inLanguage(purposeOf(id).label);

/** A record may name a purpose that this build does not know. */
function purposeName(id: string): string {
  const known = purposeIds.find((entry) => entry === id);
  return known === undefined ? id : purposeLabel(known);
}

const joined = (texts: readonly string[]): string => texts.join(', ');
