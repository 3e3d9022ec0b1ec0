// What every column, class and file means, in French and English, for people (`.md`) and programs (`.json`).

import type { LangText } from '../../../policy/record.ts';
import type { PublishedTable } from '../../../policy/release/table.ts';
import { epsilonOf } from '../../../policy/study/budget.ts';
import type { Study, StudyClass } from '../../../policy/study.ts';
import { type Column, type DimensionColumns, dimensionColumns, labelOf, oneLine } from './columns.ts';
import { json } from './csvw.ts';
import { licenceAddress, licenceName } from './licence.ts';
import { lawText, methodText } from './words.ts';

export const drawsMeaning: LangText = {
  fr: 'Chaque colonne draw_1 … draw_200 est un tableau possible : l’estimation moins un nouveau tirage des deux bruits. Calculez votre résultat sur chaque colonne ; les 2,5 % et 97,5 % de ces résultats en donnent l’incertitude. Ce ne sont pas des personnes.',
  en: 'Each column draw_1 … draw_200 is one possible table: the estimate minus a fresh sample of both noises. Work out your result on each column; the 2.5% and 97.5% points of these results give its uncertainty. They are not persons.',
};

const fileMeanings: Readonly<Record<string, LangText>> = {
  'README.md': { fr: 'À lire d’abord.', en: 'Read this first.' },
  'cells.csv': { fr: 'Le tableau, une ligne par case (UTF-8).', en: 'The table, one line a cell (UTF-8).' },
  'cells.csv-metadata.json': {
    fr: 'Description des colonnes pour les machines (CSVW).',
    en: 'What the columns are, for machines (CSVW).',
  },
  'cells.parquet': { fr: 'Le même tableau en Parquet.', en: 'The same table as Parquet.' },
  'cells.json': { fr: 'Le même tableau en JSON-stat 2.0.', en: 'The same table as JSON-stat 2.0.' },
  'draws.csv': drawsMeaning,
  'dcat.ttl': { fr: 'Fiche de catalogue (DCAT-AP 3, Turtle).', en: 'Catalogue entry (DCAT-AP 3, Turtle).' },
  'dcat.jsonld': { fr: 'La même fiche en JSON-LD.', en: 'The same entry as JSON-LD.' },
  'dictionary.md': { fr: 'Ce que veut dire chaque colonne.', en: 'What each column means.' },
  'dictionary.json': {
    fr: 'Le même dictionnaire, pour les programmes.',
    en: 'The same dictionary, for programs.',
  },
  'manifest.json': {
    fr: 'Le manifeste signé de l’étude, publié avant de demander à quiconque.',
    en: 'The signed manifest of the study, published before anybody was asked.',
  },
  'notebook.R': { fr: 'Lire et dessiner en R.', en: 'Read and draw in R.' },
  'notebook.py': { fr: 'Lire et dessiner en Python.', en: 'Read and draw in Python.' },
  'notebook.js': { fr: 'Lire et dessiner dans Observable.', en: 'Read and draw in Observable.' },
  'proof.json': {
    fr: 'Les deux signatures, la place dans le journal, les empreintes des fichiers.',
    en: 'Both signatures, the place in the log, the digests of the files.',
  },
};

export function dictionaryJson(
  study: Study,
  digest: string,
  columns: readonly Column[],
  table: PublishedTable,
): string {
  const names = dimensionColumns(study.dimensions);
  return json({
    study: digest,
    title: flat(study.title),
    question: flat(study.question),
    population: {
      area: flat(study.area),
      covered: flat(study.covered),
      notCovered: study.notCovered.map(({ who, why }) => ({ who: flat(who), why: flat(why) })),
      enrolment: study.enrolment,
    },
    window: study.window,
    releaseAt: study.releaseAt,
    method: methodText(study),
    noise: {
      law: lawText(study.mechanism),
      mechanism: study.mechanism,
      epsilon: Math.round(epsilonOf(study.mechanism) * 1_000_000) / 1_000_000,
      noisesInEachCell: 2,
      ...table.noise,
    },
    suppressBelow: study.suppressBelow,
    columns: columns.map(({ name, kind, maySuppress, meaning }) => ({ name, kind, maySuppress, meaning })),
    dimensions: study.dimensions.map((dimension, at) => ({
      id: dimension.id,
      columns: names[at],
      label: both((lang) => labelOf(dimension, lang)),
      fact: dimension.fact,
      classes: dimension.classes.map(({ id, label, ...what }) => ({
        id,
        label: both((lang) => labelOf({ id, label }, lang)),
        ...what,
      })),
    })),
    nothing: flat(study.nothing),
    rejectedFor: table.rejectedFor,
    files: fileMeanings,
    licence: { name: licenceName[study.licence], address: licenceAddress[study.licence] },
  });
}

const both = (of: (lang: 'fr' | 'en') => string): LangText => ({ fr: of('fr'), en: of('en') });
const flat = (text: LangText): LangText => both((lang) => oneLine(text[lang]));

/** Of a cell of a Markdown table: what could end it, open a link or start HTML stays text. */
export const markdown = (text: string): string => oneLine(text).replace(/[\\`*_[\]<>|#~&!]/g, '\\$&');

const kindWords: Readonly<Record<Column['kind'], LangText>> = {
  name: { fr: 'texte', en: 'text' },
  label: { fr: 'texte', en: 'text' },
  whole: { fr: 'nombre entier', en: 'whole number' },
  decimal: { fr: 'nombre', en: 'number' },
  flags: { fr: 'mots', en: 'words' },
};

export function dictionaryMarkdown(study: Study, columns: readonly Column[]): string {
  const names = dimensionColumns(study.dimensions);
  const part = (lang: 'fr' | 'en') => {
    const say = (fr: string, en: string) => (lang === 'fr' ? fr : en);
    return [
      `## ${say('Colonnes', 'Columns')}`,
      '',
      say('| colonne | sorte | sens |', '| column | kind | meaning |'),
      '| --- | --- | --- |',
      ...columns.map(
        ({ name, kind, meaning }) =>
          `| \`${name}\` | ${kindWords[kind][lang]} | ${markdown(meaning[lang])} |`,
      ),
      '',
      `## ${say('Classes', 'Classes')}`,
      '',
      say('| colonne | classe | libellé | valeurs |', '| column | class | label | values |'),
      '| --- | --- | --- | --- |',
      ...study.dimensions.flatMap(({ classes }, at) =>
        classes.map((entry) => {
          const { id } = names[at] as DimensionColumns;
          return `| \`${id}\` | \`${entry.id}\` | ${markdown(labelOf(entry, lang))} | ${markdown(valuesText(entry, lang))} |`;
        }),
      ),
      '',
      `## ${say('Fichiers', 'Files')}`,
      '',
      ...Object.entries(fileMeanings).map(([name, meaning]) => `- \`${name}\` : ${markdown(meaning[lang])}`),
      '',
    ];
  };
  return [
    `# ${markdown(study.title.fr)} / ${markdown(study.title.en)}`,
    '',
    ...part('fr'),
    ...part('en'),
  ].join('\n');
}

function valuesText({ values, from, to }: StudyClass, lang: 'fr' | 'en'): string {
  if (values !== undefined) return values.map(String).join(', ');
  if (to === undefined || to === null) return lang === 'fr' ? `à partir de ${from}` : `${from} and more`;
  return lang === 'fr' ? `de ${from} à moins de ${to}` : `${from} to less than ${to}`;
}
