/**
 * A release as a table: what every file of the package, every chart and the resident's own cell are made from. Worked out
 * from the manifest and the signed statement alone, so that anyone gets the same.
 */
import { PolicyFault } from '../fault.ts';
import { intervalAround, noiseOf } from '../interval.ts';
import type { RejectionReason, ReleaseStatement } from '../release.ts';
import type { Mechanism } from '../study/budget.ts';
import { classesOf, type Study, type StudyClass } from '../study.ts';
import { consistentHundredths } from './consistent.ts';

/** What both aggregators find before they write files: a statement without its digests. */
export type ReleaseResults = Pick<ReleaseStatement, 'outcome' | 'counts' | 'cells'>;

/** `wide`: the interval reaches further than the estimate is large. */
export type FigureFlag = 'suppressed' | 'negative' | 'wide';

/** A count with its interval; all four `null` where it is suppressed, which is written, and never as 0. */
export interface Figure {
  /** As released: the true count and both noises. Whole, and may be below zero. */
  readonly estimate: number | null;
  /** The nearest table without such: two decimals. */
  readonly consistent: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly noiseSd: number;
  readonly flags: readonly FigureFlag[];
}

export interface TableCell extends Figure {
  readonly cell: number;
  /** One a dimension. */
  readonly classes: readonly StudyClass[];
}

/** All cells of one class together, with the noise of all of them. */
export interface Margin extends Figure {
  readonly dimension: string;
  readonly of: StudyClass;
  readonly cells: readonly number[];
}

/** Contributions that are in no cell; each by the first reason found. */
export interface LeftOut {
  readonly withdrawn: number;
  readonly rejected: number;
  readonly rejectedFor: Readonly<Record<RejectionReason, number>>;
}

/** Four decimals: the last bits of a square root are no part of a signed file. */
export interface CellNoise {
  readonly sd: number;
  readonly halfWidth: number;
  readonly coverage: number;
}

export interface PublishedTable extends LeftOut {
  readonly outcome: 'published';
  readonly cells: readonly TableCell[];
  /** Class by class of each dimension; none where there is one dimension, whose cells they would be. */
  readonly margins: readonly Margin[];
  /** The last bucket: took part and had nothing to say. */
  readonly nothing: Figure;
  readonly accepted: number;
  /** Of one cell: P(|noise| ≤ halfWidth) = coverage. */
  readonly noise: CellNoise;
  /** What `combine` adds up; screens show the figures. */
  readonly signed: {
    readonly cells: readonly number[];
    readonly mechanism: Mechanism;
    readonly suppressBelow: number;
  };
}

export interface TooFew extends LeftOut {
  readonly outcome: 'too-few';
  readonly minimumCohort: number;
}

export type ReleaseTable = PublishedTable | TooFew;

type Manifest = Pick<Study, 'dimensions' | 'vdaf' | 'mechanism' | 'suppressBelow' | 'minimumCohort'>;

export function tableOf(study: Manifest, { outcome, counts, cells }: ReleaseResults): ReleaseTable {
  const leftOut = {
    withdrawn: counts.withdrawn,
    rejected: Object.values(counts.rejected).reduce((sum, count) => sum + count, 0),
    rejectedFor: counts.rejected,
  };
  if (outcome === 'too-few') return { outcome, minimumCohort: study.minimumCohort, ...leftOut };
  if (cells.length !== study.vdaf.length)
    throw new PolicyFault('release-invalid', 'expected one count a bucket', 'statement.cells');
  const figures = new Figures(study, cells, counts.accepted);
  const rows = cells.slice(0, -1).map((_, cell): TableCell => {
    const classes = classesOf(study, cell) as StudyClass[];
    return { cell, classes, ...figures.of([cell]) };
  });
  return {
    outcome,
    cells: rows,
    margins: study.dimensions.length === 1 ? [] : marginsOf(study, rows, figures),
    nothing: figures.of([cells.length - 1]),
    accepted: counts.accepted,
    ...leftOut,
    noise: figures.noiseOf(1),
    signed: { cells, mechanism: study.mechanism, suppressBelow: study.suppressBelow },
  };
}

function marginsOf({ dimensions }: Manifest, rows: readonly TableCell[], figures: Figures): Margin[] {
  return dimensions.flatMap(({ id, classes }, at) =>
    classes.map((of) => {
      const cells = rows.filter((row) => row.classes[at]?.id === of.id).map(({ cell }) => cell);
      return { dimension: id, of, cells, ...figures.of(cells) };
    }),
  );
}

/** An estimate under this is not told; 0 where all are. */
export function isSuppressed(estimate: number, suppressBelow: number): boolean {
  return suppressBelow > 0 && estimate < suppressBelow;
}

class Figures {
  readonly #study: Manifest;
  readonly #cells: readonly number[];
  readonly #accepted: number;
  readonly #hundredths: readonly number[];

  constructor(study: Manifest, cells: readonly number[], accepted: number) {
    this.#study = study;
    this.#cells = cells;
    this.#accepted = accepted;
    this.#hundredths = consistentHundredths(cells, accepted);
  }

  noiseOf(cells: number): CellNoise {
    const noise = noiseOf(this.#study.mechanism, cells);
    const halfWidth = noise.halfWidth();
    // Rounded down: never more sure than it is.
    const coverage = Math.floor(noise.coverage(halfWidth) * 10_000) / 10_000;
    return { sd: Math.round(noise.sd * 10_000) / 10_000, halfWidth, coverage };
  }

  of(cells: readonly number[]): Figure {
    const { sd: noiseSd, halfWidth } = this.noiseOf(cells.length);
    const sum = (values: readonly number[]) => cells.reduce((total, cell) => total + (values[cell] ?? 0), 0);
    const estimate = sum(this.#cells);
    if (isSuppressed(estimate, this.#study.suppressBelow))
      return { estimate: null, consistent: null, low: null, high: null, noiseSd, flags: ['suppressed'] };
    const flags: FigureFlag[] = [];
    if (estimate < 0) flags.push('negative');
    if (halfWidth > estimate) flags.push('wide');
    const consistent = sum(this.#hundredths) / 100;
    return {
      estimate,
      consistent,
      ...intervalAround(estimate, halfWidth, 0, this.#accepted),
      noiseSd,
      flags,
    };
  }
}
