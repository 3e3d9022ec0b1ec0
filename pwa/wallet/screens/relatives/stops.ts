import { splitRecord } from '../../../../policy/record.ts';
import { readRevocation } from '../../../../policy/revocation.ts';
import { grants, heldSignal } from '../../vault/open.ts';

export interface HelperStop {
  readonly grant: string;
  readonly mandate: string;
  readonly party: string;
  readonly at: string;
}

/** Agreements that somebody who helps has stopped: said by the record itself, which was verified when it came. */
export function helperStops(): HelperStop[] {
  return [...heldSignal.value.member.values()].flatMap(({ type, text, grant }) => {
    if (type !== 'revocation') return [];
    const { mandate, at } = readRevocation(splitRecord(text).body);
    const kept = grants.value.find(({ id }) => id === grant);
    return mandate === undefined || kept === undefined
      ? []
      : [{ grant, mandate: mandate.id, party: kept.party, at }];
  });
}
