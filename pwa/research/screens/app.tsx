import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { Coming, type NavLink, WideFrame } from '../../ui/wide-frame.tsx';
import { say } from '../../words/lookup.ts';
import { helpAddress } from '../paths/help.ts';
import { type KnownStudy, loadStudies, shelf, shelfFault } from '../paths/study.ts';
import { address } from '../router.ts';
import { Catalogue } from './catalogue.tsx';

/** Given by its address: one study, and the page about it. */
type StudyScreen = ComponentType<{ readonly known: KnownStudy }>;

const ofStudy: Readonly<Record<string, () => Promise<StudyScreen>>> = {
  '/etude': async () => (await import('./study.tsx')).StudyPage,
  '/resultats': async () => (await import('./results.tsx')).Results,
  '/combiner': async () => (await import('./combiner.tsx')).Combiner,
};
const loadAsk = async () => (await import('./ask.tsx')).AskStudy;

const screens = signal<ReadonlyMap<string, StudyScreen>>(new Map());
const askScreen = signal<ComponentType | undefined>(undefined);

const links: readonly NavLink[] = [
  { path: '/', word: 'research.nav.studies' },
  { path: '/demander', word: 'research.nav.ask' },
];

export function App() {
  const { path, piece } = address.value;
  return (
    <WideFrame name="research.nav" foot="research.foot" links={links} path={path} help={helpAddress.value}>
      <Page path={path} piece={piece} key={`${path} ${piece}`} />
    </WideFrame>
  );
}

function Page({ path, piece }: { path: string; piece: string }) {
  const load = ofStudy[path];
  useEffect(() => {
    if (path === '/demander') void loadAsk().then(showAsk);
    if (load !== undefined && !screens.value.has(path))
      void load().then((screen) => {
        screens.value = new Map(screens.value).set(path, screen);
      });
  }, [path]);
  if (path === '/demander') {
    const Ask = askScreen.value;
    return Ask === undefined ? <Coming /> : <Ask />;
  }
  if (path !== '/' && load === undefined) return <Lost />;
  const { value: known } = shelf;
  if (shelfFault.value !== undefined && known === undefined) return <Unread />;
  if (known === undefined) return <Coming />;
  if (path === '/') return <Catalogue />;
  const study = known.studies.find(({ digest }) => digest === piece);
  if (study === undefined) return <Lost />;
  const Shown = screens.value.get(path);
  return Shown === undefined ? <Coming /> : <Shown known={study} />;
}

function showAsk(screen: ComponentType): void {
  askScreen.value = screen;
}

function Lost() {
  return (
    <main id="page">
      <Title>{say('research.lost')}</Title>
      <p class="lead">{say('research.lost.lead')}</p>
      <a class="button fit" href="/" data-act="go-studies">
        {say('research.nav.studies')}
      </a>
    </main>
  );
}

function Unread() {
  return (
    <main id="page">
      <Title>{say('research.unread')}</Title>
      <Note tone="stop" announce>
        <p>{say(`research.fault.${shelfFault.value ?? 'network-absent'}`)}</p>
      </Note>
      <button type="button" class="button fit" data-act="again" onClick={() => void loadStudies()}>
        {say('research.again')}
      </button>
    </main>
  );
}
