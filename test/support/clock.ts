/** A clock that stands still until a test moves it. The relay and the wallet take `now` as a function. */
export interface StillClock {
  now(): number;
  moveTo(iso: string): void;
  pass(duration: { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number }): void;
}

/** The day on which most tests take place. */
export const aDay = '2026-11-21T10:05:00Z';

export function stillClock(start: string = aDay): StillClock {
  let nowMs = readInstant(start);
  return {
    now: () => nowMs,
    moveTo(iso) {
      nowMs = readInstant(iso);
    },
    pass({ days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 }) {
      nowMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ms;
    },
  };
}

function readInstant(iso: string): number {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new Error(`expected an ISO 8601 instant, found \`${iso}\``);
  return instant;
}
