/** The direction of each change in who uses which data, where it goes, how long it stays. */

import {
  dataAccesses,
  type Frequency,
  givenAs,
  type Processor,
  type Scale,
  type sources,
} from '../declaration/data.ts';
import type { Declaration } from '../declaration.ts';
import { type FactKey, factKey, factKind } from '../fact.ts';
import { instantMs } from '../instant.ts';
import { type PurposeId, purposeOf, purposes } from '../purpose.ts';
import { isNarrower } from './purpose-broader.ts';
import {
  comes,
  larger,
  log,
  more,
  no,
  notify,
  pause,
  type Rule,
  shield,
  smaller,
  steps,
  yes,
} from './rule.ts';

const dayMs = 86_400_000;
const midnightMs = (day: string) => instantMs(`${day}T00:00:00Z`);

/** A purpose that is one kind of a former one lets nothing new in. */
const purpose: Rule = ({ after, older }) => {
  if (after === null) return ['narrows', 'log'];
  const { id } = after as { id: PurposeId };
  if (!purposes.some((known) => known.id === id)) return ['other', 'pause'];
  const { iri } = purposeOf(id);
  return older.purposes.some((former) => isNarrower(iri, purposeOf(former.id).iri))
    ? ['narrows', 'log']
    : ['widens', 'pause'];
};

/** Another firm for the same work in the same country is told; a new country, role or sight of data pauses. */
const processor: Rule = ({ after, older }) => {
  if (after === null) return ['narrows', 'log'];
  const { country, role, dataAccess } = after as unknown as Processor;
  const isAlike = older.processors.some(
    (former) =>
      former.country === country &&
      former.role === role &&
      dataAccesses.indexOf(former.dataAccess) >= dataAccesses.indexOf(dataAccess),
  );
  return ['widens', isAlike ? 'notify' : 'pause'];
};

/** The catalogue names precisions from the finest on. */
const precision: Rule = ({ before, after, path }) => {
  const [, key = ''] = path;
  const known = factKey.options.find((entry): entry is FactKey => entry === key);
  const names = known === undefined ? [] : factKind(known).precisions.map(({ name }) => name);
  return steps(names.toReversed(), 'pause', 'log')({ before, after } as Parameters<Rule>[0]);
};

const fromPerson: (typeof sources)[number] = 'citizen';

const source: Rule = ({ before, after }) => {
  if (before === fromPerson) return ['widens', 'pause'];
  return after === fromPerson ? ['narrows', 'log'] : ['other', 'pause'];
};

/** Longer by more than a quarter, or past the day that was told at the yes, pauses. */
const retentionDays: Rule = ({ before, after, around }) => {
  if (typeof before !== 'number' || typeof after !== 'number') return ['other', 'pause'];
  if (after < before) return ['narrows', 'log'];
  const { kept } = around;
  const isPast = kept !== undefined && !(midnightMs(kept.today) + after * dayMs <= midnightMs(kept.until));
  return ['widens', after > before * 1.25 || isPast ? 'pause' : 'notify'];
};

const byHowMuch = (before: number, after: number): ReturnType<Rule> => {
  if (after <= before) return ['narrows', 'log'];
  return ['widens', after >= before * 2 ? 'notify' : 'log'];
};

/** Readings a day; without a limit there is no end to them. */
const rate = ({ maxPerPeriod, periodDays }: Frequency): number =>
  maxPerPeriod === undefined || periodDays === undefined
    ? Number.POSITIVE_INFINITY
    : maxPerPeriod / periodDays;

const readings: Rule = ({ older, newer }) => byHowMuch(rate(older.frequency), rate(newer.frequency));

const scale =
  (name: keyof Scale): Rule =>
  ({ older, newer }: { older: Declaration; newer: Declaration }) =>
    byHowMuch(older.scale[name], newer.scale[name]);

/** A new risk that stays high, or one that rises to it, is told. */
const residual: Rule = ({ before, after }) => {
  const [verdictUp, effect] = steps(
    ['low', 'medium', 'high'],
    'log',
    'log',
  )({
    before,
    after,
  } as Parameters<Rule>[0]);
  return [verdictUp, after === 'high' ? 'notify' : effect];
};

const risk: Rule = ({ after }) => {
  if (after === null) return ['narrows', 'log'];
  return ['widens', (after as { residual: string }).residual === 'high' ? 'notify' : 'log'];
};

export const dataRules: Readonly<Record<string, Rule>> = {
  'purposes.*': purpose,
  'purposes.*.text': log,
  // One's ground for using data is what one said yes under: another ground is another yes.
  'legalBasis.*': more('pause', 'pause'),
  'legalBasis.*.article': log,
  'legalBasis.*.lawUrl': log,
  'subjects.*': more('pause', 'log'),
  'inputs.*': more('pause', 'log'),
  'inputs.*.necessity': steps(['optional', 'required'], 'pause', 'log'),
  'inputs.*.precision': precision,
  'inputs.*.source': source,
  'inputs.*.sourceId': comes(['widens', 'pause'], ['narrows', 'log']),
  // Which fact feeds which rule is part of the logic, though it stands outside the rules' hash.
  'inputs.*.ruleInput': pause,
  'inputs.*.sensitive': yes('pause', 'log'),
  'minimised.*': shield('notify', 'log'),
  'minimised.*.how': log,
  'otherData.*': more('pause', 'log'),
  'otherData.*.name': log,
  'otherData.*.holder': pause,
  'otherData.*.why': log,
  'processors.*': processor,
  'processors.*.legalId': notify,
  'processors.*.role': pause,
  'processors.*.country': pause,
  'processors.*.dataAccess': steps(dataAccesses, 'pause', 'log'),
  'recipients.*': more('pause', 'log'),
  'recipients.*.kind': pause,
  'recipients.*.why': log,
  'recipients.*.fields.*': more('pause', 'log'),
  'recipients.*.asWhat': steps(givenAs, 'pause', 'log'),
  'transfers.*': more('pause', 'log'),
  'transfers.*.safeguard': pause,
  'retention.*': more('pause', 'log'),
  'retention.*.days': retentionDays,
  'retention.*.start': pause,
  'retention.*.why': log,
  'retention.*.then': steps(['delete', 'anonymise', 'archive'], 'pause', 'log'),
  leavePolicy: steps(['delete', 'keep-in-aggregates', 'freeze'], 'pause', 'log'),
  'frequency.kind': steps(['once', 'on-event', 'periodic'], 'notify', 'log'),
  'frequency.maxPerPeriod': readings,
  'frequency.periodDays': readings,
  'scale.peoplePerYear': scale('peoplePerYear'),
  'scale.decisionsPerYear': scale('decisionsPerYear'),
  maxAgeDays: larger('notify', 'log'),
  'security.*': shield('notify', 'log'),
  'security.*.text': log,
  'risks.*': risk,
  'risks.*.residual': residual,
  'risks.*.mitigation': log,
  'risks.*.groups.*': log,
  'impactAssessments.*': shield('notify', 'log'),
  'impactAssessments.*.url': log,
  'impactAssessments.*.date': log,
  'impactAssessments.*.result': log,
  impactReason: log,
  aiActClass: steps(['not-ai', 'minimal-risk', 'limited-risk', 'high-risk'], 'notify', 'log', 'notify'),
  registrationUrl: log,
  reshares: yes('pause', 'log'),
  resale: yes('pause', 'log'),
  resultsShownByParty: yes('pause', 'log'),
  interest: steps(['general', 'commercial'], 'pause', 'log'),
  'openness.*': log,
  'openness.*.access': steps(['public', 'party', 'closed'], 'notify', 'log'),
  'rights.*': shield('pause', 'log'),
  'rights.*.delayDays': larger('pause', 'log'),
  'rights.*.how': log,
  'rights.*.where': log,
  'refusal.costDelta': larger('pause', 'log'),
  // Whether other words still promise the same way in, no program can tell.
  'refusal.alternative': pause,
  'refusal.consequence': pause,
  'refusal.computable': no('pause', 'log'),
  'contest.channels.*': shield('pause', 'log'),
  'contest.contact': log,
  'contest.deadlineDays': larger('pause', 'log'),
  'contest.withinDays': smaller('pause', 'log'),
  'contest.humanReview': no('pause', 'log'),
  'contest.suspensive': no('pause', 'log'),
  'contest.escalation.*': shield('pause', 'log'),
  'contest.escalation.*.how': log,
  'contest.escalation.*.url': log,
  'contest.escalation.*.withinDays': ({ before, after }) => {
    const daysOf = (value: unknown) => (typeof value === 'number' ? value : Number.POSITIVE_INFINITY);
    return daysOf(after) < daysOf(before) ? ['widens', 'pause'] : ['narrows', 'log'];
  },
  contactAffected: shield('pause', 'log'),
};
