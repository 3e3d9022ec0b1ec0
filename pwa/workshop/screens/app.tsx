import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Coming, type NavLink, WideFrame } from '../../ui/wide-frame.tsx';
import { helpAddress } from '../paths/room.ts';
import { address } from '../router.ts';
import { Lost } from './lost.tsx';
import { Prepare } from './prepare.tsx';

type Screen = ComponentType<{ readonly piece: string }>;

const load: Readonly<Record<string, () => Promise<Screen>>> = {
  '/salle': async () => (await import('./room.tsx')).RoomScreen,
  '/tableau': async () => (await import('./board.tsx')).BoardScreen,
  '/bilan': async () => (await import('./attendance.tsx')).AttendanceScreen,
  '/fiches': async () => (await import('./sheets.tsx')).Sheets,
};

const screens = signal<ReadonlyMap<string, Screen>>(new Map([['/', Prepare]]));

const links: readonly NavLink[] = [
  { path: '/', word: 'workshop.nav.prepare' },
  { path: '/salle', word: 'workshop.nav.room' },
  { path: '/tableau', word: 'workshop.nav.board' },
  { path: '/bilan', word: 'workshop.nav.attendance' },
  { path: '/fiches', word: 'workshop.nav.sheets' },
];

export function App() {
  const { path, piece } = address.value;
  return (
    <WideFrame name="workshop.nav" foot="workshop.foot" links={links} path={path} help={helpAddress.value}>
      <Page path={path} piece={piece} key={`${path} ${piece}`} />
    </WideFrame>
  );
}

function Page({ path, piece }: { path: string; piece: string }) {
  useEffect(() => {
    void load[path]?.().then((screen) => {
      screens.value = new Map(screens.value).set(path, screen);
    });
  }, [path]);
  const Shown = screens.value.get(path);
  if (Shown !== undefined) return <Shown piece={piece} />;
  return path in load ? <Coming /> : <Lost />;
}
