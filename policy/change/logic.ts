/** The direction of each change in how a result comes about, whom it leaves out, and what the city asked for. */

import { contractForms } from '../declaration/city.ts';
import type { ModelMetric } from '../declaration/logic.ts';
import { type NotServed, reversibilities } from '../declaration/people.ts';
import { isInGroup } from '../group.ts';
import {
  comes,
  type Judged,
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

/** How firmly a decision binds; of two equally firm ones neither is milder. */
const bindings = { none: 0, information: 1, ranking: 2, scoring: 2, eligibility: 3, price: 3, control: 4 };

const kind: Rule = ({ older, newer }) => {
  const [left, right] = [bindings[older.decision.kind], bindings[newer.decision.kind]];
  if (left === right) return ['other', 'pause'];
  return left < right ? ['widens', 'pause'] : ['narrows', 'notify'];
};

const method: Rule = ({ before, after }) => {
  if (before === 'none') return ['widens', 'pause'];
  return after === 'none' ? ['narrows', 'notify'] : ['other', 'pause'];
};

/** One's own group left out pauses; the phone tells, by its own facts. */
const leftOut: Rule = ({ after, around }) => [
  'widens',
  isInGroup(after as unknown as NotServed, around.facts ?? []) ? 'pause' : 'notify',
];

const groupTest: Rule = ({ after, around }) => {
  const fact = after as unknown as NonNullable<NotServed['fact']> | null;
  if (fact === null) return ['other', 'notify'];
  return ['other', isInGroup({ fact }, around.facts ?? []) ? 'pause' : 'notify'];
};

const metricAt = (of: Judged, which: 'older' | 'newer'): ModelMetric | undefined =>
  of[which].logic.model?.metrics.find(
    ({ name, group }) => `${name.fr} ${group ?? ''}` === of.path[of.path.length - 2],
  );

/** Worse for a declared group pauses; worse for all on average is told. */
const metric: Rule = (of) => {
  const [left, right] = [metricAt(of, 'older'), metricAt(of, 'newer')];
  if (left === undefined || right === undefined) return ['other', 'pause'];
  const isBetter = right.better === 'more' ? right.value > left.value : right.value < left.value;
  if (isBetter) return ['narrows', 'notify'];
  return ['widens', right.group === null ? 'notify' : 'pause'];
};

/** With published rules the parameters only explain; else they are the logic. */
const parameter: Rule = ({ newer }) => ['other', newer.logic.kind === 'rules' ? 'log' : 'pause'];

const status: Rule = ({ after }) =>
  after === 'active' || after === 'pilot' ? ['other', 'log'] : ['other', 'stop'];

export const logicRules: Readonly<Record<string, Rule>> = {
  by: pause,
  status,
  validFrom: log,
  validTo: log,
  reviewBefore: log,
  title: log,
  summary: log,
  'controller.name': log,
  'controller.legalId': pause,
  'controller.contact': log,
  'controller.dpo': shield('notify', 'log'),
  'controller.jointWith.*': more('pause', 'pause'),
  'controller.jointWith.*.name': log,
  'controller.jointWith.*.contact': log,
  accountableRole: log,
  necessity: log,
  proportionality: log,
  alternativesConsidered: log,
  'notServed.*': (of) => (of.after === null ? ['narrows', 'log'] : leftOut(of)),
  'notServed.*.fact': groupTest,
  'notServed.*.why': log,
  'notServed.*.instead': notify,
  'outputs.*': more('pause', 'log'),
  'outputs.*.type': pause,
  'outputs.*.unit': pause,
  'outputs.*.meaning': log,
  'outputs.*.consequences': notify,
  'decision.kind': kind,
  'decision.automation': larger('pause', 'notify'),
  'decision.mode': steps(['advisory', 'one-of', 'decisive', 'sole'], 'pause', 'notify'),
  'decision.modeText': log,
  'human.involved': no('pause', 'log'),
  'human.role': log,
  'human.when': log,
  'human.sees.*': log,
  'human.canOverride': no('pause', 'log'),
  'human.mustJustify': no('pause', 'log'),
  'human.overrideRate': log,
  'human.trainingOk': no('pause', 'log'),
  'logic.kind': pause,
  'logic.rules': pause,
  'logic.rules.engineVersion': pause,
  'logic.rules.hash': log,
  // Whether it is better or worse for one person, only that person's phone can tell.
  'logic.rules.logicHash': pause,
  'logic.rules.entryPoints.*': pause,
  'logic.rules.cases': log,
  'logic.rules.change': log,
  'logic.parameters.*': parameter,
  'logic.parameters.*.value': parameter,
  'logic.parameters.*.unit': parameter,
  'logic.parameters.*.weight': parameter,
  'logic.parameters.*.source': log,
  'logic.model': shield('pause', 'notify'),
  'logic.model.version': notify,
  'logic.model.card': log,
  'logic.model.metrics.*': shield('pause', 'log'),
  'logic.model.metrics.*.value': metric,
  'logic.model.metrics.*.better': pause,
  'logic.model.groups.*': shield('pause', 'log'),
  'logic.model.groups.*.who': pause,
  'logic.model.trainingData': notify,
  'logic.model.limits': notify,
  'comparison.used': yes('pause', 'notify'),
  'comparison.method': method,
  'comparison.cohort': comes(['widens', 'pause'], ['narrows', 'notify']),
  'comparison.cohort.definition': pause,
  'comparison.cohort.minimum': smaller('pause', 'notify'),
  'comparison.distributionUri': shield('pause', 'notify', 'notify'),
  'comparison.periods.*': pause,
  'experiments.*': more('pause', 'log'),
  'experiments.*.what': pause,
  'experiments.*.measure': pause,
  'experiments.*.from': pause,
  'experiments.*.to': ({ before, after }) =>
    String(after) > String(before) ? ['widens', 'pause'] : ['narrows', 'log'],
  'personalisedPrice.used': yes('pause', 'log'),
  'personalisedPrice.inputs.*': more('pause', 'log'),
  'reversibility.kind': steps(reversibilities, 'pause', 'log'),
  'reversibility.text': log,
  monitoring: shield('notify', 'log'),
  'monitoring.metric': log,
  'monitoring.by': log,
  'monitoring.everyDays': larger('notify', 'log'),
  'monitoring.lastResult': log,
  explicitNotice: shield('notify', 'log'),
  'icons.*': log,
  'sources.ropaUrl': log,
  'sources.inventoryUrl': log,
  'sources.codeUrl': log,
  'lang.*': log,
  readingLevel: log,
  easyToRead: log,
  exitPlan: notify,
  area: notify,
  'area.name': log,
  'area.codes.*': more('notify', 'log'),
  'value.*': log,
  'value.*.earns': log,
  'contract.form': steps(contractForms, 'notify', 'log'),
  'contract.reference': log,
  'indicators.*': log,
  ...Object.fromEntries(
    ['objective', 'criterion', 'unit', 'weight', 'source', 'bearer', 'qualities.*', 'final'].map((name) => [
      `indicators.*.${name}`,
      log,
    ]),
  ),
  // What success is measured against was frozen: to move it is told.
  'indicators.*.baseline': notify,
  'indicators.*.target': notify,
  'entry.answers.*': log,
  'entry.answers.*.answer': log,
  'entry.needs.smartphone': yes('notify', 'log'),
  'entry.needs.bankCard': yes('notify', 'log'),
  'entry.needs.french': steps(['none', 'A1', 'A2', 'B1', 'B2'], 'notify', 'log'),
  'entry.needs.minAge': ({ before, after }) =>
    Number(after ?? 0) > Number(before ?? 0) ? ['widens', 'notify'] : ['narrows', 'log'],
};
