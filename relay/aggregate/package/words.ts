// Sentences that more than one file of the package says.

import type { LangText } from '../../../policy/record.ts';
import type { RejectionReason } from '../../../policy/release.ts';
import { epsilonOf, type Mechanism } from '../../../policy/study/budget.ts';
import type { Study } from '../../../policy/study.ts';
import { oneLine } from './columns.ts';

/** One of the two noises, as a law. */
export function lawText({ name, numerator, denominator }: Mechanism): LangText {
  const size = denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
  return name === 'discrete-laplace'
    ? { fr: `loi de Laplace discrète d’échelle ${size}`, en: `discrete Laplace of scale ${size}` }
    : { fr: `loi normale discrète, σ² = ${size}`, en: `discrete Gaussian, σ² = ${size}` };
}

export const epsilonText = (mechanism: Mechanism): string =>
  String(Math.round(epsilonOf(mechanism) * 1000) / 1000);

export function methodText(study: Study): LangText {
  const law = lawText(study.mechanism);
  const [leader, helper] = [study.leader.name, study.helper.name];
  return {
    fr: oneLine(
      `Chaque contribution a été partagée en deux sur le téléphone. ${leader.fr} et ${helper.fr} ont additionné chacun leurs moitiés sans pouvoir les lire, puis ont ajouté chacun leur propre bruit à chaque case (${law.fr}). Un seul des deux bruits suffit à protéger les personnes (ε = ${epsilonText(study.mechanism)}).`,
    ),
    en: oneLine(
      `Each contribution was split in two on the phone. ${leader.en} and ${helper.en} each added up their halves without being able to read them, then each added noise of its own to each cell (${law.en}). One of the two noises is enough to protect people (ε = ${epsilonText(study.mechanism)}).`,
    ),
  };
}

/** Why a contribution was not counted. */
export const rejectionWords: Readonly<Record<RejectionReason, LangText>> = {
  late: { fr: 'en retard', en: 'late' },
  early: { fr: 'en avance', en: 'early' },
  duplicate: { fr: 'en double', en: 'sent twice' },
  forged: { fr: 'fausses', en: 'forged' },
  'other-study': { fr: 'd’une autre étude', en: 'of another study' },
  token: { fr: 'sans jeton valable', en: 'without a valid token' },
  unreadable: { fr: 'illisibles', en: 'unreadable' },
};
