/**
 * What the bike grant needs to know of a resident, and which published rule each fact fills. Nothing more is asked:
 * every other question of the rules keeps its published default, and each calculation names the defaults it used.
 */
export const askedFacts = [
  /** Fills the names under `localisation`: code, EPCI, département, région. A département alone leaves local aids out. */
  { key: 'commune', ruleInput: 'localisation' },
  { key: 'reference-income', ruleInput: 'revenu fiscal de référence par part . revenu de référence' },
  { key: 'household-parts', ruleInput: 'revenu fiscal de référence par part . nombre de parts' },
  /** The choices of the wallet's catalogue; `compile-rules.ts` adds the rules that translate them. */
  { key: 'bike-kind', ruleInput: 'faits . vélo' },
  { key: 'bike-condition', ruleInput: 'faits . état' },
  { key: 'bike-price', ruleInput: 'vélo . prix' },
] as const;

/** The total first, then who pays which part of it. */
export const entryPoints = [
  'aides . montant',
  'aides . état',
  'aides . région',
  'aides . département',
  'aides . intercommunalité',
  'aides . commune',
] as const;
