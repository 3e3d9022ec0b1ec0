/**
 * Every fact there is, in residents' words: short and warm, French first. A new fact is a new entry here, at the end:
 * kept states count facts by their place.
 */
import type { LangText } from './record.ts';

interface Choice {
  readonly id: string;
  readonly label: LangText;
}

/** `name` goes into requests and grants; the first of a list is the finest, each next one says less. */
interface Precision {
  readonly name: string;
  readonly label: LangText;
}

/** One entry; `fact.ts` closes its key to the keys below. */
export interface CatalogueEntry {
  readonly key: string;
  readonly type:
    | 'place'
    | 'amount'
    | 'count'
    | 'parts'
    | 'year'
    | 'distance'
    | 'choice'
    | 'yes-no'
    | 'text'
    | 'visits';
  readonly unit?: string;
  readonly unitLabel?: LangText;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly Choice[];
  /** Health, whereabouts, hardship: asked for with a word of care, never proposed by default. */
  readonly sensitive: boolean;
  /** DPV personal data category. */
  readonly pdIri: string;
  readonly label: LangText;
  readonly precisions: readonly Precision[];
}

const text = (fr: string, en: string): LangText => ({ fr, en });
const choice = (id: string, fr: string, en: string): Choice => ({ id, label: text(fr, en) });
const precision = (name: string, fr: string, en: string): Precision => ({ name, label: text(fr, en) });
const pd = (term: string) => `https://w3id.org/dpv/pd#${term}`;

const exact = precision('exact', 'Valeur exacte', 'Exact value');
const euros = { unit: '€', unitLabel: text('€', '€') };
const eurosYear = { unit: '€/an', unitLabel: text('€ par an', '€ a year') };

export const factKinds = [
  {
    key: 'commune',
    type: 'place',
    sensitive: false,
    pdIri: pd('City'),
    label: text('Ma commune', 'My town'),
    precisions: [
      precision('exact', 'La commune', 'The town'),
      precision('department', 'Le département seulement', 'Only the department'),
    ],
  },
  {
    key: 'reference-income',
    type: 'amount',
    ...eurosYear,
    min: 0,
    max: 10_000_000,
    sensitive: false,
    pdIri: pd('Income'),
    label: text('Mon revenu fiscal de référence', 'My household taxable income'),
    precisions: [
      precision('exact', 'Le montant exact', 'The exact amount'),
      precision('band-5000', 'À 5 000 € près', 'To the nearest €5,000 band'),
    ],
  },
  {
    key: 'household-parts',
    type: 'parts',
    unit: 'part',
    unitLabel: text('parts', 'tax shares'),
    min: 1,
    max: 20,
    sensitive: false,
    pdIri: pd('FamilyStructure'),
    label: text('Mes parts fiscales', 'My tax shares'),
    precisions: [exact],
  },
  {
    key: 'household-persons',
    type: 'count',
    unit: 'personne',
    unitLabel: text('personnes', 'people'),
    min: 1,
    max: 30,
    sensitive: false,
    pdIri: pd('FamilyStructure'),
    label: text('Nous sommes à la maison', 'People in my home'),
    precisions: [exact],
  },
  {
    key: 'birth-year',
    type: 'year',
    min: 1900,
    max: 2100,
    sensitive: false,
    pdIri: pd('BirthDate'),
    label: text('Mon année de naissance', 'My year of birth'),
    precisions: [precision('exact', 'L’année', 'The year'), precision('decade', 'La décennie', 'The decade')],
  },
  {
    key: 'activity',
    type: 'choice',
    sensitive: false,
    pdIri: pd('CurrentEmployment'),
    label: text('Ma situation', 'My situation'),
    choices: [
      choice('student', 'En études', 'Studying'),
      choice('apprentice', 'En apprentissage', 'Apprentice'),
      choice('job-seeker', 'En recherche d’emploi', 'Looking for work'),
      choice('employee', 'En emploi', 'Employed'),
      choice('retired', 'À la retraite', 'Retired'),
      choice('retraining', 'En reconversion', 'Retraining'),
      choice('other', 'Autre', 'Other'),
    ],
    precisions: [exact],
  },
  {
    key: 'minimum-income',
    type: 'yes-no',
    sensitive: true,
    pdIri: pd('Income'),
    label: text('Je touche une aide sociale (RSA, AAH, ASS, ASPA)', 'I receive a basic benefit'),
    precisions: [exact],
  },
  {
    key: 'disability',
    type: 'yes-no',
    sensitive: true,
    pdIri: pd('Disability'),
    label: text('Je vis avec un handicap', 'I live with a disability'),
    precisions: [exact],
  },
  {
    key: 'mobility-package',
    type: 'yes-no',
    sensitive: false,
    pdIri: pd('CurrentEmployment'),
    label: text('Mon employeur aide pour mes trajets', 'My employer helps with my travel'),
    precisions: [exact],
  },
  {
    key: 'bike-kind',
    type: 'choice',
    sensitive: false,
    pdIri: pd('Ownership'),
    label: text('Le vélo que je veux', 'The bike I want'),
    choices: [
      choice('simple', 'Vélo simple', 'Ordinary bike'),
      choice('electric', 'Vélo électrique', 'Electric bike'),
      choice('cargo', 'Vélo cargo', 'Cargo bike'),
      choice('cargo-electric', 'Vélo cargo électrique', 'Electric cargo bike'),
      choice('folding', 'Vélo pliant', 'Folding bike'),
      choice('folding-electric', 'Vélo pliant électrique', 'Electric folding bike'),
      choice('conversion-kit', 'Kit pour électrifier un vélo', 'Kit to make a bike electric'),
      choice('adapted', 'Vélo adapté', 'Adapted bike'),
    ],
    precisions: [exact],
  },
  {
    key: 'bike-condition',
    type: 'choice',
    sensitive: false,
    pdIri: pd('Ownership'),
    label: text('Neuf ou d’occasion', 'New or second-hand'),
    choices: [choice('new', 'Neuf', 'New'), choice('used', 'D’occasion', 'Second-hand')],
    precisions: [exact],
  },
  {
    key: 'bike-price',
    type: 'amount',
    ...euros,
    min: 0,
    max: 100_000,
    sensitive: false,
    pdIri: pd('Ownership'),
    label: text('Le prix du vélo', 'The price of the bike'),
    precisions: [
      precision('exact', 'Le prix exact', 'The exact price'),
      precision('band-500', 'À 500 € près', 'To the nearest €500 band'),
    ],
  },
  {
    key: 'bike-made-in-france',
    type: 'yes-no',
    sensitive: false,
    pdIri: pd('Ownership'),
    label: text('Le vélo est fabriqué en France', 'The bike is made in France'),
    precisions: [exact],
  },
  {
    key: 'bike-number',
    type: 'text',
    sensitive: false,
    pdIri: pd('UID'),
    label: text('Le numéro gravé sur le vélo', 'The number marked on the bike'),
    precisions: [exact],
  },
  {
    key: 'commute-km',
    type: 'distance',
    unit: 'km',
    unitLabel: text('km', 'km'),
    min: 0,
    max: 1000,
    sensitive: false,
    pdIri: pd('TravelHistory'),
    label: text('De chez moi au travail', 'From home to work'),
    precisions: [
      precision('exact', 'La distance', 'The distance'),
      precision('band-5', 'À 5 km près', 'To the nearest 5 km band'),
    ],
  },
  {
    key: 'travel-mode',
    type: 'choice',
    sensitive: false,
    pdIri: pd('Behavioural'),
    label: text('Comment je me déplace', 'How I get around'),
    choices: [
      choice('walk', 'À pied', 'On foot'),
      choice('bike', 'À vélo', 'By bike'),
      choice('transit', 'En transports en commun', 'By bus, tram or train'),
      choice('car', 'En voiture', 'By car'),
      choice('motorbike', 'À moto ou scooter', 'By motorbike or scooter'),
      choice('other', 'Autrement', 'Another way'),
    ],
    precisions: [exact],
  },
  {
    key: 'transit-pass',
    type: 'yes-no',
    sensitive: false,
    pdIri: pd('Behavioural'),
    label: text('J’ai un abonnement de transport', 'I have a travel pass'),
    precisions: [exact],
  },
  {
    key: 'park-visits',
    type: 'visits',
    sensitive: true,
    pdIri: pd('Location'),
    label: text('Mes visites au parc', 'My visits to the park'),
    precisions: [
      precision('exact', 'Les lieux et les jours', 'Places and days'),
      precision('count', 'Le nombre de visites seulement', 'Only how many visits'),
    ],
  },
  {
    key: 'family-quotient',
    type: 'amount',
    ...euros,
    min: 0,
    max: 100_000,
    sensitive: false,
    pdIri: pd('Income'),
    label: text('Mon quotient familial (CAF)', 'My family quotient (CAF)'),
    precisions: [
      precision('exact', 'Le montant exact', 'The exact amount'),
      precision('band-200', 'À 200 € près', 'To the nearest €200 band'),
    ],
  },
  {
    key: 'age-band',
    type: 'choice',
    sensitive: false,
    pdIri: pd('AgeRange'),
    label: text('Ma tranche d’âge', 'My age group'),
    choices: [
      choice('under-11', 'Moins de 11 ans', 'Under 11'),
      choice('11-17', 'De 11 à 17 ans', '11 to 17'),
      choice('18-25', 'De 18 à 25 ans', '18 to 25'),
      choice('26-64', 'De 26 à 64 ans', '26 to 64'),
      choice('65-plus', '65 ans et plus', '65 and over'),
    ],
    precisions: [exact],
  },
  {
    key: 'trip-km',
    type: 'distance',
    unit: 'km',
    unitLabel: text('km', 'km'),
    min: 0,
    max: 2000,
    sensitive: false,
    pdIri: pd('TravelHistory'),
    label: text('Mon trajet habituel', 'My usual trip'),
    precisions: [
      precision('exact', 'La distance', 'The distance'),
      precision('band-5', 'À 5 km près', 'To the nearest 5 km band'),
    ],
  },
  {
    key: 'trips-week',
    type: 'count',
    unit: 'trajet/semaine',
    unitLabel: text('trajets par semaine', 'trips a week'),
    min: 0,
    max: 500,
    sensitive: false,
    pdIri: pd('TravelHistory'),
    label: text('Mes trajets', 'My trips'),
    precisions: [
      precision('exact', 'Le nombre', 'The number'),
      precision('band-5', 'À 5 trajets près', 'To the nearest band of 5'),
    ],
  },
  {
    key: 'electricity-day',
    type: 'distance',
    unit: 'kWh/jour',
    unitLabel: text('kWh par jour', 'kWh a day'),
    min: 0,
    max: 1000,
    sensitive: false,
    pdIri: pd('ServiceConsumptionBehavior'),
    label: text('Mon électricité', 'My electricity'),
    precisions: [
      precision('exact', 'La valeur', 'The value'),
      precision('band-5', 'À 5 kWh près', 'To the nearest 5 kWh band'),
    ],
  },
  {
    key: 'electricity-peak',
    type: 'choice',
    sensitive: false,
    pdIri: pd('ServiceConsumptionBehavior'),
    label: text('Quand j’en utilise le plus', 'When I use most electricity'),
    choices: [
      choice('night', 'La nuit, de 22 h à 6 h', 'At night, 10 pm to 6 am'),
      choice('morning', 'Le matin, de 6 h à 10 h', 'In the morning, 6 to 10 am'),
      choice('day', 'Le jour, de 10 h à 17 h', 'In the day, 10 am to 5 pm'),
      choice('evening', 'Le soir, de 17 h à 22 h', 'In the evening, 5 to 10 pm'),
    ],
    precisions: [exact],
  },
  {
    key: 'electricity-winter',
    type: 'choice',
    sensitive: false,
    pdIri: pd('ServiceConsumptionBehavior'),
    label: text('Mon électricité en hiver', 'My electricity in winter'),
    choices: [
      choice('less-in-winter', 'Moins en hiver', 'Less in winter'),
      choice('flat', 'Pareil toute l’année', 'The same all year'),
      choice('more-in-winter', 'Plus en hiver', 'More in winter'),
      choice('much-more-in-winter', 'Bien plus en hiver', 'Much more in winter'),
    ],
    precisions: [exact],
  },
] as const satisfies readonly CatalogueEntry[];
