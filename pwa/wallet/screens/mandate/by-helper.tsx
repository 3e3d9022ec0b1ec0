import { say } from '../../../words/lookup.ts';
import { helperStops } from '../../paths/help-standing.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';

/** Not by her own hand: said where the end is said. */
export function ByHelper({ grant }: { grant: KeptGrant }) {
  const isTheirs = grant.status === 'ended' && helperStops().some((stop) => stop.grant === grant.id);
  return isTheirs ? <p data-said="by-helper">{say('mandate.by-helper')}</p> : null;
}
