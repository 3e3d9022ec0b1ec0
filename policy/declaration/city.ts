/** What a city asks before it lets a processing in, and what it measures afterwards. */
import type { Schema } from '../read.ts';
import {
  date,
  digest,
  distinct,
  langText,
  line,
  list,
  nullable,
  number,
  object,
  oneOf,
  semver,
  shortName,
  url,
  whole,
  yesNo,
} from '../read.ts';
import type { LangText } from '../record.ts';

export interface Monitoring {
  readonly metric: LangText;
  readonly by: LangText;
  readonly everyDays: number;
  readonly lastResult: { readonly date: string; readonly text: LangText } | null;
}

export const monitoringShape: Schema<Monitoring> = object({
  metric: langText(300),
  by: langText(200),
  everyDays: whole(1, 1830),
  lastResult: nullable(object({ date, text: langText(400) })),
});

export interface DeclarationSources {
  /** The register of processing (GDPR 30). */
  readonly ropaUrl: string | null;
  /** The list of the administration's algorithms (CRPA L312-1-3). */
  readonly inventoryUrl: string | null;
  readonly codeUrl: string | null;
}

export const sourcesShape: Schema<DeclarationSources> = object({
  ropaUrl: nullable(url),
  inventoryUrl: nullable(url),
  codeUrl: nullable(url),
});

/** The classes of `change.ts`; `first` when there was nothing before. */
export const changeClasses = ['first', 'log', 'notify', 'pause', 'stop'] as const;

export interface ChangelogEntry {
  readonly version: string;
  readonly date: string;
  readonly class: (typeof changeClasses)[number];
  readonly why: LangText;
  /** What it changes for people; `null` when nothing. */
  readonly behaviour: LangText | null;
}

export const changelogShape: Schema<ChangelogEntry> = object({
  version: semver,
  date,
  class: oneOf(changeClasses),
  why: langText(400),
  behaviour: nullable(langText(400)),
});

export interface Area {
  readonly name: LangText;
  /** INSEE codes of communes or departments, so that whoever lives there finds what computes around them. */
  readonly codes: readonly string[];
}

export const areaShape: Schema<Area> = object({ name: langText(160), codes: list(line(5), 100) });

export interface Earning {
  readonly who: LangText;
  readonly earns: LangText;
}

export const earningShape: Schema<Earning> = object({ who: langText(160), earns: langText(300) });

/** From the strongest tie to none: a weaker form gets shorter grants. */
/** From what binds to the city most: its own service, to nothing. */
export const contractForms = ['own', 'delegation', 'market', 'agreement', 'none'] as const;

export interface CityContract {
  readonly form: (typeof contractForms)[number];
  readonly reference: string | null;
}

export const contractShape: Schema<CityContract> = object({
  form: oneOf(contractForms),
  reference: nullable(line(120)),
});

const qualities = ['robust', 'sensitive', 'simple', 'relevant', 'worth-its-cost', 'useful'] as const;

export interface Indicator {
  readonly objective: LangText;
  readonly criterion: LangText;
  readonly indicator: LangText;
  readonly unit: string;
  readonly weight: number;
  readonly source: LangText;
  /** Frozen by the digest of what it was measured on. */
  readonly baseline: { readonly value: number; readonly date: string; readonly digest: string };
  readonly target: number;
  readonly bearer: LangText;
  readonly qualities: readonly (typeof qualities)[number][];
  /** Measured again at the end; the difference is public. */
  readonly final: { readonly value: number; readonly date: string } | null;
}

export const indicatorShape: Schema<Indicator> = object({
  objective: langText(200),
  criterion: langText(200),
  indicator: langText(200),
  unit: line(40),
  weight: number,
  source: langText(200),
  baseline: object({ value: number, date, digest }),
  target: number,
  bearer: langText(160),
  qualities: distinct(list(oneOf(qualities), 6), (quality) => quality),
  final: nullable(object({ value: number, date })),
});

export interface Openness {
  readonly source: string;
  readonly access: 'closed' | 'party' | 'public';
}

export const opennessShape: Schema<Openness> = object({
  source: shortName,
  access: oneOf(['closed', 'party', 'public']),
});

/** The questions asked at the door of the city, by section; their words stand in `entry.ts`. */
export const entrySections = {
  quality: ['whom-met', 'problem-evidence', 'failed-elsewhere'],
  data: ['least-data', 'liberties-body'],
  inclusivity: ['residents-reaction', 'left-out'],
  resilience: ['without-network', 'after-us'],
  externalities: ['bystanders', 'energy'],
} as const;
export type EntryQuestion = (typeof entrySections)[keyof typeof entrySections][number];
export const entryQuestions: readonly EntryQuestion[] = Object.values(entrySections).flat();

export interface Entry {
  readonly answers: readonly { readonly question: EntryQuestion; readonly answer: LangText }[];
  /** What a user must have or be. */
  readonly needs: {
    readonly smartphone: boolean;
    readonly bankCard: boolean;
    /** Level of written French; `none` when other languages or pictures do. */
    readonly french: 'none' | 'A1' | 'A2' | 'B1' | 'B2';
    readonly minAge: number | null;
  };
}

export const entryShape: Schema<Entry> = object({
  answers: distinct(
    list(object({ question: oneOf(entryQuestions), answer: langText(600) }), 20),
    (given) => given.question,
  ),
  needs: object({
    smartphone: yesNo,
    bankCard: yesNo,
    french: oneOf(['none', 'A1', 'A2', 'B1', 'B2']),
    minAge: nullable(whole(0, 120)),
  }),
});
