/**
 * The receipt of ISO/IEC TS 27560: an authoritative copy of the consent record, made for one thing that happened (the yes, its
 * end, one use) and bound to that record's digest and place in the log.
 */

import type { PurposeId } from '../purpose.ts';
import { purposeOf } from '../purpose.ts';
import type { LogReceipt } from '../receipt.ts';
import { type ConsentFacts, consentRecord, ourProfile } from './consent-record.ts';
import { context, type LinkedObject, present, shortIri, urn } from './linked.ts';

const receiptProfile = 'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr';

/** One reading that was allowed: names of data, never values. */
export interface ConsentUse {
  /** Digest of the access record. */
  readonly record: string;
  /** Its place in the grant's sequence: one call may hold two readings under one grant. */
  readonly seq: number;
  readonly at: string;
  readonly purpose: PurposeId;
  readonly facts: readonly string[];
  /** `released`: the sealed data left with the answer; `decided`: only the answer did. */
  readonly act: 'decided' | 'released';
}

export type ReceiptAbout =
  | { readonly kind: 'grant' }
  | { readonly kind: 'termination' }
  | { readonly kind: 'use'; readonly use: ConsentUse };

/** Where the record that a receipt is about stands in the log; null while it is on its way there. */
export type LogPlace = Pick<LogReceipt, 'digest' | 'index' | 'size' | 'checkpoint'>;

export function consentReceipt(of: ConsentFacts, about: ReceiptAbout, place: LogPlace | null): LinkedObject {
  const id = urn('receipt', receiptName(of, about));
  return present({
    '@context': context,
    '@id': id,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': [receiptProfile, ourProfile],
    'dct:identifier': id,
    'dct:created': of.madeAt,
    'vav:about': about.kind,
    'vav:place': place === null ? null : placeOf(place),
    'dpv:hasRecordOfActivity': [
      consentRecord(of),
      ...(about.kind === 'use' ? [useRecord(of, about.use)] : []),
    ],
  });
}

/** One receipt for one thing: made twice it has the same name. */
function receiptName(of: ConsentFacts, about: ReceiptAbout): string {
  if (about.kind === 'use') return `${of.digest}:${about.use.seq}`;
  return about.kind === 'grant' ? of.digest : (of.end?.record ?? `${of.digest}:end`);
}

function placeOf({ digest, index, size, checkpoint }: LogPlace): LinkedObject {
  return {
    'dct:identifier': urn('record', digest),
    'vav:index': index,
    'vav:size': size,
    'vav:checkpoint': checkpoint,
  };
}

function useRecord({ grant }: ConsentFacts, use: ConsentUse): LinkedObject {
  return {
    '@id': urn('record', `${use.record}:${use.seq}`),
    '@type': 'dpv:DataProcessingRecord',
    'dct:identifier': urn('record', use.record),
    'dct:date': use.at,
    'dpv:hasDataController': [urn('party', grant.party)],
    'dpv:hasPurpose': { '@type': 'dpv:Purpose', 'skos:broader': shortIri(purposeOf(use.purpose).iri) },
    'dpv:hasPersonalData': use.facts.map((key) => ({ '@type': 'dpv:PersonalData', 'dct:identifier': key })),
    'dpv:hasProcessing': [use.act === 'released' ? 'dpv:Obtain' : 'dpv:Use'],
  };
}

/** For print: the digest and the place, nothing else. What stands behind `#` never travels. */
export const placeText = (relay: string, { digest, index, size }: LogPlace): string =>
  `${relay}/log/checkpoint#${digest}.${index}.${size}`;
