import { LogicEngine } from 'json-logic-engine';
import type { Engine } from './engine.ts';

const same = (field: string) => ({ '===': [{ var: `grant.${field}` }, { var: `asked.${field}` }] });

/** Compiled once to a function. */
export function askJsonLogic(): Engine {
  const allows = new LogicEngine().build({
    and: [
      { '===': [{ var: 'grant.id' }, { var: 'asked.grantId' }] },
      same('party'),
      same('mailbox'),
      same('purpose'),
      { '===': [{ var: 'asked.action' }, 'read'] },
      { '>': [{ length: { var: 'asked.facts' } }, 0] },
      { all: [{ var: 'asked.facts' }, { in: [{ var: '' }, { var: '../../grant.facts' }] }] },
      { '===': [{ var: 'grant.status' }, 'active'] },
      { '<': [{ var: 'nowMs' }, { var: 'grant.untilMs' }] },
      { '<=': [{ var: 'nowMs' }, { var: 'grant.freshUntilMs' }] },
      { var: 'grant.isWithinLimit' },
    ],
  }) as (data: unknown) => unknown;
  return (grant, asked, nowMs) => allows({ grant, asked, nowMs }) === true;
}
