/**
 * What the bike grant needs to know of a resident, and which published rule each fact fills. Nothing more is asked:
 * every other question of the rules keeps its published default, and each calculation names the defaults it used.
 */
export const askedFacts = [
  /** Fills the names under `localisation`: code, EPCI, département, région. A département alone leaves local aids out. */
  { key: 'commune', necessity: 'required', ruleInput: 'localisation' },
  {
    key: 'reference-income',
    necessity: 'required',
    ruleInput: 'revenu fiscal de référence par part . revenu de référence',
  },
  {
    key: 'household-parts',
    necessity: 'required',
    ruleInput: 'revenu fiscal de référence par part . nombre de parts',
  },
  /** The choices of the wallet's catalogue; `compile-rules.ts` adds the rules that translate them. */
  { key: 'bike-kind', necessity: 'required', ruleInput: 'faits . vélo' },
  { key: 'bike-condition', necessity: 'required', ruleInput: 'faits . état' },
  { key: 'bike-price', necessity: 'required', ruleInput: 'vélo . prix' },
  /** Sold bikes are marked (code des transports, L1271-2): with the number the desk finds the invoice again. No rule reads it. */
  { key: 'bike-number', necessity: 'optional', ruleInput: undefined },
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
