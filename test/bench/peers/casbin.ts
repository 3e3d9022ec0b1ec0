import { newEnforcer, newModelFromString } from 'casbin';
import type { Engine } from './engine.ts';

const model = `
[request_definition]
r = sub, obj, act, ask, now
[policy_definition]
p = act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj.id == r.ask.grantId && r.obj.party == r.sub && r.obj.mailbox == r.ask.mailbox && \
r.obj.purpose == r.ask.purpose && r.act == p.act && hasAll(r.obj.facts, r.ask.facts) && \
r.obj.status == "active" && r.now < r.obj.untilMs && r.now <= r.obj.freshUntilMs && r.obj.isWithinLimit
`;

/** Attributes in the matcher, one line of policy, asked synchronously: its cached expression without a promise. */
export async function askCasbin(): Promise<Engine> {
  const enforcer = await newEnforcer(newModelFromString(model));
  await enforcer.addPolicy('read');
  await enforcer.addFunction(
    'hasAll',
    (granted: string[], asked: string[]) => asked.length > 0 && asked.every((fact) => granted.includes(fact)),
  );
  return (grant, asked, nowMs) => enforcer.enforceSync(asked.party, grant, asked.action, asked, nowMs);
}
