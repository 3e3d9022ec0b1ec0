/** Who stands in a consent record: the organisation that answers for it, and the authority that hears complaints. */
import type { Declaration } from '../declaration.ts';
import type { Grant } from '../grant.ts';
import type { Party, PartyContact } from '../party.ts';
import { organisationTerms } from './dpv-terms.ts';
import { type LinkedObject, present, spokenText, urn } from './linked.ts';

interface Named {
  readonly declaration: Declaration;
  readonly party: Party;
  readonly grant: Grant;
}

export const authorityId = urn('authority', 'FR-CNIL');

/** Each way to reach it is taken from the first place that tells it: the declaration, the party's record, its data officer. */
export function controllerEntity({ declaration, party, grant }: Named): LinkedObject {
  const { controller } = declaration;
  const ways: PartyContact[] = [
    controller.contact,
    party.contact,
    ...(controller.dpo ? [controller.dpo] : []),
  ];
  const first = (way: keyof PartyContact): string | undefined =>
    ways.find((entry) => entry[way] !== undefined)?.[way];
  const id = urn('party', grant.party);
  return present({
    '@id': id,
    '@type': [organisationTerms[party.role], 'dpv:DataController'],
    'dpv:hasIdentifier': id,
    'dct:identifier': controller.legalId,
    'dpv:hasName': spokenText(controller.name),
    'schema:contactPoint': present({
      '@type': 'schema:ContactPoint',
      'schema:email': first('email'),
      'schema:telephone': first('phone'),
    }),
    'schema:address': addressOf(first('address')),
    'schema:url': [party.url],
  });
}

const addressOf = (streetAddress: string | undefined): LinkedObject | undefined =>
  streetAddress === undefined
    ? undefined
    : { '@type': 'schema:PostalAddress', 'schema:streetAddress': streetAddress };

/** The authority of France: the only country whose law is written down here yet. */
export const authorityEntity: LinkedObject = {
  '@id': authorityId,
  '@type': ['dpv:GovernmentalOrganisation', 'dpv:DataProtectionAuthority'],
  'dpv:hasIdentifier': authorityId,
  'dpv:hasName': {
    fr: 'Commission nationale de l’informatique et des libertés (CNIL)',
    en: 'CNIL, the French data protection authority',
  },
  'schema:contactPoint': { '@type': 'schema:ContactPoint', 'schema:telephone': '+33 1 53 73 22 22' },
  'schema:address': {
    '@type': 'schema:PostalAddress',
    'schema:streetAddress': '3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07',
  },
  'schema:url': ['https://www.cnil.fr/'],
};
