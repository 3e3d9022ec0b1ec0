import type { Study } from '../../../policy/study.ts';
import { type Column, type ColumnKind, oneLine, suppressedWord } from './columns.ts';
import { licenceAddress } from './licence.ts';

const datatypes: Readonly<Record<ColumnKind, string>> = {
  name: 'string',
  label: 'string',
  whole: 'integer',
  decimal: 'decimal',
  flags: 'string',
};

/** What the columns of `cells.csv` are, for machines (W3C, Metadata Vocabulary for Tabular Data, 2015). */
export function cellsMetadata(study: Study, digest: string, columns: readonly Column[]): string {
  const described = columns.map(({ name, kind, maySuppress, meaning }) => ({
    name,
    titles: name,
    'dc:description': [spoken(meaning.fr, 'fr'), spoken(meaning.en, 'en')],
    datatype: datatypes[kind],
    required: kind !== 'flags' && !maySuppress,
    ...(maySuppress ? { null: suppressedWord } : {}),
    ...(kind === 'flags' ? { separator: ' ' } : {}),
    ...(kind === 'label' ? { lang: name.endsWith('_fr') ? 'fr' : 'en' } : {}),
  }));
  return json({
    '@context': 'http://www.w3.org/ns/csvw',
    url: 'cells.csv',
    'dc:title': [spoken(study.title.fr, 'fr'), spoken(study.title.en, 'en')],
    'dc:identifier': digest,
    'dc:issued': { '@value': study.releaseAt, '@type': 'xsd:dateTime' },
    'dc:license': { '@id': licenceAddress[study.licence] },
    dialect: {
      encoding: 'utf-8',
      header: true,
      delimiter: ',',
      quoteChar: '"',
      lineTerminators: ['\r\n', '\n'],
    },
    tableSchema: { columns: described, primaryKey: 'cell' },
  });
}

const spoken = (text: string, lang: 'fr' | 'en') => ({ '@value': oneLine(text), '@language': lang });

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
