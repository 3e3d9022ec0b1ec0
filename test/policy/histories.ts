/** Random histories of one grant, and random questions about it: the stuff that properties of `decide` are made of. */
import fc from 'fast-check';
import type { Question } from '../../policy/decide.ts';
import { endReasons } from '../../policy/denial.ts';
import type { GrantEvent } from '../../policy/history.ts';
import { instantMs } from '../../policy/instant.ts';
import { dayMs } from '../../policy/period.ts';
import { aGrant, aMailbox, cityId, operatorId, someDigest, someId } from '../support/builders.ts';

export const startMs = instantMs('2026-11-21T10:05:00Z');

const sometime = fc.integer({ min: 0, max: 400 * 24 }).map((hours) => startMs + hours * (dayMs / 24));

const keys = ['commune', 'reference-income', 'bike-price', 'park-visits'] as const;

const link = (seq: number) => ({
  seq,
  record: someId(`record ${seq}`),
  position: 0,
  digest: someDigest(`record ${seq}`),
});

const period = fc.constantFrom(
  { days: 1 } as const,
  { days: 31 } as const,
  { days: 365 } as const,
  { once: true } as const,
);

const granted = fc
  .record({
    version: fc.integer({ min: 1, max: 3 }),
    facts: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1 }),
    period,
    isWaiting: fc.boolean(),
    atMs: sometime,
    maxUses: fc.integer({ min: 0, max: 3 }),
    maxAgeDays: fc.integer({ min: 1, max: 400 }),
    windowDays: fc.integer({ min: 1, max: 60 }),
  })
  .map(
    ({ version, facts, maxUses, maxAgeDays, windowDays, isWaiting, atMs, period: chosen }): GrantEvent => ({
      kind: 'granted',
      atMs,
      link: link(version),
      grant: aGrant({
        version,
        period: chosen,
        scope: {
          purpose: 'aid',
          facts: facts.map((key) => ({ key, precision: 'exact' })),
          actions: ['read'],
        },
      }),
      terms: { maxAgeMs: maxAgeDays * dayMs, maxUses, windowMs: windowDays * dayMs },
      isWaiting,
    }),
  );

const later: fc.Arbitrary<GrantEvent> = fc.oneof(
  fc.record({ kind: fc.constant('confirmed' as const), atMs: sometime }),
  fc.record({ kind: fc.constant('envelope' as const), atMs: sometime, n: fc.integer({ min: 1, max: 9 }) }),
  fc.record(
    {
      kind: fc.constant('paused' as const),
      atMs: sometime,
      n: fc.integer({ min: 1, max: 9 }),
      act: fc.constantFrom('pause' as const, 'resume' as const),
      untilMs: sometime,
    },
    { requiredKeys: ['kind', 'atMs', 'n', 'act'] },
  ),
  fc.record({ kind: fc.constant('suspended' as const), atMs: sometime }),
  fc.record({
    kind: fc.constant('access' as const),
    atMs: sometime,
    link: fc.integer({ min: 4, max: 40 }).map(link),
    isAllowed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('ended' as const),
    atMs: sometime,
    link: fc.integer({ min: 41, max: 60 }).map(link),
    reason: fc.constantFrom(...endReasons),
  }),
);

/** Names that must be one of a kind in a true history: one event per place in the chain, envelope, pause. */
const placeOf = (event: GrantEvent): string => {
  if (event.kind === 'granted') return `version ${event.grant.version}`;
  if (event.kind === 'envelope') return `envelope ${event.n}`;
  if (event.kind === 'paused') return `pause ${event.n}`;
  return 'link' in event && event.link !== undefined ? `link ${event.link.seq}` : event.kind;
};

/** At least one version of a grant, and anything that may follow it. Ends are rare, or everything would be over. */
export const history: fc.Arbitrary<GrantEvent[]> = fc
  .tuple(
    fc.uniqueArray(granted, { minLength: 1, maxLength: 3, selector: placeOf }),
    fc.uniqueArray(later, { maxLength: 12, selector: placeOf }),
    fc.boolean(),
  )
  .map(([versions, rest, mayEnd]) => [
    ...versions,
    ...rest.filter((event) => mayEnd || event.kind !== 'ended'),
  ]);

export const question: fc.Arbitrary<Question> = fc.record(
  {
    mailbox: fc.constantFrom(aMailbox, aMailbox, aMailbox, someDigest('another mailbox')),
    grantId: fc.constantFrom(someId('grant'), someId('grant'), someId('grant'), someId('another grant')),
    party: fc.constantFrom(cityId, cityId, cityId, operatorId),
    purpose: fc.constantFrom('aid', 'aid', 'aid', 'advertising'),
    facts: fc.array(fc.constantFrom(...keys, 'shoe-size'), { maxLength: 3 }),
    action: fc.constantFrom('read', 'read', 'read', 'write'),
  },
  { requiredKeys: ['grantId', 'party', 'purpose', 'facts', 'action'] },
);

/** A question that most grants of `history` would allow, so that the yes is met often enough. */
export const fairQuestion: fc.Arbitrary<Question> = fc.constantFrom(...keys).map((key) => ({
  mailbox: aMailbox,
  grantId: someId('grant'),
  party: cityId,
  purpose: 'aid',
  facts: [key],
  action: 'read',
}));

export const moment = sometime;
