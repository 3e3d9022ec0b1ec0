import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Top } from '../../ui/frame.tsx';
import { HelpLink } from '../../ui/help-link.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { LanguageMenu } from '../../ui/language-menu.tsx';
import { Note } from '../../ui/note.tsx';
import { SimpleButton, TellMore } from '../../ui/simple.tsx';
import { laterWords, say, type Word } from '../../words/lookup.ts';
import { realmHere } from '../realm.ts';
import { address, goBack, matchPath } from '../router.ts';
import { isTablet } from '../tablet.ts';
import { lockState } from '../vault/open.ts';
import { Home } from './home/home.tsx';
import { NoPage } from './no-page.tsx';
import { home, type Page, pages, type Screen } from './pages.ts';
import { setDevice } from './settings/device.ts';

/** Screens that have come, by path: a page is drawn at once the second time, and without the network. */
const loaded = signal<ReadonlyMap<string, Screen>>(new Map([['/', Home]]));

export function haveScreen(path: string, screen: Screen): void {
  loaded.value = new Map(loaded.value).set(path, screen);
}

const isOffline = signal(false);
/** What stands on every screen of an exercise, or of a tablet that goes from hand to hand. */
const bar = signal<ComponentType | undefined>(undefined);

export function App() {
  const { path } = address.value;
  const page = path === '/' ? home : pages.find((entry) => matchPath(entry.path, path) !== null);
  const id = page ? (matchPath(page.path, path)?.['id'] ?? '') : '';
  const Shown = page && loaded.value.get(page.path);
  useEffect(() => {
    if (page && !loaded.value.has(page.path))
      void Promise.all([page.load(), page.isFirst ? null : laterWords()]).then(([screen]) => {
        haveScreen(page.path, screen);
      });
  }, [page]);
  useEffect(watchNetwork, []);
  const isBarred = realmHere() === 'exercise' || isTablet.value;
  useEffect(() => {
    if (isBarred)
      void Promise.all([import('./bars.ts'), laterWords()]).then(([{ Bars }]) => {
        bar.value = Bars;
      });
  }, [isBarred]);
  const Bar = isBarred ? bar.value : undefined;
  return (
    <>
      <a class="skip" href="#page" data-out>
        {say('skip')}
      </a>
      {Bar && <Bar />}
      {page?.where || page?.hasBack ? (
        <Top where={page.where && (Shown ? say(page.where) : '')} onBack={goBack}>
          {page.path === '/r' && <ChooseLanguage />}
          <Senses path={path} />
        </Top>
      ) : (
        <Top>
          <ChooseLanguage />
          <Senses path={path} />
        </Top>
      )}
      {isOffline.value && (
        <div class="pad-page">
          <Note tone="wait" icon="cloud" announce>
            <p>{say('offline')}</p>
          </Note>
        </div>
      )}
      <Inside page={page} Shown={Shown} id={id} key={path} />
      {/* Where acts stand under the thumb, the screen has it before them. */}
      {page?.path !== '/r' && <TellMore key={path} />}
      {path !== '/aide' && <HelpLink />}
      {page?.hasTabs && <Tabs path={path} />}
    </>
  );
}

/** At home, and where a link from a service arrives first. */
const ChooseLanguage = () => <LanguageMenu onChoose={(language) => setDevice({ language })} />;

const listen = signal<ComponentType | undefined>(undefined);

/** On every screen at the same place: to hear it, and to see it in its simple version. */
function Senses({ path }: { path: string }) {
  const Listen = listen.value;
  // After the first drawing: whether this phone has a voice is known later than that.
  useEffect(() => {
    void import('../../ui/listen.tsx').then(({ ListenButton }) => {
      listen.value = ListenButton;
    });
  }, []);
  return (
    <div class="reading">
      {Listen && <Listen key={path} />}
      <SimpleButton onChoose={(isOn) => setDevice({ simple: isOn ? 'on' : 'off' })} />
    </div>
  );
}

function Inside({ page, Shown, id }: { page: Page | undefined; Shown: Screen | undefined; id: string }) {
  const isLocked = page?.needsVault === true && lockState.value === 'locked';
  useEffect(() => {
    if (isLocked) void import('./open/unlock.tsx').then(({ Unlock }) => unlockScreen(Unlock));
  }, [isLocked]);
  if (page === undefined) return <NoPage />;
  const UnlockShown = isLocked ? unlock.value : undefined;
  if (UnlockShown) return <UnlockShown />;
  // Until the device was looked at nothing is said about what is shared.
  if (
    Shown === undefined ||
    isLocked ||
    (page.needsVault && lockState.value === 'unread' && page.path !== '/')
  )
    return (
      <main id="page" aria-busy="true">
        <div class="ghost" />
        <div class="ghost" />
      </main>
    );
  return <Shown id={id} />;
}

const unlock = signal<ComponentType | undefined>(undefined);
function unlockScreen(screen: ComponentType): void {
  unlock.value = screen;
}

function watchNetwork() {
  const look = () => {
    isOffline.value = !navigator.onLine;
  };
  look();
  addEventListener('online', look);
  addEventListener('offline', look);
  return () => {
    removeEventListener('online', look);
    removeEventListener('offline', look);
  };
}

const tabs: readonly { path: string; icon: IconName; word: Word }[] = [
  { path: '/', icon: 'home', word: 'nav.home' },
  { path: '/acces', icon: 'eye', word: 'nav.access' },
  { path: '/donnees', icon: 'list', word: 'nav.facts' },
  { path: '/reglages', icon: 'gear', word: 'nav.settings' },
];

function Tabs({ path }: { path: string }) {
  return (
    <nav class="tabs" aria-label={say('nav')}>
      {tabs.map((tab) => (
        <a
          key={tab.path}
          href={tab.path}
          data-act={`tab-${tab.icon}`}
          aria-current={tab.path === path ? 'page' : undefined}
        >
          <Icon name={tab.icon} />
          <span>{say(tab.word)}</span>
        </a>
      ))}
    </nav>
  );
}
