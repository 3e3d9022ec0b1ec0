import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decide, type Question } from '../../policy/decide.ts';
import { formOf } from '../../policy/denial.ts';
import { factKeys } from '../../policy/fact.ts';
import {
  afterConfirmation,
  afterEnd,
  afterEnvelope,
  afterPause,
  afterSuspension,
  afterUse,
  foldHistory,
  type GrantState,
  grantedState,
} from '../../policy/history.ts';
import { dayMs } from '../../policy/period.ts';
import { aGrant, aMailbox, cityId, operatorId, someDigest, someId } from '../support/builders.ts';
import { fairQuestion, history, moment, question, startMs } from './histories.ts';
import { naiveDecide } from './naive-decide.ts';

const terms = { maxAgeMs: 90 * dayMs, maxUses: 0, windowMs: 31 * dayMs };

function aState(changes: Partial<GrantState> = {}): GrantState {
  const granted = grantedState(aGrant(), terms, {
    atMs: startMs,
    digest: someDigest('grant record'),
    isWaiting: false,
  });
  return { ...afterEnvelope(granted, 1, startMs), ...changes };
}

const aQuestion = (changes: Partial<Question> = {}): Question => ({
  mailbox: aMailbox,
  grantId: someId('grant'),
  party: cityId,
  purpose: 'aid',
  facts: ['commune', 'reference-income'],
  action: 'read',
  ...changes,
});

const reasons = (decision: Decision): string[] =>
  decision.allowed ? [] : decision.denials.map((denial) => denial.reason);

const soon = startMs + 1000;

describe('who may read', () => {
  it('lets a party read what it was granted', () => {
    expect(decide(aState(), aQuestion(), soon)).toEqual({ allowed: true, by: 'grant-active' });
  });

  it('lets a party read less than it was granted', () => {
    expect(decide(aState(), aQuestion({ facts: ['commune'] }), soon).allowed).toBe(true);
  });

  it('lets nobody read without a grant', () => {
    expect(decide(undefined, aQuestion(), soon)).toMatchObject({ allowed: false, form: 'not-granted' });
  });

  it('tells a stranger to a grant what it tells someone who has none', () => {
    const stranger = decide(aState(), aQuestion({ party: operatorId }), soon);
    expect(stranger).toMatchObject({ form: 'not-granted' });
    expect(decide(aState(), aQuestion({ mailbox: someDigest('another') }), soon)).toMatchObject({
      form: 'not-granted',
    });
  });

  it('answers about the grant that was named and no other', () => {
    expect(reasons(decide(aState(), aQuestion({ grantId: someId('another') }), soon))).toEqual([
      'grant-unknown',
    ]);
  });

  it('counts a grant as none until the six characters were typed', () => {
    const waiting = aState({ status: 'waiting' });
    expect(decide(waiting, aQuestion(), soon)).toMatchObject({ form: 'not-granted' });
    expect(decide(waiting, aQuestion({ purpose: 'advertising' }), soon)).toMatchObject({
      form: 'not-granted',
    });
    expect(decide(afterConfirmation(waiting), aQuestion(), soon).allowed).toBe(true);
  });
});

describe('what is outside a grant', () => {
  it('tells everything about a bad request', () => {
    const decision = decide(
      aState(),
      aQuestion({ purpose: 'advertising', facts: ['commune', 'park-visits'] }),
      soon,
    );
    expect(decision).toEqual({
      allowed: false,
      form: 'bad-request',
      denials: [{ reason: 'purpose-outside' }, { reason: 'fact-outside', facts: ['park-visits'] }],
    });
  });

  it('knows no fact that the catalogue does not know', () => {
    expect(reasons(decide(aState(), aQuestion({ facts: ['shoe-size'] }), soon))).toEqual(['fact-outside']);
  });

  it('reads nothing when nothing is named', () => {
    expect(reasons(decide(aState(), aQuestion({ facts: [] }), soon))).toEqual(['fact-absent']);
  });

  it('says the same of a bad request whatever the state of the grant', () => {
    const bad = aQuestion({ facts: ['park-visits'] });
    const states = [
      aState(),
      afterPause(aState(), 'pause'),
      afterSuspension(aState()),
      afterEnd(aState(), { reason: 'grant-withdrawn', atMs: startMs }),
      aState({ envelopeN: 0 }),
      aState({ untilMs: startMs }),
    ];
    const answers = states.map((state) => JSON.stringify(decide(state, bad, soon)));
    expect(new Set(answers).size).toBe(1);
  });

  it('has room for every fact of the catalogue in one word of bits', () => {
    expect(factKeys.length).toBeLessThanOrEqual(31);
  });
});

describe('when a grant is over', () => {
  it('is dead from the instant it ends', () => {
    const state = aState();
    expect(decide(state, aQuestion(), state.untilMs - 1).allowed).toBe(false);
    const fresh = afterEnvelope(state, 2, state.untilMs - dayMs);
    expect(decide(fresh, aQuestion(), state.untilMs - 1).allowed).toBe(true);
    expect(decide(fresh, aQuestion(), state.untilMs)).toEqual({
      allowed: false,
      form: 'ended',
      denials: [{ reason: 'grant-expired', atMs: state.untilMs }],
    });
  });

  it('says when and by which record it was ended', () => {
    const record = someDigest('revocation record');
    const ended = afterEnd(aState(), { reason: 'grant-withdrawn', atMs: soon, record });
    expect(decide(ended, aQuestion(), soon)).toEqual({
      allowed: false,
      form: 'ended',
      denials: [{ reason: 'grant-withdrawn', atMs: soon, record }],
    });
  });

  it('stays ended when its time, too, runs out', () => {
    const ended = afterEnd(aState(), { reason: 'grant-withdrawn', atMs: soon });
    expect(reasons(decide(ended, aQuestion(), ended.untilMs + 1))).toEqual(['grant-withdrawn']);
  });

  it('is used up by one reading when it was given for one use', () => {
    const once = aState({ isOnce: true });
    expect(decide(once, aQuestion(), soon).allowed).toBe(true);
    expect(decide(afterUse(once, soon), aQuestion(), soon)).toMatchObject({
      form: 'ended',
      denials: [{ reason: 'grant-used', atMs: soon }],
    });
  });
});

describe('what stops a reading for now', () => {
  it('a pause and a suspension', () => {
    expect(reasons(decide(afterPause(aState(), 'pause'), aQuestion(), soon))).toEqual(['grant-paused']);
    expect(reasons(decide(afterSuspension(aState()), aQuestion(), soon))).toEqual(['grant-suspended']);
    expect(decide(afterPause(afterPause(aState(), 'pause'), 'resume'), aQuestion(), soon).allowed).toBe(true);
  });

  it('a suspension, whatever the resident pauses and resumes: only another yes reads again', () => {
    const suspended = afterSuspension(afterPause(aState(), 'pause'));
    expect(reasons(decide(afterPause(suspended, 'resume'), aQuestion(), soon))).toEqual(['grant-suspended']);
    expect(afterSuspension(aState({ status: 'waiting' })).status).toBe('waiting');
    expect(afterSuspension(aState({ status: 'ended' })).status).toBe('ended');
  });

  it('an envelope that is missing or older than the declaration allows', () => {
    expect(reasons(decide(aState({ envelopeN: 0 }), aQuestion(), soon))).toEqual(['envelope-missing']);
    expect(decide(aState(), aQuestion(), startMs + 90 * dayMs).allowed).toBe(true);
    expect(reasons(decide(aState(), aQuestion(), startMs + 90 * dayMs + 1))).toEqual(['envelope-old']);
  });

  it('more readings than declared, until the next window opens', () => {
    const limited = { ...aState(), maxUses: 2 };
    const used = afterUse(afterUse(limited, soon), soon);
    expect(reasons(decide(used, aQuestion(), soon))).toEqual(['frequency-used']);
    expect(decide(used, aQuestion(), startMs + 31 * dayMs - 1).allowed).toBe(false);
    expect(decide(used, aQuestion(), startMs + 31 * dayMs).allowed).toBe(true);
  });

  it('a clock that goes back gives no reading back', () => {
    const nextWindow = startMs + 31 * dayMs;
    const used = afterUse({ ...aState(), maxUses: 1 }, nextWindow);
    expect(decide(used, aQuestion(), soon).allowed).toBe(false);
  });

  it('all of them at once, each named', () => {
    const state = { ...afterPause(aState({ envelopeN: 0 }), 'pause'), maxUses: 1, windowUses: 1 };
    expect(reasons(decide(state, aQuestion(), soon))).toEqual([
      'grant-paused',
      'envelope-missing',
      'frequency-used',
    ]);
  });
});

describe('an error never becomes a yes', () => {
  it('refuses when an instant is not a number', () => {
    for (const nowMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(decide(aState(), aQuestion(), nowMs).allowed).toBe(false);
    }
  });

  it('refuses when any part of the state that matters is lost or spoiled', () => {
    const parts = [
      'grant',
      'mailbox',
      'party',
      'purpose',
      'factBits',
      'untilMs',
      'status',
      'envelopeN',
      'envelopeMs',
      'maxAgeMs',
    ] as const;
    for (const part of parts) {
      for (const spoiled of [undefined, null, Number.NaN, 'spoiled', {}, []]) {
        const state = { ...aState(), [part]: spoiled } as unknown as GrantState;
        let isAllowed = false;
        try {
          isAllowed = decide(state, aQuestion(), soon + dayMs).allowed;
        } catch {
          // A throw is no yes.
        }
        expect(isAllowed, `${part}: ${String(spoiled)}`).toBe(false);
      }
    }
  });

  it('refuses a limited reading when its counters are lost', () => {
    for (const part of ['maxUses', 'windowUses'] as const) {
      const state = { ...aState({ maxUses: 5 }), [part]: Number.NaN };
      expect(decide(state, aQuestion(), soon).allowed).toBe(false);
    }
  });

  it('knows no status but its own', () => {
    const state = { ...aState(), status: 'open' } as unknown as GrantState;
    expect(reasons(decide(state, aQuestion(), soon))).toEqual(['state-broken']);
  });
});

describe('over random histories', () => {
  const runs = process.env.LONG === '1' ? 100_000 : 3000;

  it('says what the naive model says', () => {
    let yeses = 0;
    fc.assert(
      fc.property(history, fc.oneof(question, fairQuestion), moment, (events, asked, nowMs) => {
        const real = decide(foldHistory(events), asked, nowMs);
        const naive = naiveDecide(events, asked, nowMs);
        if (real.allowed) yeses += 1;
        expect(real.allowed).toBe(naive.allowed);
        expect(reasons(real)).toEqual(naive.reasons);
        if (!real.allowed) expect(real.form).toBe(naive.form);
      }),
      { numRuns: runs },
    );
    expect(yeses).toBeGreaterThan(runs / 200);
  });

  it('reads nothing without a grant', () => {
    fc.assert(
      fc.property(history, question, moment, (events, asked, nowMs) => {
        const rest = events.filter((event) => event.kind !== 'granted');
        expect(decide(foldHistory(rest), asked, nowMs)).toMatchObject({
          allowed: false,
          form: 'not-granted',
        });
      }),
    );
  });

  it('lets a withdrawal beat everything else', () => {
    fc.assert(
      fc.property(history, fairQuestion, moment, moment, (events, asked, nowMs, atMs) => {
        const withdrawn = [...events, { kind: 'ended', atMs, reason: 'grant-withdrawn' } as const];
        expect(decide(foldHistory(withdrawn), asked, nowMs).allowed).toBe(false);
      }),
    );
  });

  it('gives every reason of a no the same form', () => {
    fc.assert(
      fc.property(history, question, moment, (events, asked, nowMs) => {
        const decision = decide(foldHistory(events), asked, nowMs);
        if (decision.allowed) return;
        expect(decision.denials.length).toBeGreaterThan(0);
        for (const { reason } of decision.denials) expect(formOf[reason]).toBe(decision.form);
      }),
    );
  });
});
