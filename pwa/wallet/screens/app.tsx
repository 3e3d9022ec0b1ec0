import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Title, Top } from '../../ui/frame.tsx';
import { HelpLink } from '../../ui/help-link.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { LanguageMenu } from '../../ui/language-menu.tsx';
import { Note } from '../../ui/note.tsx';
import { SimpleButton, TellMore } from '../../ui/simple.tsx';
import { laterWords, say, type Word } from '../../words/lookup.ts';
import { realmHere } from '../realm.ts';
import { goBack, matchPath, place } from '../router.ts';
import { isShared } from '../shared.ts';
import { lockState } from '../vault/open.ts';
import { Home } from './home/home.tsx';
import { setDevice } from './settings/device.ts';

type Screen = ComponentType<{ readonly id: string }>;

interface Page {
  readonly path: string;
  /** Said at the head, beside the way back; absent where the title says it already. */
  readonly where?: Word;
  /** Its words are in the first load: nothing waits for the others. */
  readonly isFirst?: true;
  readonly hasBack?: true;
  readonly needsVault?: true;
  readonly hasTabs?: true;
  readonly load: () => Promise<Screen>;
}

const pages: readonly Page[] = [
  {
    path: '/r',
    where: 'request.title',
    isFirst: true,
    load: async () => (await import('./ask/ask.tsx')).AskScreen,
  },
  {
    path: '/recu/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./grant/receipt.tsx')).Receipt,
  },
  {
    path: '/recus/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./grant/receipts.tsx')).Receipts,
  },
  {
    path: '/accord/{id}',
    where: 'grant.title',
    needsVault: true,
    load: async () => (await import('./grant/grant.tsx')).GrantScreen,
  },
  {
    path: '/resultat/{id}',
    where: 'result.title',
    needsVault: true,
    load: async () => (await import('./recompute/result.tsx')).Result,
  },
  {
    path: '/acces',
    needsVault: true,
    hasTabs: true,
    load: async () => (await import('./look/looks.tsx')).Looks,
  },
  {
    path: '/acces/{id}',
    where: 'looks.title',
    needsVault: true,
    load: async () => (await import('./look/looks.tsx')).Looks,
  },
  {
    path: '/changement/{id}',
    where: 'change.where',
    needsVault: true,
    load: async () => (await import('./change/change.tsx')).ChangeScreen,
  },
  {
    path: '/essayer/{id}',
    where: 'play.title',
    needsVault: true,
    load: async () => (await import('./play/play.tsx')).PlayScreen,
  },
  {
    path: '/essayer/public/{id}',
    where: 'play.title',
    load: async () => (await import('./play/play.tsx')).PublicPlayScreen,
  },
  {
    path: '/dit-fait/{id}',
    where: 'observed.title',
    needsVault: true,
    load: async () => (await import('./observed/observed.tsx')).ObservedScreen,
  },
  {
    path: '/donnees',
    hasTabs: true,
    needsVault: true,
    load: async () => (await import('./keep/facts.tsx')).Facts,
  },
  {
    path: '/donnees/importer',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./import/import.tsx')).ImportScreen,
  },
  {
    path: '/regles',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./prefer/rules.tsx')).Rules,
  },
  {
    path: '/arreter',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./revoke/stop-all.tsx')).StopAll,
  },
  {
    path: '/carte',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./card/card.tsx')).Card,
  },
  { path: '/cle', hasBack: true, needsVault: true, load: async () => (await import('./card/kit.tsx')).Kit },
  {
    path: '/contester/{id}',
    where: 'result.contest',
    needsVault: true,
    load: async () => (await import('./contest/contest.tsx')).Contest,
  },
  {
    path: '/droits/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./contest/rights.tsx')).Rights,
  },
  {
    path: '/demandes',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./thread/threads.tsx')).Threads,
  },
  {
    path: '/demande/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./thread/thread.tsx')).ThreadScreen,
  },
  {
    path: '/proches',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/relatives.tsx')).Relatives,
  },
  {
    path: '/proches/donner',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/give.tsx')).GiveHelp,
  },
  {
    path: '/proches/recevoir',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/receive.tsx')).ReceivePrepared,
  },
  {
    path: '/proches/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/helper.tsx')).HelperScreen,
  },
  {
    path: '/j-aide',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/mine.tsx')).HelpSomebody,
  },
  {
    path: '/j-aide/preparer',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/prepare.tsx')).PrepareFacts,
  },
  {
    path: '/j-aide/{id}',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./relatives/person.tsx')).PersonScreen,
  },
  // For anybody, with or without a wallet: no vault is asked for.
  { path: '/aide', hasBack: true, load: async () => (await import('./help/help.tsx')).Help },
  {
    path: '/organismes',
    hasBack: true,
    load: async () => (await import('./party/parties.tsx')).Parties,
  },
  {
    path: '/organisme/{id}',
    hasBack: true,
    load: async () => (await import('./party/party.tsx')).PartyScreen,
  },
  {
    path: '/ecrire/{id}',
    hasBack: true,
    load: async () => (await import('./contest/write.tsx')).Write,
  },
  {
    path: '/papier',
    hasBack: true,
    load: async () => (await import('./paper/papers.tsx')).Papers,
  },
  {
    path: '/papier/{id}',
    hasBack: true,
    load: async () => (await import('./paper/paper.tsx')).Paper,
  },
  // On a device that goes from hand to hand, and in an exercise.
  {
    path: '/tablette',
    hasBack: true,
    load: async () => (await import('./tablet/tablet.tsx')).TabletScreen,
  },
  { path: '/salle', hasBack: true, load: async () => (await import('./exercise/room.tsx')).RoomScreen },
  { path: '/aider', hasBack: true, load: async () => (await import('./exercise/practise.tsx')).Practise },
  {
    path: '/retrouver',
    hasBack: true,
    load: async () => (await import('./thread/come-back.tsx')).ComeBack,
  },
  // Lost and found.
  {
    path: '/reprendre',
    hasBack: true,
    load: async () => (await import('./recover/recover.tsx')).Recover,
  },
  {
    path: '/donner',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./recover/give.tsx')).Give,
  },
  {
    path: '/copie',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./recover/copy.tsx')).Copy,
  },
  {
    path: '/appareils',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./devices/devices.tsx')).Devices,
  },
  {
    path: '/telephone-perdu',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./lost/lost.tsx')).LostPhone,
  },
  {
    path: '/etudes',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./study/studies.tsx')).Studies,
  },
  {
    path: '/etude/{id}',
    where: 'study.where',
    needsVault: true,
    load: async () => (await import('./study/study.tsx')).StudyScreen,
  },
  {
    path: '/ensemble',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./condition/conditions.tsx')).Conditions,
  },
  {
    path: '/ensemble/{id}',
    where: 'together.where',
    needsVault: true,
    load: async () => (await import('./condition/condition.tsx')).ConditionScreen,
  },
  {
    path: '/discret',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./pause/quiet.tsx')).Quiet,
  },
  {
    path: '/resume',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./prefer/digest.tsx')).Digest,
  },
  {
    path: '/budget',
    hasBack: true,
    needsVault: true,
    load: async () => (await import('./study/budget.tsx')).Budget,
  },
  { path: '/reglages', hasTabs: true, load: async () => (await import('./settings/settings.tsx')).Settings },
];

const home: Page = { path: '/', hasTabs: true, needsVault: true, load: async () => Home };

/** Screens that have come, by path: a page is drawn at once the second time, and without the network. */
const loaded = signal<ReadonlyMap<string, Screen>>(new Map([['/', Home]]));

export function haveScreen(path: string, screen: Screen): void {
  loaded.value = new Map(loaded.value).set(path, screen);
}

const isOffline = signal(false);
/** What stands on every screen of an exercise, or of a tablet that goes from hand to hand. */
const bar = signal<ComponentType | undefined>(undefined);

export function App() {
  const { path } = place.value;
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
  const isBarred = realmHere() === 'exercise' || isShared.value;
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
  if (page === undefined) return <Lost />;
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
  { path: '/acces', icon: 'eye', word: 'nav.looks' },
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

function Lost() {
  return (
    <main id="page">
      <Title>{say('no-page.title')}</Title>
      <p class="lead">{say('no-page.lead')}</p>
      <a class="button" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}
