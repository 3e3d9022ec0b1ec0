/**
 * JSON-LD that needs no network: the context travels inside, so that a file reads the same in ten years. Terms are those of
 * DPV 2.3; where it has no word, ours begin with `vav:`.
 */
import type { LangText } from '../record.ts';

export type Linked = string | number | boolean | readonly Linked[] | LinkedObject;
export interface LinkedObject {
  readonly [name: string]: Linked;
}

const named = (name: string) => [name, { '@id': name, '@type': '@id' }] as const;
const timed = (name: string) => [name, { '@id': name, '@type': 'xsd:dateTime' }] as const;
const spoken = (name: string) => [name, { '@id': name, '@container': '@language' }] as const;

export const context: LinkedObject = {
  dpv: 'https://w3id.org/dpv#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  gdpr: 'https://w3id.org/dpv/legal/eu/gdpr#',
  risk: 'https://w3id.org/dpv/risk#',
  dct: 'http://purl.org/dc/terms/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  schema: 'https://schema.org/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  vav: 'urn:vis-a-vis:terms:',
  ...Object.fromEntries([
    ...['dct:title', 'dct:description', 'dpv:hasName'].map(spoken),
    ...['dct:date', 'dct:created', 'dpv:isIndicatedAtTime', 'vav:knownAt'].map(timed),
    ...['dct:conformsTo', 'dct:source', 'dct:publisher', 'dct:replaces', 'skos:broader', 'schema:url'].map(
      named,
    ),
    ...[
      'hasActivityStatus',
      'hasAuthority',
      'hasAutomationLevel',
      'hasDataController',
      'hasDataSource',
      'hasDataSubject',
      'hasHumanInvolvement',
      'hasJurisdiction',
      'hasLegalBasis',
      'hasLocation',
      'hasNecessity',
      'hasProcessing',
      'isIndicatedBy',
    ].map((term) => named(`dpv:${term}`)),
  ]),
};

export type Thing =
  | 'consent'
  | 'receipt'
  | 'party'
  | 'mailbox'
  | 'notice'
  | 'record'
  | 'declaration'
  | 'authority';

/** A name for a thing of ours that is the same wherever it is kept. */
export const urn = (thing: Thing, id: string): string => `urn:vis-a-vis:${thing}:${id}`;

/** From the full name of a term to the short one of the context. */
export function shortIri(iri: string): string {
  for (const [prefix, base] of prefixes)
    if (iri.startsWith(base)) return `${prefix}:${iri.slice(base.length)}`;
  return iri;
}
const prefixes = Object.entries(context).filter(
  (entry): entry is [string, string] => typeof entry[1] === 'string',
);

/** A text of two languages; a copy, because what is signed is never handed out to be changed. */
export const spokenText = ({ fr, en }: LangText): LinkedObject => ({ fr, en });

/** Leaves out what is absent, so that an absent promise is absent in the export too. */
export function present(fields: Readonly<Record<string, Linked | null | undefined>>): LinkedObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, Linked] => entry[1] !== null && entry[1] !== undefined,
    ),
  );
}
