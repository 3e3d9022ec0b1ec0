import { say, sayCount } from '../words/lookup.ts';
import { writeNumber } from '../words/write.ts';
import { Fold } from './fold.tsx';

/** So many of so many people, in numbers that can be pictured. */
export interface Share {
  readonly n: number;
  readonly of: number;
  /** The true share is below `n`, or above, though rounding would say otherwise. */
  readonly is?: 'less' | 'more';
}

const near = 0.01;

/** Up to ten are pictured at a glance; a small share needs more of them, so that there is at least one. */
const groups = Array.from({ length: 19 }, (_, at) => at + 2);

/** Null for none and for all: these are words. Never says none or all where it is not so. */
export function closestShare(part: number, all: number): Share | null {
  const share = part / all;
  if (!(share > 0 && share < 1)) return null;
  if (share < 0.01) return { n: 1, of: 100, is: 'less' };
  if (share > 0.99) return { n: 99, of: 100, is: 'more' };
  const tried = groups.map((of) => {
    const n = Math.min(of - 1, Math.max(1, Math.round(share * of)));
    return { n, of, off: Math.abs(n / of - share) };
  });
  const close = tried.filter(({ off }) => off <= Math.min(near, share / 10));
  const best = close.find(({ of }) => of <= 10) ?? close.toSorted((one, other) => one.off - other.off)[0];
  return best === undefined ? { n: Math.round(share * 100), of: 100 } : { n: best.n, of: best.of };
}

/** « 1 personne sur 8 » with eight figures, one of them filled; never a bare percentage. The exact count folds. */
export function PeopleShare({ part, all }: { part: number; all: number }) {
  const share = closestShare(part, all);
  return (
    <div class="people" data-share={share === null ? undefined : `${share.n}/${share.of}`}>
      {share !== null && <Figures {...share} />}
      <p>
        <b>{share === null ? say(part > 0 ? 'share.all' : 'share.none') : sayShare(share)}</b>
      </p>
      <Fold act="share-exact" title={say('share.exact')}>
        <p>{say('share.exact.of', { n: writeNumber(part), all: writeNumber(all) })}</p>
      </Fold>
    </div>
  );
}

export function sayShare({ n, of, is }: Share): string {
  if (is === 'less') return say('share.less', { of });
  return is === 'more' ? say('share.more', { n, of }) : sayCount('share', n, { of });
}

const step = 22;

/** The words beside say the same, so readers pass over the drawing. */
function Figures({ n, of, is }: Share) {
  const aRow = of > 20 ? 20 : Math.min(of, 10);
  const filled = is === 'less' ? 0 : n;
  return (
    <svg
      class="figures"
      viewBox={`0 0 ${aRow * step} ${Math.ceil(of / aRow) * 40}`}
      style={{ maxWidth: `${aRow * (of > 20 ? 0.8 : 1.7)}rem` }}
      aria-hidden="true"
    >
      {Array.from({ length: of }, (_, at) => (
        <path
          key={at}
          class={at < filled ? 'one' : undefined}
          transform={`translate(${(at % aRow) * step} ${Math.floor(at / aRow) * 40})`}
          d="M11 3a5 5 0 0 1 0 10a5 5 0 0 1 0-10Z M3 34v-9a8 8 0 0 1 16 0v9Z"
        />
      ))}
    </svg>
  );
}
