import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { LanguageButton, Top } from '../../ui/frame.tsx';
import { HelpAnchor } from '../../ui/help-link.tsx';
import { say, type Word } from '../../words/lookup.ts';
import { helpAddress } from '../paths/room.ts';
import { place } from '../router.ts';
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

const links: readonly { readonly path: string; readonly word: Word }[] = [
  { path: '/', word: 'workshop.nav.prepare' },
  { path: '/salle', word: 'workshop.nav.room' },
  { path: '/tableau', word: 'workshop.nav.board' },
  { path: '/bilan', word: 'workshop.nav.attendance' },
  { path: '/fiches', word: 'workshop.nav.sheets' },
];

export function App() {
  const { path, piece } = place.value;
  return (
    <>
      <a class="skip" href="#page" data-out>
        {say('skip')}
      </a>
      <Top>
        <LanguageButton isShort />
        <nav class="links" aria-label={say('workshop.nav')}>
          {links.map((link) => (
            <a
              key={link.path}
              href={link.path}
              data-act={`go-${link.word.split('.').at(-1)}`}
              aria-current={link.path === path ? 'page' : undefined}
            >
              {say(link.word)}
            </a>
          ))}
        </nav>
      </Top>
      <Page path={path} piece={piece} key={`${path} ${piece}`} />
      <footer class="foot">
        <p class="soft small">{say('workshop.foot')}</p>
        {helpAddress.value && <HelpAnchor href={helpAddress.value} />}
      </footer>
    </>
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

const Coming = () => (
  <main id="page" aria-busy="true">
    <div class="ghost" />
    <div class="ghost" />
  </main>
);
