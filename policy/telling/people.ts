/** Of the full level: what people can do and expect, and what could go wrong. */
import type { Declaration } from '../declaration.ts';
import type { LangText } from '../record.ts';
import {
  both,
  counted,
  daysText,
  dayText,
  fill,
  joined,
  lowered,
  numberText,
  quoted,
  waysText,
  yesOrNo,
} from './form.ts';
import { aiActWords, channelWords, residualWords, rightWords } from './words.ts';

export function tellPeople(of: Declaration): LangText[] {
  const { refusal, contest, contactAffected } = of;
  return [
    ...of.notServed.map(({ who, why, instead, fact }) =>
      fill(
        both('Ne marche pas pour : {}. {}. À la place : {}.{}', 'Does not work for: {}. {}. Instead: {}.{}'),
        lowered(who),
        why,
        instead,
        fact === undefined ? '' : ` (${fact.key}: ${JSON.stringify(fact.is)})`,
      ),
    ),
    fill(
      both(
        'Si vous dites non : {}. Coût : {} €. Calculable : {}.',
        'If you say no: {}. Cost: €{}. Can be worked out: {}.',
      ),
      lowered(refusal.consequence),
      numberText(refusal.costDelta),
      yesOrNo(refusal.computable),
    ),
    fill(both('Sans téléphone : {}.', 'Without a phone: {}.'), lowered(refusal.alternative)),
    ...of.rights.map(({ right, how, where, delayDays }) =>
      fill(
        both('Droit {} : {}. {}. Où : {}. Délai : {}.', 'Right {}: {}. {}. Where: {}. Delay: {}.'),
        right,
        rightWords[right],
        lowered(how),
        lowered(where),
        daysText(delayDays),
      ),
    ),
    fill(
      both(
        'Pas d’accord : {}, pendant {} ; réponse en {} ; une personne relit : {} ; le résultat attend : {}. {}.',
        'You disagree: {}, for {}; answer in {}; a person looks again: {}; the result waits: {}. {}.',
      ),
      joined(contest.channels.map((channel) => channelWords[channel])),
      daysText(contest.withinDays),
      daysText(contest.deadlineDays),
      yesOrNo(contest.humanReview),
      yesOrNo(contest.suspensive),
      waysText(contest.contact),
    ),
    ...contest.escalation.map(({ to, how, url, withinDays }) =>
      fill(
        both('Ensuite : {}. {}. {}. {}', 'Next: {}. {}. {}. {}'),
        to,
        how,
        withinDays === null
          ? both('Sans délai.', 'No limit.')
          : fill(both('Sous {}.', 'Within {}.'), daysText(withinDays)),
        url ?? '',
      ),
    ),
    contactAffected === null
      ? both('Personne à joindre si vous n’êtes pas usager.', 'Nobody to reach if you are no user.')
      : fill(
          both('Concerné sans être usager : {}.', 'Affected without being a user: {}.'),
          waysText(contactAffected),
        ),
    ...of.risks.map(({ iri, text, groups, mitigation, residual }) =>
      fill(
        both(
          'Risque ({}) : {}. Pour : {}. Contre cela : {}. Il {}.',
          'Risk ({}): {}. For: {}. Against it: {}. It {}.',
        ),
        iri.split('#').at(-1) ?? '',
        text,
        groups.length === 0 ? both('tous', 'everybody') : joined(groups),
        mitigation,
        residualWords[residual],
      ),
    ),
    ...of.impactAssessments.map(({ kind, url, date, result }) =>
      fill(
        both('Étude {} du {} : {}. {}', 'Assessment {} of {}: {}. {}'),
        kind,
        dayText(date),
        result,
        url ?? '',
      ),
    ),
    ...quoted(both('Pas d’étude : {}.', 'No assessment: {}.'), of.impactReason),
    ...(of.aiActClass === null ? [] : [aiActWords[of.aiActClass]]),
    ...(of.registrationUrl === null
      ? []
      : [fill(both('Inscrit ici : {}', 'Registered here: {}'), of.registrationUrl)]),
    counted(
      of.scale.peoplePerYear,
      both('{} personne par an.', '{} person a year.'),
      fill(both('{} personnes par an.', '{} people a year.'), numberText(of.scale.peoplePerYear)),
    ),
    fill(both('{} décisions par an.', '{} decisions a year.'), numberText(of.scale.decisionsPerYear)),
  ];
}
