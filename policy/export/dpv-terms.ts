/** Our words beside those of DPV 2.3: one small table for all exports, checked against the names that DPV has. */

import type { sources } from '../declaration/data.ts';
import type { DecisionTerms, HumanPart } from '../declaration/logic.ts';
import type { PartyRole } from '../party.ts';

export const automationTerms: Record<DecisionTerms['automation'], string> = {
  0: 'dpv:NotAutomated',
  1: 'dpv:AssistiveAutomation',
  2: 'dpv:PartialAutomation',
  3: 'dpv:ConditionalAutomation',
  4: 'dpv:HighAutomation',
  5: 'dpv:FullAutomation',
};

/** Whoever may decide otherwise takes part in the decision; whoever may not only watches. */
export function humanTerm({ involved, canOverride }: Pick<HumanPart, 'involved' | 'canOverride'>): string {
  if (!involved) return 'dpv:HumanNotInvolved';
  return canOverride ? 'dpv:HumanInvolvementForDecision' : 'dpv:HumanInvolvementForOversight';
}

export const sourceTerms: Record<(typeof sources)[number], string> = {
  citizen: 'dpv:DataSubjectDataSource',
  service: 'dpv:DataControllerDataSource',
  third: 'dpv:ThirdPartyDataSource',
  derived: 'dpv:DataControllerDataSource',
  inferred: 'dpv:DataControllerDataSource',
  observed: 'dpv:DataSubjectDataSource',
};

/** How data of this source is called. */
export const dataTerms: Record<(typeof sources)[number], string> = {
  citizen: 'dpv:ProvidedPersonalData',
  service: 'dpv:CollectedPersonalData',
  third: 'dpv:CollectedPersonalData',
  derived: 'dpv:DerivedPersonalData',
  inferred: 'dpv:InferredPersonalData',
  observed: 'dpv:ObservedPersonalData',
};

export const organisationTerms: Record<PartyRole, string> = {
  city: 'dpv:GovernmentalOrganisation',
  operator: 'dpv:ForProfitOrganisation',
  research: 'dpv:AcademicScientificOrganisation',
  association: 'dpv:NonProfitOrganisation',
  auditor: 'dpv:Organisation',
  evaluator: 'dpv:Organisation',
  regie: 'dpv:GovernmentalOrganisation',
};
