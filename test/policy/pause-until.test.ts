import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../policy/decide.ts';
import { outwardText } from '../../policy/denial.ts';
import { afterEnvelope, afterPause, grantedState, isPauseOver } from '../../policy/history.ts';
import { readPause } from '../../policy/pause.ts';
import { dayMs } from '../../policy/period.ts';
import { aGrant, aPause, someDigest } from '../support/builders.ts';

const t0 = Date.parse('2026-11-21T10:00:00Z');
const hourMs = 3_600_000;
const terms = { maxAgeMs: 90 * dayMs, maxUses: 0, windowMs: dayMs };
const granted = afterEnvelope(
  grantedState(aGrant(), terms, { atMs: t0, digest: someDigest('grant'), isWaiting: false }),
  1,
  t0,
);
const asked = {
  mailbox: granted.mailbox,
  grantId: granted.grant,
  party: granted.party,
  purpose: granted.purpose,
  facts: [aGrant().scope.facts[0]?.key ?? ''],
  action: 'read',
};

describe('a pause until a time', () => {
  it('is over at its exact minute, and nobody had to write anything down', () => {
    const paused = afterPause(granted, 'pause', t0 + hourMs);
    expect(decide(paused, asked, t0 + hourMs - 1)).toMatchObject({
      allowed: false,
      form: 'not-now',
      denials: [{ reason: 'grant-paused' }],
    });
    expect(decide(paused, asked, t0 + hourMs)).toEqual({ allowed: true, by: 'grant-active' });
    expect(isPauseOver(paused, t0 + hourMs)).toBe(true);
  });

  it('says to the party what a pause without a time and a used-up frequency say', () => {
    const until = decide(afterPause(granted, 'pause', t0 + hourMs), asked, t0);
    const open = decide(afterPause(granted, 'pause'), asked, t0);
    const used = decide({ ...granted, maxUses: 1, windowUses: 1 }, asked, t0);
    const told = [until, open, used].map((no) => (no.allowed ? '' : outwardText(no.form, no.denials)));
    expect(new Set(told)).toEqual(new Set(['{"context":{"form":"not-now"},"decision":false}']));
  });

  it('never reads while the newest pause is on, whatever came before', () => {
    const act = fc.record({ isPause: fc.boolean(), untilH: fc.option(fc.integer({ min: 0, max: 20 })) });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 8 }), fc.integer({ min: 0, max: 20 }), (acts, nowH) => {
        let state = granted;
        for (const { isPause, untilH } of acts)
          state = afterPause(
            state,
            isPause ? 'pause' : 'resume',
            untilH === null ? undefined : t0 + untilH * hourMs,
          );
        const last = acts.at(-1);
        const isOn = last?.isPause === true && (last.untilH === null || nowH < last.untilH);
        expect(decide(state, asked, t0 + nowH * hourMs).allowed).toBe(!isOn);
      }),
    );
  });

  it('leaves no time behind when it is ended sooner', () => {
    const resumed = afterPause(afterPause(granted, 'pause', t0 + hourMs), 'resume');
    expect(resumed).toEqual(granted);
    expect(afterPause(afterPause(granted, 'pause', t0 + hourMs), 'pause')).not.toHaveProperty(
      'pausedUntilMs',
    );
  });

  it('names a time that lies after it was written, of a pause alone', () => {
    expect(readPause(aPause({ until: '2026-11-21T11:07:00Z' })).until).toBe('2026-11-21T11:07:00Z');
    const invalid = expect.objectContaining({ code: 'pause-invalid' }) as Error;
    expect(() => readPause(aPause({ until: '2026-11-21T10:07:00Z' }))).toThrow(invalid);
    expect(() => readPause(aPause({ until: '2026-11-21T11:07:30Z' }))).toThrow(invalid);
    expect(() => readPause(aPause({ act: 'resume', n: 2, until: '2026-11-21T11:07:00Z' }))).toThrow(invalid);
    expect(() => readPause({ ...aPause(), until: null })).toThrow(invalid);
  });
});
