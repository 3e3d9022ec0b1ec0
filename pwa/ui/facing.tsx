import type { ComponentChildren } from 'preact';

/** Party on the left, resident on the right, of equal width: the same two sides on every screen. */
export function Facing({
  party,
  resident,
  between,
}: {
  party: { label: string; figure: ComponentChildren };
  resident: { label: string; figure: ComponentChildren };
  between: 'same' | 'differs' | 'open';
}) {
  return (
    <div class="facing signed">
      <div class="side party">
        <span class="label">{party.label}</span>
        <span class="big">{party.figure}</span>
      </div>
      <Between state={between} />
      <div class="side resident">
        <span class="label">{resident.label}</span>
        <span class="big">{resident.figure}</span>
      </div>
    </div>
  );
}

const signs = {
  same: 'M6 9.5h12 M6 14.5h12',
  differs: 'M6 9.5h12 M6 14.5h12 M15.5 4.5l-7 15',
  open: 'M7 12h.01 M12 12h.01 M17 12h.01',
};

function Between({ state }: { state: keyof typeof signs }) {
  return (
    <span class={`between ${state}`} aria-hidden="true">
      <svg
        width="22"
        height="22"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        stroke-width="3"
        stroke-linecap="round"
        aria-hidden="true"
      >
        <path d={signs[state]} />
      </svg>
    </span>
  );
}

/** The first letter of a party, on its own ground: every card shows at a glance which side speaks. */
export function Seal({ name }: { name: string }) {
  const letter = /\p{L}|\p{N}/u.exec(name)?.[0]?.toUpperCase() ?? '·';
  return (
    <span class="seal" aria-hidden="true">
      {letter}
    </span>
  );
}
