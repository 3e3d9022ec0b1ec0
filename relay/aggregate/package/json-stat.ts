import { factKind } from '../../../policy/fact.ts';
import type { PublishedTable, TableCell } from '../../../policy/release/table.ts';
import type { Dimension, Study, StudyClass } from '../../../policy/study.ts';
import { labelOf, oneLine } from './columns.ts';
import { json } from './csvw.ts';
import { licenceName } from './licence.ts';

interface Measure {
  readonly id: string;
  readonly fr: string;
  readonly en: string;
  readonly decimals: number;
  readonly value: (row: TableCell) => number | null;
}

const measures: readonly Measure[] = [
  { id: 'estimate', fr: 'Estimation', en: 'Estimate', decimals: 0, value: (row) => row.estimate },
  { id: 'consistent', fr: 'Cohérent', en: 'Consistent', decimals: 2, value: (row) => row.consistent },
  { id: 'ci95_low', fr: 'Bas (95 %)', en: 'Low (95%)', decimals: 0, value: (row) => row.low },
  { id: 'ci95_high', fr: 'Haut (95 %)', en: 'High (95%)', decimals: 0, value: (row) => row.high },
  { id: 'noise_sd', fr: 'Écart type du bruit', en: 'Noise sd', decimals: 4, value: (row) => row.noiseSd },
];

/** JSON-stat 2.0: the study's dimensions, and a last one of measures that runs fastest. */
export function cellsJsonStat(study: Study, digest: string, table: PublishedTable): string {
  const { dimensions } = study;
  const measureId = freeId(dimensions);
  const status: Record<string, string> = {};
  const value = table.cells.flatMap((row) =>
    measures.map(({ id, value: of }, at) => {
      if (row.flags.length > 0 && id !== 'noise_sd')
        status[String(row.cell * measures.length + at)] = row.flags.join(' ');
      return of(row);
    }),
  );
  const places = dimensions.filter(({ fact }) => factKind(fact).type === 'place').map(({ id }) => id);
  return json({
    version: '2.0',
    class: 'dataset',
    label: oneLine(study.title.fr),
    source: oneLine(study.leader.name.fr),
    updated: study.releaseAt,
    note: [oneLine(study.question.fr), oneLine(study.covered.fr)],
    id: [...dimensions.map(({ id }) => id), measureId],
    size: [...dimensions.map(({ classes }) => classes.length), measures.length],
    role: { metric: [measureId], ...(places.length === 0 ? {} : { geo: places }) },
    dimension: {
      ...Object.fromEntries(dimensions.map((dimension) => [dimension.id, described(dimension)])),
      [measureId]: {
        label: 'Mesure',
        category: {
          index: measures.map(({ id }) => id),
          label: Object.fromEntries(measures.map(({ id, fr }) => [id, fr])),
          unit: Object.fromEntries(
            measures.map(({ id, decimals }) => [id, { decimals, label: 'personnes' }]),
          ),
        },
        extension: {
          label: { en: 'Measure' },
          category: Object.fromEntries(measures.map(({ id, en }) => [id, { en }])),
        },
      },
    },
    value,
    status,
    extension: {
      study: digest,
      licence: licenceName[study.licence],
      label: { en: oneLine(study.title.en) },
      accepted: table.accepted,
      null: {
        estimate: table.nothing.estimate,
        ci95_low: table.nothing.low,
        ci95_high: table.nothing.high,
        flags: table.nothing.flags,
      },
      rejected: table.rejected,
      rejectedFor: table.rejectedFor,
      withdrawn: table.withdrawn,
      coverage: table.noise.coverage,
      status: {
        suppressed: {
          fr: 'trop petit pour être dit ; ce n’est pas 0',
          en: 'too small to be told; it is not 0',
        },
        negative: { fr: 'estimation sous 0', en: 'estimate below 0' },
        wide: {
          fr: 'l’intervalle dépasse l’estimation',
          en: 'the interval reaches further than the estimate',
        },
      },
    },
  });
}

function described(dimension: Dimension) {
  const words = (lang: 'fr' | 'en') =>
    Object.fromEntries(dimension.classes.map((entry: StudyClass) => [entry.id, labelOf(entry, lang)]));
  return {
    label: labelOf(dimension, 'fr'),
    category: { index: dimension.classes.map(({ id }) => id), label: words('fr') },
    extension: { label: { en: labelOf(dimension, 'en') }, category: { label: { en: words('en') } } },
  };
}

function freeId(dimensions: readonly Dimension[]): string {
  const taken = new Set(dimensions.map(({ id }) => id));
  let id = 'measure';
  for (let count = 2; taken.has(id); count++) id = `measure-${count}`;
  return id;
}
