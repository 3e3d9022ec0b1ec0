import type { Figure } from '../../../policy/release/table.ts';
import type { StudyClass } from '../../../policy/study.ts';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';

export const classNames = (classes: readonly StudyClass[]): string =>
  classes.map(({ label }) => inLanguage(label)).join(' · ');

/** A minus sign that is one, as print has it. */
export const signed = (value: number): string => writeNumber(value).replace('-', '\u2212');

export const between = ({ low, high }: Pick<Figure, 'low' | 'high'>): string =>
  low === null || high === null
    ? say('research.not-told')
    : say('research.between', { low: signed(low), high: signed(high) });
