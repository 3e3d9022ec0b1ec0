/** A fictional university asks how far people go, and how: five distances × five ways, and nothing of anybody. */
import type { StudyBody, StudyOperators } from '../../../relay/kit/client.ts';

export interface StudyTimes {
  /** Whole minutes, as `2026-12-01T08:00:00Z`. */
  readonly opens: string;
  readonly closes: string;
  readonly releaseAt: string;
  readonly destroyAt: string;
  readonly precisionSeconds: number;
}

const distances = [
  { id: 'under-2', label: { fr: 'moins de 2 km', en: 'under 2 km' }, from: 0, to: 2 },
  { id: 'from-2', label: { fr: '2 à 5 km', en: '2 to 5 km' }, from: 2, to: 5 },
  { id: 'from-5', label: { fr: '5 à 10 km', en: '5 to 10 km' }, from: 5, to: 10 },
  { id: 'from-10', label: { fr: '10 à 25 km', en: '10 to 25 km' }, from: 10, to: 25 },
  { id: 'from-25', label: { fr: 'plus de 25 km', en: 'over 25 km' }, from: 25, to: null },
];

const ways = [
  { id: 'walk', label: { fr: 'à pied', en: 'on foot' }, values: ['walk'] },
  { id: 'bike', label: { fr: 'à vélo', en: 'by bike' }, values: ['bike'] },
  { id: 'transit', label: { fr: 'en bus, tram ou train', en: 'by bus, tram or train' }, values: ['transit'] },
  { id: 'car', label: { fr: 'en voiture', en: 'by car' }, values: ['car'] },
  { id: 'other', label: { fr: 'autrement', en: 'another way' }, values: ['motorbike', 'other'] },
];

export function mobilityStudy(
  { leader, issuer, helpers: [helper] }: StudyOperators,
  { opens, closes, releaseAt, destroyAt, precisionSeconds }: StudyTimes,
): StudyBody {
  if (helper === undefined) throw new TypeError('expected a relay with a second aggregator');
  return {
    title: { fr: 'Nos trajets', en: 'Our trips' },
    question: {
      fr: 'Jusqu’où allons-nous, et comment ?',
      en: 'How far do we go, and how?',
    },
    summary: {
      fr: 'Une université compte les trajets par distance et par moyen, pour dire où il manque des pistes cyclables et des bus.',
      en: 'A university counts trips by distance and by way of travel, to show where cycle paths and buses are missing.',
    },
    purpose: 'research',
    area: { fr: 'La ville et ses communes voisines', en: 'The city and the towns around it' },
    covered: {
      fr: 'Les habitants qui ont ce portefeuille et disent oui.',
      en: 'Residents who have this wallet and say yes.',
    },
    notCovered: [
      {
        who: { fr: 'Qui n’a pas de téléphone', en: 'People without a phone' },
        why: { fr: 'Le calcul se fait sur le téléphone.', en: 'The calculation happens on the phone.' },
      },
      {
        who: { fr: 'Les moins de 15 ans', en: 'Children under 15' },
        why: { fr: 'Elles et ils ne peuvent pas dire oui seuls.', en: 'They cannot say yes alone.' },
      },
    ],
    dimensions: [
      { id: 'distance', label: { fr: 'Distance', en: 'Distance' }, fact: 'trip-km', classes: distances },
      { id: 'way', label: { fr: 'Moyen', en: 'Way of travel' }, fact: 'travel-mode', classes: ways },
    ],
    nothing: { fr: 'Rien à dire', en: 'Nothing to say' },
    vdaf: { name: 'Prio3MultihotCountVec', length: 26, maxWeight: 1, chunkLength: 5 },
    mechanism: { name: 'discrete-laplace', numerator: 2, denominator: 1, neighbour: 'substitution' },
    costMillionths: 500_000,
    confidencePercent: 95,
    suppressBelow: 10,
    window: { opens, closes },
    precisionSeconds,
    releaseAt,
    destroyAt,
    minimumCohort: 100,
    minimumReason: null,
    enrolment: 'account',
    leader,
    helper,
    issuer,
    contact: { email: 'trajets@universite.example' },
    licence: 'etalab-2.0',
    comesBack: {
      fr: 'Les nombres, le même jour que les chercheurs, avec votre case à côté. Puis ce que la ville en fait.',
      en: 'The numbers, on the same day as the researchers, with your own cell beside them. Then what the city does with them.',
    },
  };
}
