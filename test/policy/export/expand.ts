/// <reference path="./jsonld.d.ts" />
/** Reads a document as linked data without a network, and lists every name in it. */
import jsonld from 'jsonld';
import terms from './dpv-terms.json' with { type: 'json' };

const noNetwork = (address: string): Promise<never> =>
  Promise.reject(new TypeError(`expected no call, found \`${address}\``));

export async function namesIn(document: object): Promise<string[]> {
  const copy = JSON.parse(JSON.stringify(document)) as object;
  return names(await jsonld.expand(copy, { documentLoader: noNetwork, safe: true }));
}

/** All names of properties, types and references in an expanded document. */
function names(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(names);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === '@id') return [String(inner)];
    if (name === '@type') return (Array.isArray(inner) ? inner : [inner]).map(String);
    return name.startsWith('@') ? names(inner) : [name, ...names(inner)];
  });
}

/** Names of DPV that DPV 2.3 does not have; the list beside this file was made from its release. */
export const unknownTerms = (found: readonly string[]): string[] =>
  found.filter(
    (name) => name.startsWith('https://w3id.org/dpv') && !name.includes('/schema/') && !terms.includes(name),
  );
