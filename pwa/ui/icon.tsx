/** One weight, one size of grid (24), after lucide (ISC). Always beside a word, so always hidden from readers. */
const paths = {
  home: 'M3 10.5 12 3l9 7.5V20a1 1 0 0 1-1 1h-5v-7H9v7H4a1 1 0 0 1-1-1Z',
  eye: 'M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7-10-7-10-7Z M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  list: 'M8 6h13 M8 12h13 M8 18h13 M3.5 6h.01 M3.5 12h.01 M3.5 18h.01',
  sliders: 'M4 21v-7 M4 10V3 M12 21v-9 M12 8V3 M20 21v-5 M20 12V3 M1.5 14h5 M9.5 8h5 M17.5 16h5',
  gear: 'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z M12 2v3 M12 19v3 M2 12h3 M19 12h3 M4.9 4.9 7 7 M17 17l2.1 2.1 M4.9 19.1 7 17 M17 7l2.1-2.1',
  back: 'm15 18-6-6 6-6',
  next: 'm9 18 6-6-6-6',
  check: 'm4.5 12.5 5 5 10-11',
  plus: 'M12 5v14 M5 12h14',
  stop: 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8Z M9 9l6 6 M15 9l-6 6',
  key: 'M15.5 13.5a5 5 0 1 0-4.9-4L3 17v4h4v-3h3v-3l1.5-1.5a5 5 0 0 0 4 0Z M16.5 7.5h.01',
  pen: 'M4 20h4L19.5 8.5a2.8 2.8 0 0 0-4-4L4 16Z M14 6l4 4',
  listen: 'M4 9.5v5h3.5L13 19V5L7.5 9.5Z M16.5 8.5a5 5 0 0 1 0 7 M19.3 6a9 9 0 0 1 0 12',
  mute: 'M4 9.5v5h3.5L13 19V5L7.5 9.5Z M16.5 9.5l5 5 M21.5 9.5l-5 5',
  pause: 'M8.5 5v14 M15.5 5v14',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 7v5.3l3.5 2',
  cloud: 'm3 3 18 18 M17.5 18.5H7a4.5 4.5 0 0 1-1.6-8.7 M9.3 5.6A6 6 0 0 1 17 10h.7a4.2 4.2 0 0 1 3 7.2',
  print:
    'M7 8V3h10v5 M7 18H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2 M7 14h10v7H7Z',
  ask: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M9.4 9.5a2.7 2.7 0 0 1 5.2.9c0 1.8-2.6 2.2-2.6 3.8 M12 17.3h.01',
  flag: 'M5 21V4 M5 4.5c5-3 8 3 14 0v9.5c-6 3-9-3-14 0',
  said: 'M4 5h16v11H10l-5 4v-4H4Z M8 10.5h8',
  warn: 'M12 4 2.5 20h19Z M12 10v4.5 M12 17.3h.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={name === 'back' || name === 'next' ? 'arrow' : undefined}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
