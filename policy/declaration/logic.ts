/** How a result comes about: what is declared of decision, human part, rules or model, comparison, trial and price. */
import { type FactKey, factKey } from '../fact.ts';
import type { Schema } from '../read.ts';
import {
  date,
  digest,
  either,
  langText,
  line,
  list,
  literal,
  nullable,
  number,
  object,
  oneOf,
  optional,
  semver,
  share,
  shortName,
  some,
  url,
  whole,
  yesNo,
} from '../read.ts';
import type { LangText } from '../record.ts';

export const decisionKinds = [
  'none',
  'information',
  'scoring',
  'ranking',
  'eligibility',
  'price',
  'control',
] as const;

/** The name of an input or output in the party's own words or rules. */
export const ruleName = line(200);

export interface DeclaredOutput {
  readonly key: string;
  readonly type: 'amount' | 'number' | 'yes-no' | 'choice' | 'text';
  readonly unit: string | null;
  readonly meaning: LangText;
  readonly consequences: LangText;
}

export const outputShape: Schema<DeclaredOutput> = object({
  key: ruleName,
  type: oneOf(['amount', 'number', 'yes-no', 'choice', 'text']),
  unit: nullable(line(20)),
  meaning: langText(400),
  consequences: langText(600),
});

export const decisionModes = ['sole', 'decisive', 'one-of', 'advisory'] as const;

export interface DecisionTerms {
  readonly kind: (typeof decisionKinds)[number];
  /** 0 not automated … 5 fully automated (CRPA R311-3-1-2: degree of contribution). */
  readonly automation: 0 | 1 | 2 | 3 | 4 | 5;
  /** How the output weighs in the final decision (CRPA R311-3-1-2: mode of contribution). */
  readonly mode: (typeof decisionModes)[number];
  readonly modeText: LangText | null;
}

export const decisionShape: Schema<DecisionTerms> = object({
  kind: oneOf(decisionKinds),
  automation: oneOf([0, 1, 2, 3, 4, 5]),
  mode: oneOf(decisionModes),
  modeText: nullable(langText(400)),
});

export interface HumanPart {
  readonly involved: boolean;
  readonly role: LangText | null;
  readonly when: LangText | null;
  /** Names of inputs and outputs that the person has before them. */
  readonly sees: readonly string[];
  readonly canOverride: boolean;
  readonly mustJustify: boolean;
  /** How often the person decided otherwise, 0 to 1; `null` when nobody counted. */
  readonly overrideRate: number | null;
  /** Was the person trained to judge what the machine says? */
  readonly trainingOk: boolean;
}

export const humanShape: Schema<HumanPart> = object({
  involved: yesNo,
  role: nullable(langText(200)),
  when: nullable(langText(200)),
  sees: list(ruleName, 80),
  canOverride: yesNo,
  mustJustify: yesNo,
  overrideRate: nullable(share),
  trainingOk: yesNo,
});

export interface DeclaredRules {
  readonly lang: 'publicodes';
  readonly engineVersion: string;
  readonly hash: string;
  readonly logicHash: string;
  readonly entryPoints: readonly string[];
  /** The cases, boundaries among them, that were evaluated when the rules were published. */
  readonly cases: string | null;
  /** Who gains and who loses against the version before; `null` in a first version. */
  readonly change: string | null;
}

export interface DeclaredParameter {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string | null;
  readonly weight: number | null;
  readonly source: LangText;
}

export interface ModelMetric {
  readonly name: LangText;
  /** One of the model's groups; `null` for everybody. */
  readonly group: string | null;
  readonly value: number;
  readonly better: 'more' | 'less';
}

export interface DeclaredModel {
  readonly version: string;
  readonly card: string;
  readonly metrics: readonly ModelMetric[];
  readonly groups: readonly { readonly id: string; readonly who: LangText }[];
  readonly trainingData: LangText;
  readonly limits: LangText;
}

export interface Logic {
  readonly kind: 'rules' | 'statistical' | 'learned' | 'hybrid';
  readonly rules?: DeclaredRules;
  readonly model?: DeclaredModel;
  /** Parameters and their weights; with published rules they stand in the rules and the list may be empty. */
  readonly parameters: readonly DeclaredParameter[];
}

export const logicShape: Schema<Logic> = object({
  kind: oneOf(['rules', 'statistical', 'learned', 'hybrid']),
  rules: optional(
    object({
      lang: literal('publicodes'),
      engineVersion: semver,
      hash: digest,
      logicHash: digest,
      entryPoints: some(ruleName, 50),
      cases: nullable(digest),
      change: nullable(digest),
    }),
  ),
  model: optional(
    object({
      version: semver,
      card: url,
      metrics: list(
        object({
          name: langText(120),
          group: nullable(shortName),
          value: number,
          better: oneOf(['more', 'less']),
        }),
        60,
      ),
      groups: list(object({ id: shortName, who: langText(200) }), 20),
      trainingData: langText(1000),
      limits: langText(1000),
    }),
  ),
  parameters: list(
    object({
      name: line(120),
      value: either([number, line(200)]),
      unit: nullable(line(20)),
      weight: nullable(number),
      source: langText(300),
    }),
    200,
  ),
});

export interface Comparison {
  readonly used: boolean;
  readonly method: 'none' | 'rank' | 'percentile' | 'threshold';
  readonly cohort?: { readonly definition: LangText; readonly minimum: number };
  readonly distributionUri: string | null;
  /** From when to when people were counted; both days included. */
  readonly periods: readonly { readonly from: string; readonly to: string }[];
}

export const comparisonShape: Schema<Comparison> = object({
  used: yesNo,
  method: oneOf(['none', 'rank', 'percentile', 'threshold']),
  cohort: optional(object({ definition: langText(300), minimum: whole(1, 1_000_000_000) })),
  distributionUri: nullable(url),
  periods: list(object({ from: date, to: date }), 12),
});

export interface Experiment {
  readonly arm: string;
  readonly what: LangText;
  /** What is looked at to tell which arm did better. */
  readonly measure: LangText;
  readonly from: string;
  readonly to: string;
}

export const experimentShape: Schema<Experiment> = object({
  arm: shortName,
  what: langText(300),
  measure: langText(300),
  from: date,
  to: date,
});

export interface PersonalisedPrice {
  readonly used: boolean;
  readonly inputs: readonly FactKey[];
}

export const priceShape: Schema<PersonalisedPrice> = object({ used: yesNo, inputs: list(factKey, 40) });
