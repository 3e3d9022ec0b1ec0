import type { TypedFact } from '../support/journey.ts';

/** What a resident types for the bike desk; the number is asked for and may be left out. */
export const bikeFacts = (bikeNumber: string): readonly TypedFact[] => [
  { key: 'commune', how: 'place', value: 'Bordeaux' },
  { key: 'reference-income', how: 'type', value: '14200' },
  { key: 'household-parts', how: 'type', value: '1,5' },
  { key: 'bike-kind', how: 'choose', value: 'electric' },
  { key: 'bike-condition', how: 'choose', value: 'new' },
  { key: 'bike-price', how: 'type', value: '1890' },
  { key: 'bike-number', how: 'offered', value: bikeNumber },
];
