import { writeFigure } from '../../../ui/fact-text.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import { daysBack, writeDay, writeTime } from '../../../words/write.ts';
import type { KeptCalculation } from '../../vault/kept/calculation.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { declarations, parties } from '../../vault/open.ts';

export function partyName(id: string): string {
  const party = parties.value.get(id);
  return party ? inLanguage(party.name) : `${id.slice(0, 8)}…`;
}

export function grantTitle(grant: KeptGrant): string {
  const declaration = declarations.value.get(grant.declaration);
  return declaration ? inLanguage(declaration.title) : partyName(grant.party);
}

export function writeWhen(at: string): string {
  const back = daysBack(at);
  const time = writeTime(at);
  if (back === 0) return say('when.today', { time });
  if (back === 1) return say('when.yesterday', { time });
  return say('when.day', { day: writeDay(at) });
}

export const isLive = (grant: KeptGrant): boolean => grant.status !== 'ended' && grant.status !== 'stopping';

/** The figure of a calculation: its first result. */
export function mainFigure(calculation: KeptCalculation): string | null {
  const first = calculation.results[0];
  return first === undefined ? null : writeFigure(first.value, first.unit);
}
