// Fictional conditions, and yeses to them in every state: what their screens are looked at with.

import { canonicalText } from '../../../policy/canonical.ts';
import type { Condition, ConditionState } from '../../../policy/condition.ts';
import { viewText } from '../../../policy/view.ts';
import type { KnownCondition } from '../../../pwa/wallet/paths/condition.ts';
import type { ConditionStep, KeptCondition } from '../../../pwa/wallet/vault/kept/condition.ts';
import { aDeclaration } from './declaration.ts';
import { partyKey } from './made-studies.ts';
import { day, id } from './made-up.ts';

const wholeHour = (at: string) => at.slice(0, 13).concat(':00:00Z');
const wholeMinute = (at: string) => at.slice(0, 16).concat(':00Z');
const title = { fr: 'Un bus du soir au Port', en: 'An evening bus to the Harbour' };

const aCondition = (letter: string, more: Partial<Condition> = {}): Condition => ({
  v: 1,
  type: 'condition',
  id: letter.repeat(21).concat('A'),
  at: day(2),
  by: partyKey('t'),
  request: {
    type: 'vav',
    declaration: partyKey('e'),
    purpose: 'aid',
    facts: [
      { key: 'commune', necessity: 'required', precision: 'exact' },
      { key: 'household-parts', necessity: 'optional', precision: 'exact' },
    ],
    actions: ['read'],
    period: { days: 31 },
  },
  area: { name: { fr: 'Quartier du Port', en: 'Harbour district' }, codes: ['33063'] },
  threshold: 20,
  end: wholeHour(day(-12)),
  enrolment: 'account',
  ...more,
});

const textOf = (condition: Condition) => `${canonicalText(condition)}\ned25519:${'A'.repeat(86)}`;

const party = { name: { fr: 'Réseau de bus', en: 'Bus network' }, role: 'operator', interest: 'commercial' };

const known = (
  letter: string,
  state: ConditionState,
  more: Partial<Condition> = {},
  isAskable = true,
): KnownCondition => {
  const condition = aCondition(letter, more);
  return {
    digest: id(letter),
    text: textOf(condition),
    counting: '',
    condition,
    state,
    isAskable,
    asker: { id: id('t'), current: party, shown: { texts: [] } },
    partyId: id('t'),
    party,
    known: { id: id('t'), current: party, shown: { texts: [] } },
    declarationDigest: partyKey('e'),
    declaration: { ...aDeclaration, title },
    requestDigest: id(letter),
    detail: condition.request,
    shown: { declaration: { record: '', receipt: null } },
  } as unknown as KnownCondition;
};

/** The letter makes the digest. */
export const knownConditions: readonly KnownCondition[] = [
  known('U', 'not-yet'),
  known('V', 'not-yet', { enrolment: 'person', threshold: 5 }),
  known('Y', 'met'),
  known('Z', 'ended', { end: wholeHour(day(1)), at: day(20) }),
  known('J', 'not-yet', {}, false),
  known('I', 'met'),
];

const view = viewText({
  v: 1,
  declaration: partyKey('e'),
  template: 1,
  lang: 'fr',
  level: 'plain',
  scope: { purpose: 'aid', facts: [{ key: 'commune', precision: 'exact' }], actions: ['read'] },
  period: { days: 31 },
  values: [
    {
      key: 'commune',
      value: { code: '33063', name: 'Bordeaux' },
      date: day(3).slice(0, 10),
      source: 'self',
    } as never,
  ],
});

function kept(letter: string, step: ConditionStep, more: Partial<KeptCondition> = {}): KeptCondition {
  return {
    condition: id(letter),
    text: textOf(aCondition(letter)),
    counting: '',
    title,
    at: wholeMinute(day(1)),
    step,
    facts: [{ key: 'commune', precision: 'exact' }],
    period: { days: 31 },
    view,
    keySeed: 'x',
    token: null,
    leavesAt: null,
    sentAt: null,
    grantAt: null,
    grant: null,
    why: null,
    endedAt: null,
    ...more,
  };
}

export const someConditions: readonly KeptCondition[] = [
  kept('a', 'kept'),
  kept('b', 'waiting', { token: 'x', leavesAt: wholeMinute(day(0)) }),
  kept('c', 'sent', { sentAt: wholeMinute(day(0)) }),
  kept('d', 'leaving'),
  kept('f', 'due', { grantAt: wholeMinute(day(0)) }),
  kept('I', 'asking', { why: 'facts' }),
  kept('k', 'agreed', { grant: id('1', 22), keySeed: null }),
  kept('l', 'over', { keySeed: null }),
  kept('m', 'refused', { keySeed: null, why: 'token-invalid' }),
  kept('n', 'back', { keySeed: null }),
];
