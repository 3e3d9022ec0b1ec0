// The release for catalogues (DCAT-AP 3): one list of statements, written as Turtle and as JSON-LD, so that both say the same.

import { DataFactory, type NamedNode, type Quad, Writer } from 'n3';
import { toHex } from '../../../crypto/encode.ts';
import { sha256 } from '../../../crypto/hash.ts';
import type { LangText } from '../../../policy/record.ts';
import type { Study, StudyOperator } from '../../../policy/study.ts';
import { oneLine } from './columns.ts';
import { json } from './csvw.ts';
import { licenceAddress, licenceName } from './licence.ts';
import { methodText } from './words.ts';

const { literal, namedNode, quad } = DataFactory;

const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;
const authority = 'http://publications.europa.eu/resource/authority';
const mediaTypes = 'http://www.iana.org/assignments/media-types';
const typeIri = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

type Short = `${keyof typeof prefixes}:${string}`;
const term = (short: Short): NamedNode => {
  const [prefix, name] = short.split(':') as [keyof typeof prefixes, string];
  return namedNode(prefixes[prefix] + name);
};

type Value = NamedNode | LangText | { readonly text: string; readonly type: Short };

class Statements {
  readonly all: Quad[] = [];

  add(about: NamedNode, of: Short | 'a', ...values: readonly Value[]): this {
    const predicate = of === 'a' ? namedNode(typeIri) : term(of);
    for (const value of values) {
      if ('termType' in value) this.all.push(quad(about, predicate, value));
      else if ('fr' in value)
        for (const lang of ['fr', 'en'] as const)
          this.all.push(quad(about, predicate, literal(oneLine(value[lang]), lang)));
      else this.all.push(quad(about, predicate, literal(value.text, term(value.type))));
    }
    return this;
  }
}

const text = (found: string): Value => ({ text: oneLine(found), type: 'xsd:string' });
const time = (at: string): Value => ({ text: at, type: 'xsd:dateTime' });

interface Described {
  readonly name: string;
  readonly media: string;
  readonly fileType?: string;
  readonly about: LangText;
}

const described: readonly Described[] = [
  {
    name: 'cells.csv',
    media: 'text/csv',
    fileType: 'CSV',
    about: { fr: 'Le tableau, une ligne par case.', en: 'The table, one line a cell.' },
  },
  {
    name: 'cells.parquet',
    media: 'application/vnd.apache.parquet',
    about: { fr: 'Le même tableau en Parquet.', en: 'The same table as Parquet.' },
  },
  {
    name: 'cells.json',
    media: 'application/json',
    fileType: 'JSON',
    about: { fr: 'Le même tableau en JSON-stat 2.0.', en: 'The same table as JSON-stat 2.0.' },
  },
  {
    name: 'draws.csv',
    media: 'text/csv',
    fileType: 'CSV',
    about: {
      fr: 'Deux cents tirages par case, pour propager l’incertitude.',
      en: 'Two hundred draws a cell, to carry the uncertainty along.',
    },
  },
];

/** Where the relay serves it: the leader's address without its DAP part. */
export function releaseAddress(study: Study, digest: string): string {
  return `${new URL(study.leader.url).origin}/study/${digest}/release`;
}

function statementsOf(study: Study, digest: string, files: ReadonlyMap<string, Uint8Array>): Quad[] {
  const address = releaseAddress(study, digest);
  const dataset = namedNode(address);
  const part = (name: string) => namedNode(`${address}#${name}`);
  const zip = namedNode(`${address}.zip`);
  const licence = namedNode(licenceAddress[study.licence]);
  const made = new Statements();
  made
    .add(dataset, 'a', term('dcat:Dataset'))
    .add(dataset, 'dct:identifier', text(digest))
    .add(dataset, 'dct:title', study.title)
    .add(dataset, 'dct:description', study.summary, study.question, study.covered)
    .add(dataset, 'dct:provenance', part('provenance'))
    .add(dataset, 'dct:publisher', part('publisher'))
    .add(dataset, 'dct:creator', part('creator'))
    .add(dataset, 'dct:contributor', part('contributor'))
    .add(dataset, 'dcat:contactPoint', part('contact'))
    .add(dataset, 'dct:issued', time(study.releaseAt))
    .add(dataset, 'dct:temporal', part('window'))
    .add(dataset, 'dct:spatial', part('area'))
    .add(dataset, 'dct:language', ...['FRA', 'ENG'].map((code) => namedNode(`${authority}/language/${code}`)))
    .add(dataset, 'dct:accessRights', namedNode(`${authority}/access-right/PUBLIC`))
    .add(dataset, 'dct:accrualPeriodicity', namedNode(`${authority}/frequency/NEVER`))
    .add(dataset, 'dcat:landingPage', namedNode(address));
  made
    .add(part('provenance'), 'a', term('dct:ProvenanceStatement'))
    .add(part('provenance'), 'skos:prefLabel', methodText(study));
  addOperator(made, part('publisher'), study.leader);
  addOperator(made, part('contributor'), study.helper);
  made
    .add(part('creator'), 'a', term('foaf:Agent'))
    .add(part('creator'), 'dct:identifier', text(study.by))
    // The manifest has its name nowhere: its record, under this id, has it.
    .add(part('creator'), 'foaf:name', text(`party ${study.by}`));
  addContact(made, part('contact'), study);
  made
    .add(part('window'), 'a', term('dct:PeriodOfTime'))
    .add(part('window'), 'dcat:startDate', time(study.window.opens))
    .add(part('window'), 'dcat:endDate', time(study.window.closes))
    .add(part('area'), 'a', term('dct:Location'))
    .add(part('area'), 'skos:prefLabel', study.area)
    .add(licence, 'a', term('dct:LicenseDocument'))
    .add(licence, 'dct:title', text(licenceName[study.licence]));
  for (const { name, media, fileType, about } of described) {
    const bytes = files.get(name);
    if (bytes === undefined) continue;
    const [node, checksum] = [part(name), part(`checksum-${name}`)];
    made
      .add(dataset, 'dcat:distribution', node)
      .add(node, 'a', term('dcat:Distribution'))
      .add(node, 'dct:title', text(name))
      .add(node, 'dct:description', about)
      .add(node, 'dcat:accessURL', zip)
      .add(node, 'dcat:downloadURL', zip)
      .add(node, 'dcat:packageFormat', namedNode(`${mediaTypes}/application/zip`))
      .add(node, 'dcat:mediaType', namedNode(`${mediaTypes}/${media}`))
      .add(node, 'dcat:byteSize', { text: String(bytes.length), type: 'xsd:nonNegativeInteger' })
      .add(node, 'dct:license', licence)
      .add(node, 'dct:issued', time(study.releaseAt))
      // Of the file, unpacked: the zip holds this page, which cannot hold the digest of its own zip.
      .add(node, 'spdx:checksum', checksum)
      .add(checksum, 'a', term('spdx:Checksum'))
      .add(checksum, 'spdx:algorithm', term('spdx:checksumAlgorithm_sha256'))
      .add(checksum, 'spdx:checksumValue', { text: toHex(sha256(bytes)), type: 'xsd:hexBinary' });
    if (fileType !== undefined) made.add(node, 'dct:format', namedNode(`${authority}/file-type/${fileType}`));
  }
  return made.all;
}

function addOperator(made: Statements, node: NamedNode, { name, legalId }: StudyOperator): void {
  made
    .add(node, 'a', term('foaf:Agent'))
    .add(node, 'foaf:name', name)
    .add(node, 'dct:identifier', text(legalId));
}

function addContact(made: Statements, node: NamedNode, { contact, title }: Study): void {
  made.add(node, 'a', term('vcard:Kind')).add(node, 'vcard:fn', title);
  const { email, phone, address } = contact;
  if (email !== undefined) {
    const at = email.lastIndexOf('@');
    const local = encodeURIComponent(email.slice(0, at));
    made.add(node, 'vcard:hasEmail', namedNode(`mailto:${local}${email.slice(at)}`));
  }
  if (phone !== undefined)
    made.add(node, 'vcard:hasTelephone', namedNode(`tel:${phone.replace(/[^\d+]/g, '')}`));
  if (address !== undefined) made.add(node, 'vcard:note', text(address));
}

export async function dcatFiles(
  study: Study,
  digest: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ turtle: string; jsonLd: string }> {
  const all = statementsOf(study, digest, files);
  return { turtle: await writeTurtle(all), jsonLd: writeJsonLd(all) };
}

function writeTurtle(all: readonly Quad[]): Promise<string> {
  const writer = new Writer({ prefixes });
  for (const statement of all) writer.addQuad(statement);
  return new Promise((resolve, reject) => {
    writer.end((fault: Error | null, result: string) => (fault ? reject(fault) : resolve(result)));
  });
}

function shortIri(iri: string): string {
  for (const [prefix, base] of Object.entries(prefixes))
    if (iri.startsWith(base)) return `${prefix}:${iri.slice(base.length)}`;
  return iri;
}

/** The context travels inside: a file that reads the same without a network, and in ten years. */
function writeJsonLd(all: readonly Quad[]): string {
  const nodes = new Map<string, Record<string, unknown>>();
  for (const { subject, predicate, object } of all) {
    const node = nodes.get(subject.value) ?? { '@id': subject.value };
    nodes.set(subject.value, node);
    const name = predicate.value === typeIri ? '@type' : shortIri(predicate.value);
    const values = (node[name] ?? []) as unknown[];
    node[name] = values;
    if (name === '@type') values.push(shortIri(object.value));
    else if (object.termType !== 'Literal') values.push({ '@id': object.value });
    else if (object.language !== '') values.push({ '@value': object.value, '@language': object.language });
    else values.push({ '@value': object.value, '@type': shortIri(object.datatype.value) });
  }
  return json({ '@context': prefixes, '@graph': [...nodes.values()] });
}
