import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterConfirmation,
  afterEnd,
  afterEnvelope,
  afterRecord,
  afterUse,
  foldHistory,
  type GrantEvent,
  grantedState,
  isLive,
  termsOf,
} from '../../policy/history.ts';
import { dayMs } from '../../policy/period.ts';
import { aDeclaration } from '../support/a-declaration.ts';
import { aGrant, someDigest, someId } from '../support/builders.ts';
import { history, startMs } from './histories.ts';

const link = (seq: number) => ({ seq, record: someId(`${seq}`), position: 0, digest: someDigest(`${seq}`) });
const terms = termsOf(aDeclaration());

const granted: GrantEvent = {
  kind: 'granted',
  atMs: startMs,
  link: link(1),
  grant: aGrant(),
  terms,
  isWaiting: true,
};

const shuffled = (events: readonly GrantEvent[]) =>
  fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length });

describe('the history of a grant', () => {
  it('tells the same in whatever order its records arrive', () => {
    fc.assert(
      fc.property(
        history.chain((events) => fc.tuple(fc.constant(events), shuffled(events))),
        ([events, other]) => {
          expect(foldHistory(other)).toEqual(foldHistory(events));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('tells the same when records arrive twice', () => {
    fc.assert(
      fc.property(history, (events) => {
        expect(foldHistory([...events, ...events])).toEqual(foldHistory(events));
      }),
    );
  });

  it('is nothing without a grant', () => {
    expect(foldHistory([])).toBeUndefined();
    expect(foldHistory([{ kind: 'ended', atMs: startMs, reason: 'grant-withdrawn' }])).toBeUndefined();
  });

  it('folded gives what the relay reached step by step', () => {
    const events: GrantEvent[] = [
      granted,
      { kind: 'confirmed', atMs: startMs + 1 },
      { kind: 'envelope', atMs: startMs + 1, n: 1 },
      { kind: 'access', atMs: startMs + 2, link: link(2), isAllowed: true },
      { kind: 'calculation', atMs: startMs + 3, link: link(3) },
      { kind: 'access', atMs: startMs + 40 * dayMs, link: link(4), isAllowed: true },
      { kind: 'access', atMs: startMs + 40 * dayMs, link: link(5), isAllowed: false },
      { kind: 'envelope', atMs: startMs + 41 * dayMs, n: 2 },
      { kind: 'ended', atMs: startMs + 42 * dayMs, link: link(6), reason: 'grant-withdrawn' },
      { kind: 'receipt', atMs: startMs + 43 * dayMs, link: link(7) },
    ];
    let state = grantedState(aGrant(), terms, { atMs: startMs, digest: link(1).digest, isWaiting: true });
    state = { ...state, last: link(1) };
    state = afterEnvelope(afterConfirmation(state), 1, startMs + 1);
    state = afterRecord(afterUse(state, startMs + 2), link(2));
    state = afterRecord(state, link(3));
    state = afterRecord(afterUse(state, startMs + 40 * dayMs), link(4));
    state = afterEnvelope(afterRecord(state, link(5)), 2, startMs + 41 * dayMs);
    const end = { reason: 'grant-withdrawn', atMs: startMs + 42 * dayMs, record: link(6).digest } as const;
    state = afterRecord(afterRecord(afterEnd(state, end), link(6)), link(7));
    const { envelopeMs: _relay, ...relay } = state;
    const { envelopeMs: _folded, ...folded } = foldHistory(events) ?? state;
    expect(folded).toEqual(relay);
    expect(folded).toMatchObject({ uses: 2, window: 1, windowUses: 1, status: 'ended', last: link(7) });
  });

  it('keeps the first end and forgets the envelope', () => {
    const state = afterEnvelope(
      grantedState(aGrant(), terms, { atMs: startMs, digest: '', isWaiting: false }),
      3,
      0,
    );
    const ended = afterEnd(state, { reason: 'grant-withdrawn', atMs: 5 });
    expect(afterEnd(ended, { reason: 'party-closed', atMs: 9 })).toBe(ended);
    expect(ended.envelopeN).toBe(0);
    expect(afterEnvelope(ended, 4, 9)).toBe(ended);
    expect(afterConfirmation(ended)).toBe(ended);
  });

  it('ends by a public record of the party that is no member of the sequence', () => {
    const end = { atMs: startMs + dayMs, reason: 'grant-terminated', record: 'digest of it' } as const;
    expect(foldHistory([granted, { kind: 'ended', ...end }])).toMatchObject({
      status: 'ended',
      endReason: 'grant-terminated',
      endRecord: 'digest of it',
      last: granted.link,
    });
  });

  it('never lets an older envelope come back', () => {
    const state = afterEnvelope(
      grantedState(aGrant(), terms, { atMs: startMs, digest: '', isWaiting: false }),
      3,
      startMs,
    );
    expect(afterEnvelope(state, 2, startMs + 1)).toBe(state);
  });

  it('lets a later version narrow a grant and never lengthen it', () => {
    const state = foldHistory([
      { ...granted, grant: aGrant({ period: { days: 31 } }) },
      {
        ...granted,
        atMs: startMs + dayMs,
        link: link(2),
        grant: aGrant({ version: 2, previous: link(1).digest, period: { days: 365 } }),
      },
    ]);
    expect(state).toMatchObject({ version: 2, untilMs: startMs + 31 * dayMs });
  });

  it('is live until its last instant', () => {
    const state = grantedState(aGrant({ period: { days: 1 } }), terms, {
      atMs: 0,
      digest: '',
      isWaiting: false,
    });
    expect(isLive(state, dayMs - 1)).toBe(true);
    expect(isLive(state, dayMs)).toBe(false);
  });
});

describe('the terms of a declaration', () => {
  it('are its age limit and how often it may read', () => {
    expect(terms).toEqual({ maxAgeMs: 90 * dayMs, maxUses: 10, windowMs: 31 * dayMs });
  });

  it('« once » without figures is once in the life of a grant', () => {
    const once = termsOf(aDeclaration({ frequency: { kind: 'once' } }));
    expect(once.maxUses).toBe(1);
    expect(once.windowMs).toBeGreaterThan(366 * dayMs);
    expect(termsOf(aDeclaration({ frequency: { kind: 'on-event' } })).maxUses).toBe(0);
  });
});
