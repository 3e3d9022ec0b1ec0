/**
 * A schema for consent receipts after ISO/IEC TS 27560 in DPV, because none exists: JSON Schema 2020-12, strict, for the form
 * that `consentReceipt` writes. It asks for the standard's 25 mandatory fields and the ten more that claiming GDPR makes
 * mandatory. What it cannot say stands in `consent-trace.ts`.
 */

import { ourProfile } from './consent-record.ts';
import type { Linked, LinkedObject } from './linked.ts';

const ref = (name: string): LinkedObject => ({ $ref: `#/$defs/${name}` });
const some = (items: Linked, minItems = 1): LinkedObject => ({ type: 'array', minItems, items });
const oneOf = (...values: string[]): LinkedObject => ({ enum: values });
const object = (
  required: Readonly<Record<string, Linked>>,
  also: Readonly<Record<string, Linked>> = {},
): LinkedObject => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...also },
  additionalProperties: false,
});
const withType = (...types: string[]): LinkedObject => ({
  type: 'array',
  items: { type: 'string' },
  allOf: types.map((type) => ({ contains: { const: type } })),
});
const includes = (value: string): LinkedObject => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  contains: { const: value },
});

const organisations = ['Governmental', 'ForProfit', 'AcademicScientific', 'NonProfit', ''].map(
  (name) => `dpv:${name}Organisation`,
);
const roles = ['dpv:DataController', 'dpv:DataProcessor', 'dpv:DataProtectionAuthority', 'dpv:ThirdParty'];

const definitions: LinkedObject = {
  text: { type: 'string', minLength: 1, maxLength: 2000 },
  name: { type: 'string', minLength: 1, maxLength: 300 },
  spoken: object({ fr: ref('text'), en: ref('text') }),
  instant: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' },
  days: { type: 'string', pattern: '^P\\d{1,6}D$' },
  language: { type: 'string', pattern: '^[a-z]{2,3}$' },
  address: { type: 'string', pattern: '^https?://' },
  location: { type: 'string', pattern: '^loc:[A-Z]{2,3}$' },
  term: { type: 'string', pattern: '^(dpv|pd|gdpr|risk):[A-Za-z0-9-]+$' },
  exercise: object(
    { '@type': { const: 'dpv:RightExerciseNotice' }, 'dct:description': ref('spoken') },
    { 'schema:url': some(ref('address')) },
  ),
  notice: object({
    '@id': ref('name'),
    '@type': { const: 'dpv:ConsentNotice' },
    'dct:identifier': ref('name'),
    'dct:date': ref('instant'),
    'dct:language': ref('language'),
  }),
  purpose: object({
    '@type': { const: 'dpv:Purpose' },
    'skos:broader': ref('term'),
    'dct:description': ref('spoken'),
  }),
  data: object(
    {
      '@type': oneOf('dpv:PersonalData', 'dpv:SensitivePersonalData', 'dpv:SpecialCategoryPersonalData'),
      'skos:broader': ref('term'),
      'dpv:hasNecessity': oneOf('dpv:Required', 'dpv:Optional'),
      'dpv:hasDataSource': ref('term'),
      'vav:isSpecialCategory': { type: 'boolean' },
    },
    {
      'dct:identifier': ref('name'),
      'dct:title': ref('spoken'),
      'vav:precision': ref('name'),
      'vav:isSensitive': { type: 'boolean' },
    },
  ),
  storageLocation: object({
    '@type': { const: 'dpv:StorageLocation' },
    'dpv:hasLocation': some(ref('location')),
  }),
  storageDuration: object(
    { '@type': withType('dpv:StorageDuration'), 'dpv:hasDuration': ref('days') },
    { 'dct:description': ref('spoken'), 'vav:countedFrom': ref('name'), 'vav:then': ref('name') },
  ),
  processingLocation: object({
    '@type': { const: 'dpv:ProcessingLocation' },
    'dpv:hasLocation': some(ref('location')),
  }),
  rule: object(
    { '@type': oneOf('dpv:Obligation', 'dpv:Permission'), 'dpv:hasLocation': some(ref('location')) },
    { 'dpv:hasProcessing': some(ref('term')), 'dct:description': ref('spoken') },
  ),
  recipient: object(
    { '@type': withType('dpv:Recipient') },
    {
      '@id': ref('name'),
      'dpv:hasName': ref('spoken'),
      'dpv:hasLocation': some(ref('location')),
      'dct:description': ref('spoken'),
      'dct:identifier': { type: 'array', items: ref('name') },
      'vav:asWhat': ref('name'),
    },
  ),
  control: object({ '@type': { const: 'dpv:WithdrawConsent' }, 'dpv:isExercisedAt': ref('exercise') }),
  right: object({
    '@type': withType('dpv:DataSubjectRight'),
    'dct:description': ref('spoken'),
    'dpv:isExercisedAt': ref('exercise'),
    'dpv:hasDuration': ref('days'),
  }),
  process: object(
    {
      '@type': { const: 'dpv:Process' },
      'dpv:hasPurpose': ref('purpose'),
      'dpv:hasLegalBasis': some({ type: 'string', pattern: '^gdpr:A[69]-' }),
      'dpv:hasPersonalData': some(ref('data')),
      'dpv:hasProcessing': some(ref('term')),
      'dpv:hasStorageCondition': {
        type: 'array',
        items: { anyOf: [ref('storageLocation'), ref('storageDuration')] },
        allOf: [{ contains: ref('storageLocation') }, { contains: ref('storageDuration') }],
      },
      'dpv:hasProcessingCondition': some(ref('processingLocation')),
      'dpv:hasRule': some(ref('rule')),
      'dpv:hasDataController': some(ref('name')),
      'dpv:hasJurisdiction': some(ref('location')),
      'dpv:hasRecipient': some(ref('recipient')),
      'dpv:hasConsentControl': some(ref('control')),
      'dpv:hasRight': some(ref('right')),
      'dpv:hasAuthority': some(ref('name')),
    },
    {
      'dpv:hasAutomationLevel': ref('term'),
      'dpv:hasHumanInvolvement': ref('term'),
      'dpv:hasService': object({ '@type': { const: 'dpv:Service' }, 'dct:title': ref('spoken') }),
      'dpv:hasImpactAssessment': {
        type: 'array',
        items: object(
          { '@type': oneOf('dpv:DPIA', 'dpv:ImpactAssessment') },
          {
            'dct:identifier': ref('name'),
            'dct:date': ref('instant'),
            'dct:description': ref('spoken'),
            'schema:url': ref('address'),
          },
        ),
      },
    },
  ),
  contact: {
    type: 'object',
    required: ['@type'],
    properties: {
      '@type': { const: 'schema:ContactPoint' },
      'schema:email': ref('name'),
      'schema:telephone': ref('name'),
      'schema:url': ref('address'),
    },
    minProperties: 2,
    additionalProperties: false,
  },
  party: object(
    {
      '@id': ref('name'),
      '@type': {
        type: 'array',
        items: { type: 'string' },
        allOf: [{ contains: { enum: organisations } }, { contains: { enum: roles } }],
      },
      'dpv:hasIdentifier': ref('name'),
      'dpv:hasName': ref('spoken'),
      'schema:contactPoint': ref('contact'),
      'schema:address': object({
        '@type': { const: 'schema:PostalAddress' },
        'schema:streetAddress': ref('name'),
      }),
    },
    { 'dct:identifier': ref('name'), 'schema:url': some(ref('address')) },
  ),
  event: object(
    {
      '@type': {
        type: 'array',
        items: { type: 'string' },
        allOf: [
          {
            contains: {
              enum: [
                'dpv:ConsentGiven',
                'dpv:ConsentWithdrawn',
                'dpv:ConsentRevoked',
                'dpv:ConsentExpired',
                'dpv:ConsentInvalidated',
              ],
            },
          },
          { contains: { enum: ['dpv:ExpressedConsent', 'dpv:ExplicitlyExpressedConsent'] } },
        ],
      },
      'dpv:isIndicatedAtTime': ref('instant'),
      'dpv:hasDuration': object({
        '@type': oneOf('dpv:UntilTimeDuration', 'dpv:EndlessDuration'),
        'rdf:value': ref('instant'),
      }),
      'dpv:isIndicatedBy': ref('name'),
      'vav:knownAt': ref('instant'),
    },
    { 'dpv:hasIndicationMethod': ref('text') },
  ),
  consent: object(
    {
      '@id': ref('name'),
      '@type': { const: 'dpv:ConsentRecord' },
      'dct:conformsTo': includes(ourProfile),
      'dct:identifier': ref('name'),
      'dpv:hasDataSubject': object({
        '@id': ref('name'),
        '@type': { const: 'dpv:DataSubject' },
        'dct:identifier': ref('name'),
      }),
      'dct:language': ref('language'),
      'dpv:hasNotice': some(ref('notice')),
      'dpv:hasProcess': some(ref('process')),
      'dpv:hasEntity': {
        ...some(ref('party')),
        contains: {
          type: 'object',
          properties: { '@type': { type: 'array', contains: { const: 'dpv:DataController' } } },
        },
      },
      'dpv:hasConsentStatus': some(ref('event')),
    },
    { 'dct:source': some(ref('name')) },
  ),
  use: object(
    {
      '@id': ref('name'),
      '@type': { const: 'dpv:DataProcessingRecord' },
      'dct:date': ref('instant'),
      'dpv:hasDataController': some(ref('name')),
      'dpv:hasPurpose': object({ '@type': { const: 'dpv:Purpose' }, 'skos:broader': ref('term') }),
      'dpv:hasPersonalData': some(
        object({ '@type': { const: 'dpv:PersonalData' }, 'dct:identifier': ref('name') }),
      ),
    },
    { 'dct:identifier': ref('name'), 'dpv:hasProcessing': some(ref('term')) },
  ),
};

export const consentSchema: LinkedObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: ourProfile,
  title: 'Consent receipt (ISO/IEC TS 27560) in DPV 2.3, EU GDPR',
  ...object(
    {
      '@context': { type: 'object' },
      '@id': ref('name'),
      '@type': { const: 'dpv:ConsentReceipt' },
      'dct:conformsTo': includes(ourProfile),
      'dct:identifier': ref('name'),
      'dct:created': ref('instant'),
      'vav:about': oneOf('grant', 'termination', 'use'),
      'dpv:hasRecordOfActivity': {
        type: 'array',
        items: { anyOf: [ref('consent'), ref('use')] },
        contains: ref('consent'),
        minContains: 1,
        maxContains: 1,
      },
    },
    {
      'vav:place': object({
        'dct:identifier': ref('name'),
        'vav:index': { type: 'integer', minimum: 0 },
        'vav:size': { type: 'integer', minimum: 1 },
        'vav:checkpoint': { type: 'string', minLength: 1, maxLength: 8000 },
      }),
    },
  ),
  // A receipt for a use tells the use; one for an end tells the end.
  allOf: [
    {
      if: { properties: { 'vav:about': { const: 'use' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; never awaited
      then: { properties: { 'dpv:hasRecordOfActivity': { type: 'array', contains: ref('use') } } },
    },
    {
      if: { properties: { 'vav:about': { const: 'termination' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema; never awaited
      then: {
        properties: {
          'dpv:hasRecordOfActivity': {
            type: 'array',
            contains: {
              type: 'object',
              properties: {
                '@type': { const: 'dpv:ConsentRecord' },
                'dpv:hasConsentStatus': { type: 'array', minItems: 2 },
              },
            },
          },
        },
      },
    },
  ],
  $defs: definitions,
};
