import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { Engine } from './engine.ts';

const policy = `
permit (principal, action == Action::"read", resource) when {
  principal == resource.party && context.mailbox == resource.mailbox && context.purpose == resource.purpose &&
  !context.facts.isEmpty() && resource.facts.containsAll(context.facts) &&
  resource.status == "active" && context.now < resource.until && context.now <= resource.freshUntil &&
  resource.isWithinLimit
};`;

/** The policy is parsed once; the one grant in question crosses into the wasm with each call. */
export function askCedar(): Engine {
  const parsed = preparsePolicySet('grants', { staticPolicies: policy });
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join());
  return (grant, asked, nowMs) => {
    if (grant === undefined || grant.id !== asked.grantId) return false;
    const { id, mailbox, party, purpose, facts, status, untilMs, freshUntilMs, isWithinLimit } = grant;
    const resource = { type: 'Grant', id };
    const answer = statefulIsAuthorized({
      principal: { type: 'Party', id: asked.party },
      action: { type: 'Action', id: asked.action },
      resource,
      context: { mailbox: asked.mailbox, purpose: asked.purpose, facts: asked.facts, now: nowMs },
      preparsedPolicySetId: 'grants',
      entities: [
        {
          uid: resource,
          attrs: {
            party: { __entity: { type: 'Party', id: party } },
            mailbox,
            purpose,
            facts,
            status,
            until: untilMs,
            freshUntil: freshUntilMs,
            isWithinLimit,
          },
          parents: [],
        },
      ],
    });
    if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join());
    return answer.response.decision === 'allow';
  };
}
