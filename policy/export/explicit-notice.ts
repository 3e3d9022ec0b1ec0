/**
 * The mention that French law wants on each individual decision made with an algorithm (CRPA L311-3-1, R311-3-1-1): why the
 * algorithm is used, the right to obtain its rules and how they were applied, how to ask, and where to go without an answer.
 */
import { purposeOf } from '../purpose.ts';
import type { LangText } from '../record.ts';
import { daysText, fill, inBoth, joined, lowered, waysText } from '../telling/form.ts';
import { addressOf, type Published } from './published.ts';

/** Without an answer within a month the silence is a no (CRPA R311-12, R311-13), and the Cada can be asked (R343-1). */
const silenceDays = 30;

/** Null when nothing is decided about anybody: then nothing has to stand on decisions. */
export function explicitNotice(of: Published): LangText | null {
  const { declaration: d } = of;
  if (d.decision.kind === 'none' || d.decision.kind === 'information') return null;
  const purposes = joined(d.purposes.map(({ id }) => lowered(purposeOf(id).label)));
  const lines: LangText[] = [
    {
      fr: 'Cette décision a été prise avec un algorithme (code des relations entre le public et l’administration, articles L. 311-3-1 et R. 311-3-1-1).',
      en: 'This decision was made with an algorithm (French code of relations between the public and the administration, articles L. 311-3-1 and R. 311-3-1-1).',
    },
    fill({ fr: 'Administration : {}.', en: 'Administration: {}.' }, d.controller.name),
    fill({ fr: 'But de l’algorithme : {}.', en: 'Purpose of the algorithm: {}.' }, purposes),
    {
      fr: 'Vous avez le droit de demander les règles de l’algorithme, et la façon dont elles ont joué pour vous.',
      en: 'You have the right to ask for the rules of the algorithm, and for how they were applied to you.',
    },
    fill({ fr: 'Pour demander : {}.', en: 'To ask: {}.' }, waysText(d.contest.contact)),
    fill({ fr: 'Tout est publié ici : {}', en: 'Everything is published here: {}' }, addressOf(of)),
    fill(
      {
        fr: 'Sans réponse en {}, vous pouvez saisir la Cada : https://www.cada.fr',
        en: 'Without an answer in {} you can turn to the Cada: https://www.cada.fr',
      },
      daysText(silenceDays),
    ),
  ];
  return inBoth((lang) => lines.map((line) => line[lang]).join('\n'));
}
