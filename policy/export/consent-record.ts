/**
 * A grant as ISO/IEC TS 27560 has it, in the words of DPV 2.3 (W3C guide « Consent Records and Receipts », profile
 * `record-eu-gdpr`): which field of the standard is which member is a table in docs/formats/consent-record.md. Data are
 * named, never told: no value of a resident comes in here, so none can go out.
 */
import type { Declaration, DeclaredInput } from '../declaration.ts';
import type { EndReason } from '../denial.ts';
import { factKind } from '../fact.ts';
import type { Grant } from '../grant.ts';
import type { Party } from '../party.ts';
import { isOnce } from '../period.ts';
import { purposeOf } from '../purpose.ts';
import type { GrantedFact } from '../scope.ts';
import type { ShownLang } from '../view.ts';
import { authorityEntity, authorityId, controllerEntity } from './consent-party.ts';
import { automationTerms, humanTerm, sourceTerms } from './dpv-terms.ts';
import { type LinkedObject, present, shortIri, spokenText, urn } from './linked.ts';

/** DPV has ConsentRevoked for an end that somebody else than the person makes. */
export type EndState = 'ConsentWithdrawn' | 'ConsentRevoked' | 'ConsentExpired';

export function endStateOf(reason: EndReason): EndState {
  switch (reason) {
    case 'grant-withdrawn':
    // Narrowing is the person's act too: what is left stands in a record of its own.
    case 'grant-narrowed':
      return 'ConsentWithdrawn';
    case 'grant-expired':
    case 'grant-used':
      return 'ConsentExpired';
    case 'grant-terminated':
    case 'party-closed':
      return 'ConsentRevoked';
  }
}

export interface ConsentEnd {
  readonly state: EndState;
  readonly at: string;
  /** Digest of the record that ended it; absent when time or use did. */
  readonly record?: string;
}

export interface ConsentFacts {
  readonly grant: Grant;
  /** Digest of the grant's record. */
  readonly digest: string;
  readonly declaration: Declaration;
  readonly party: Party;
  /** What was seen before the yes: language, and when. Its digest stands in the grant. */
  readonly notice: { readonly lang: ShownLang; readonly at: string };
  /** Address of the relay, where the wallet and the stop page are. */
  readonly relay: string;
  /** The first instant at which the grant is over. */
  readonly until: string;
  readonly end: ConsentEnd | null;
  /** The time at which all this was last known to be true. */
  readonly asOf: string;
  /** When the receipt is written. */
  readonly madeAt: string;
}

export const recordProfile = 'https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr';
export const ourProfile = 'urn:vis-a-vis:schema:consent-receipt:1';

/** France first: the law that a declaration stands on, and the authority that hears complaints. */
const jurisdiction = ['loc:FR', 'loc:EU'];

export function consentRecord(of: ConsentFacts): LinkedObject {
  const id = urn('consent', of.digest);
  const subject = urn('mailbox', of.grant.by);
  return {
    '@id': id,
    '@type': 'dpv:ConsentRecord',
    'dct:conformsTo': [recordProfile, ourProfile],
    'dct:identifier': id,
    'dct:source': [urn('record', of.digest), urn('declaration', of.grant.declaration)],
    'dpv:hasDataSubject': { '@id': subject, '@type': 'dpv:DataSubject', 'dct:identifier': of.grant.by },
    'dct:language': of.notice.lang,
    'dpv:hasNotice': [
      {
        '@id': urn('notice', of.grant.viewDigest),
        '@type': 'dpv:ConsentNotice',
        'dct:identifier': of.grant.viewDigest,
        'dct:date': of.notice.at,
        'dct:language': of.notice.lang,
      },
    ],
    'dpv:hasProcess': [processOf(of)],
    'dpv:hasEntity': [controllerEntity(of), authorityEntity],
    'dpv:hasConsentStatus': statuses(of, subject),
  };
}

function statuses({ grant, until, end, asOf }: ConsentFacts, subject: string): LinkedObject[] {
  const given = {
    '@type': ['dpv:ConsentGiven', 'dpv:ExplicitlyExpressedConsent'],
    'dpv:isIndicatedAtTime': grant.at,
    'dpv:hasDuration': { '@type': 'dpv:UntilTimeDuration', 'rdf:value': until },
    'dpv:isIndicatedBy': subject,
    'dpv:hasIndicationMethod': isOnce(grant.period)
      ? 'signed in the wallet, for one use'
      : 'signed in the wallet',
    'vav:knownAt': asOf,
  };
  if (end === null) return [given];
  return [
    given,
    {
      '@type': [`dpv:${end.state}`, 'dpv:ExplicitlyExpressedConsent'],
      'dpv:isIndicatedAtTime': end.at,
      // What has ended does not begin again: a new yes is a new record.
      'dpv:hasDuration': { '@type': 'dpv:EndlessDuration', 'rdf:value': end.at },
      // Time ends it as the person set it in the yes.
      'dpv:isIndicatedBy': end.state === 'ConsentRevoked' ? urn('party', grant.party) : subject,
      'dpv:hasIndicationMethod': endMethods[end.state],
      'vav:knownAt': asOf,
    },
  ];
}

const endMethods: Record<EndState, string> = {
  ConsentWithdrawn: 'stopped in the wallet or with the stop card',
  ConsentRevoked: 'ended by the organisation or by a new version',
  ConsentExpired: 'its time or its one use was over',
};

function processOf({ grant, declaration, relay }: ConsentFacts): LinkedObject {
  const purpose = declaration.purposes.find(({ id }) => id === grant.scope.purpose);
  const controller = urn('party', grant.party);
  const { decision, human } = declaration;
  return present({
    '@type': 'dpv:Process',
    'dpv:hasPurpose': present({
      '@type': 'dpv:Purpose',
      'skos:broader': shortIri(purposeOf(grant.scope.purpose).iri),
      'dct:description': spokenText(purpose?.text ?? purposeOf(grant.scope.purpose).label),
    }),
    'dpv:hasLegalBasis': declaration.legalBasis.map(({ iri }) => shortIri(iri)),
    'dpv:hasPersonalData': grant.scope.facts.map((fact) => dataOf(fact, declaration)),
    'dpv:hasProcessing': ['dpv:Collect', 'dpv:Use'],
    'dpv:hasAutomationLevel': automationTerms[decision.automation],
    'dpv:hasHumanInvolvement': humanTerm(human),
    'dpv:hasStorageCondition': storageOf(declaration),
    'dpv:hasProcessingCondition': [
      { '@type': 'dpv:ProcessingLocation', 'dpv:hasLocation': locationsOf(declaration, () => true) },
    ],
    'dpv:hasRule': rulesOf(declaration),
    'dpv:hasDataController': [controller],
    'dpv:hasService': { '@type': 'dpv:Service', 'dct:title': spokenText(declaration.title) },
    'dpv:hasJurisdiction': jurisdiction,
    'dpv:hasRecipient': [{ '@id': controller, '@type': ['dpv:Recipient'] }, ...recipientsOf(declaration)],
    'dpv:hasConsentControl': [
      {
        '@type': 'dpv:WithdrawConsent',
        'dpv:isExercisedAt': {
          '@type': 'dpv:RightExerciseNotice',
          'dct:description': {
            fr: 'Un geste dans l’application, ou la carte STOP.',
            en: 'One tap in the app, or the stop card.',
          },
          'schema:url': [`${relay}/`, `${relay}/stop`],
        },
      },
    ],
    'dpv:hasRight': rightsOf(declaration),
    'dpv:hasImpactAssessment': declaration.impactAssessments.map(({ kind, url, date, result }) =>
      present({
        '@type': kind === 'DPIA' ? 'dpv:DPIA' : 'dpv:ImpactAssessment',
        'dct:identifier': kind,
        'dct:date': `${date}T00:00:00Z`,
        'dct:description': spokenText(result),
        'schema:url': url,
      }),
    ),
    'dpv:hasAuthority': [authorityId],
  });
}

function dataOf({ key, precision }: GrantedFact, declaration: Declaration): LinkedObject {
  const kind = factKind(key);
  const input = declaration.inputs.find((entry) => entry.key === key);
  const isSensitive = kind.sensitive || input?.sensitive === true;
  const isSpecial = specialCategories.has(key);
  return {
    '@type': isSpecial
      ? 'dpv:SpecialCategoryPersonalData'
      : isSensitive
        ? 'dpv:SensitivePersonalData'
        : 'dpv:PersonalData',
    'skos:broader': shortIri(kind.pdIri),
    'dct:identifier': key,
    'dct:title': spokenText(kind.label),
    'vav:precision': precision,
    'dpv:hasNecessity': necessityOf(input),
    'dpv:hasDataSource': sourceTerms[input?.source ?? 'citizen'],
    'vav:isSensitive': isSensitive,
    'vav:isSpecialCategory': isSpecial,
  };
}

/** GDPR 9: of the catalogue, what tells of health. */
const specialCategories: ReadonlySet<string> = new Set(['disability']);

const necessityOf = (input: DeclaredInput | undefined): string =>
  input?.necessity === 'optional' ? 'dpv:Optional' : 'dpv:Required';

const days = (count: number): string => `P${count}D`;

function storageOf(declaration: Declaration): LinkedObject[] {
  return [
    {
      '@type': 'dpv:StorageLocation',
      'dpv:hasLocation': locationsOf(declaration, ({ role }) => role === 'hosting'),
    },
    ...declaration.retention.map(({ what, days: count, start, then }) => ({
      '@type': ['dpv:StorageDuration', 'dpv:StorageDeletion'],
      'dct:description': spokenText(what),
      'dpv:hasDuration': days(count),
      'vav:countedFrom': start,
      'vav:then': then,
    })),
  ];
}

/** The organisation's own country, and those of whoever works for it. */
function locationsOf(
  { processors, transfers }: Declaration,
  counts: (of: Declaration['processors'][number]) => boolean,
): string[] {
  const countries = processors.filter(counts).map(({ country }) => country);
  return [...new Set(['FR', ...countries, ...transfers.map(({ country }) => country)])].map(
    (code) => `loc:${code}`,
  );
}

/** Geographic restrictions: where data must stay, and each way out with what protects it there. */
function rulesOf(declaration: Declaration): LinkedObject[] {
  const { transfers, processors } = declaration;
  const home = [...new Set(['FR', ...processors.map(({ country }) => country)])].map((code) => `loc:${code}`);
  return [
    { '@type': 'dpv:Obligation', 'dpv:hasLocation': home, 'dpv:hasProcessing': ['dpv:Store', 'dpv:Use'] },
    ...transfers.map(({ country, safeguard }) => ({
      '@type': 'dpv:Permission',
      'dpv:hasLocation': [`loc:${country}`],
      'dpv:hasProcessing': ['dpv:Transfer'],
      'dct:description': spokenText(safeguard),
    })),
  ];
}

/** Named as the organisation names them; they are reached through it. */
function recipientsOf({ recipients, processors }: Declaration): LinkedObject[] {
  return [
    ...processors.map(({ name, country, dataAccess }) => ({
      '@type': ['dpv:Recipient', 'dpv:DataProcessor'],
      'dpv:hasName': spokenText(name),
      'dpv:hasLocation': [`loc:${country}`],
      'vav:asWhat': dataAccess,
    })),
    ...recipients.map(({ name, kind, why, fields, asWhat }) => ({
      '@type': ['dpv:Recipient', kind === 'processor' ? 'dpv:DataProcessor' : 'dpv:ThirdParty'],
      'dpv:hasName': spokenText(name),
      'dct:description': spokenText(why),
      'dct:identifier': fields,
      'vav:asWhat': asWhat,
    })),
  ];
}

function rightsOf({ rights }: Declaration): LinkedObject[] {
  const named = rights.map(({ right, how, where, delayDays }) => ({
    '@type': ['dpv:DataSubjectRight', `gdpr:${right}`],
    'dct:description': spokenText(how),
    'dpv:isExercisedAt': { '@type': 'dpv:RightExerciseNotice', 'dct:description': spokenText(where) },
    'dpv:hasDuration': days(delayDays),
  }));
  return named.some((entry) => entry['@type'].includes('gdpr:A7-3')) ? named : [withdrawal, ...named];
}

const withdrawal = {
  '@type': ['dpv:DataSubjectRight', 'gdpr:A7-3'],
  'dct:description': { fr: 'Arrêter son accord à tout moment.', en: 'Stop the agreement at any time.' },
  'dpv:isExercisedAt': {
    '@type': 'dpv:RightExerciseNotice',
    'dct:description': {
      fr: 'Dans l’application ou avec la carte STOP.',
      en: 'In the app or with the stop card.',
    },
  },
  'dpv:hasDuration': days(0),
};
