// The columns of `cells.csv`, `cells.parquet` and the dictionary: one list, so that they cannot tell different things.

import type { LangText } from '../../../policy/record.ts';
import type { Figure, PublishedTable, TableCell } from '../../../policy/release/table.ts';
import type { Dimension, Study, StudyClass } from '../../../policy/study.ts';

export type ColumnKind = 'name' | 'label' | 'whole' | 'decimal' | 'flags';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** `null` in it says « suppressed ». */
  readonly maySuppress: boolean;
  readonly meaning: LangText;
  readonly value: (row: TableCell, table: PublishedTable) => string | number | null;
}

/** What stands in the place of a number that is not told, where a format has only text for it. */
export const suppressedWord = 'suppressed';

const drawPrefix = 'draw_';
export const drawColumn = (draw: number): string => `${drawPrefix}${draw}`;

const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const breaks = /[\p{Cc}\u2028\u2029]+/gu;

/** One line, without what turns the reading direction of the line that it is put into. */
export const oneLine = (text: string): string =>
  text.replace(directions, '').replace(breaks, ' ').replace(/ {2,}/g, ' ').trim();

/** What a spreadsheet takes for a formula, full-width signs too. */
export const hasFormula = (text: string): boolean => /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u.test(text);

export function labelOf({ id, label }: StudyClass | Dimension, lang: 'fr' | 'en'): string {
  return oneLine(label[lang]) || id;
}

/** Column names of a dimension: its id, and its labels in two languages. */
export interface DimensionColumns {
  readonly id: string;
  readonly fr: string;
  readonly en: string;
}

/** CSVW and most languages take no hyphen in a name; where a name is taken, `dim_` stands in front, and then a number behind. */
export function dimensionColumns(dimensions: readonly Dimension[]): DimensionColumns[] {
  const taken = new Set(fixed.map(({ name }) => name));
  const isTaken = (name: string) => taken.has(name) || name.startsWith(drawPrefix);
  return dimensions.map(({ id }) => {
    const bare = id.replaceAll('-', '_');
    let base = bare;
    for (let count = 1; namesOf(base).some(isTaken); count++)
      base = count === 1 ? `dim_${bare}` : `dim_${bare}_${count}`;
    for (const name of namesOf(base)) taken.add(name);
    return { id: base, fr: `${base}_fr`, en: `${base}_en` };
  });
}

const namesOf = (base: string): string[] => [base, `${base}_fr`, `${base}_en`];

const sizes = (
  name: string,
  kind: ColumnKind,
  field: 'estimate' | 'consistent' | 'low' | 'high',
  meaning: LangText,
): Column => ({ name, kind, maySuppress: true, meaning, value: (row) => row[field] });

const ofTable = (
  name: string,
  of: (table: PublishedTable) => number | null,
  meaning: LangText,
  maySuppress = false,
): Column => ({ name, kind: 'whole', maySuppress, meaning, value: (_, table) => of(table) });

const ofNothing = (name: string, field: keyof Pick<Figure, 'estimate' | 'low' | 'high'>, meaning: LangText) =>
  ofTable(name, ({ nothing }) => nothing[field], meaning, true);

const fixed: readonly Column[] = [
  {
    name: 'cell',
    kind: 'whole',
    maySuppress: false,
    meaning: {
      fr: 'Numéro de la case, à partir de 0, dans l’ordre des comptes signés.',
      en: 'Number of the cell, from 0, in the order of the signed counts.',
    },
    value: ({ cell }) => cell,
  },
  sizes('estimate', 'whole', 'estimate', {
    fr: 'Personnes dans la case, selon le compte publié : le vrai nombre plus deux bruits. Peut être négatif.',
    en: 'Persons in the cell, as released: the true count plus two noises. May be negative.',
  }),
  sizes('consistent', 'decimal', 'consistent', {
    fr: 'Le tableau le plus proche sans nombre négatif, dont la somme est « accepted » (deux décimales). À utiliser pour des parts, pas pour des intervalles. Une contribution peut être vide : cette somme est un maximum.',
    en: 'The nearest table without a negative count, adding up to “accepted” (two decimals). For shares, not for intervals. A contribution may be empty: this sum is an upper bound.',
  }),
  sizes('ci95_low', 'whole', 'low', {
    fr: 'Bas de l’intervalle à 95 % : le vrai nombre est entre bas et haut au moins 95 fois sur 100. Seul le bruit est compté, pas le choix de participer.',
    en: 'Low end of the 95% interval: the true count lies between low and high at least 95 times in 100. It covers the noise only, not who chose to take part.',
  }),
  sizes('ci95_high', 'whole', 'high', {
    fr: 'Haut de l’intervalle à 95 %.',
    en: 'High end of the 95% interval.',
  }),
  {
    name: 'noise_sd',
    kind: 'decimal',
    maySuppress: false,
    meaning: {
      fr: 'Écart type des deux bruits ensemble, le même dans chaque case.',
      en: 'Standard deviation of both noises together, the same in each cell.',
    },
    value: ({ noiseSd }) => noiseSd,
  },
  {
    name: 'flags',
    kind: 'flags',
    maySuppress: false,
    meaning: {
      fr: 'Vide, ou : « suppressed » (trop petit pour être dit, ce n’est pas 0), « negative » (estimation sous 0), « wide » (l’intervalle dépasse l’estimation). Séparés par une espace.',
      en: 'Empty, or: “suppressed” (too small to be told, which is not 0), “negative” (estimate below 0), “wide” (the interval reaches further than the estimate). Separated by a space.',
    },
    value: ({ flags }) => flags.join(' '),
  },
  ofTable('accepted', ({ accepted }) => accepted, {
    fr: 'Contributions comptées dans toute l’étude. Exact, sans bruit ; le même sur chaque ligne.',
    en: 'Contributions counted in the whole study. Exact, without noise; the same on every line.',
  }),
  ofNothing('null', 'estimate', {
    fr: 'Personnes qui ont participé sans rien avoir à dire, selon le compte publié (avec bruit).',
    en: 'Persons who took part and had nothing to say, as released (with noise).',
  }),
  ofNothing('null_ci95_low', 'low', {
    fr: 'Bas de l’intervalle à 95 % de « null ».',
    en: 'Low end of the 95% interval of “null”.',
  }),
  ofNothing('null_ci95_high', 'high', {
    fr: 'Haut de l’intervalle à 95 % de « null ».',
    en: 'High end of the 95% interval of “null”.',
  }),
  ofTable('rejected', ({ rejected }) => rejected, {
    fr: 'Contributions refusées (en retard, en double, fausses…). Exact.',
    en: 'Contributions refused (late, twice, forged…). Exact.',
  }),
  ofTable('withdrawn', ({ withdrawn }) => withdrawn, {
    fr: 'Contributions retirées avant la clôture. Exact.',
    en: 'Contributions taken back before the close. Exact.',
  }),
];

export function columnsOf({ dimensions }: Pick<Study, 'dimensions'>): Column[] {
  const names = dimensionColumns(dimensions);
  const [cell, ...others] = fixed as [Column, ...Column[]];
  const keys = dimensions.flatMap((dimension, at): Column[] => {
    const { id, fr, en } = names[at] as DimensionColumns;
    const of = (row: TableCell) => row.classes[at] as StudyClass;
    const label = (lang: 'fr' | 'en') => labelOf(dimension, lang);
    return [
      {
        name: id,
        kind: 'name',
        maySuppress: false,
        meaning: {
          fr: `${label('fr')} : nom court de la classe.`,
          en: `${label('en')}: short name of the class.`,
        },
        value: (row) => of(row).id,
      },
      {
        name: fr,
        kind: 'label',
        maySuppress: false,
        meaning: { fr: `${label('fr')}, en français.`, en: `${label('en')}, in French.` },
        value: (row) => labelOf(of(row), 'fr'),
      },
      {
        name: en,
        kind: 'label',
        maySuppress: false,
        meaning: { fr: `${label('fr')}, en anglais.`, en: `${label('en')}, in English.` },
        value: (row) => labelOf(of(row), 'en'),
      },
    ];
  });
  return [cell, ...keys, ...others];
}
