import { useEffect, useState } from 'preact/hooks';
import type { FactKey, FactValue } from '../../../../policy/fact.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { WhyPath } from '../../../ui/why-path.tsx';
import { hasWord, inLanguage, say } from '../../../words/lookup.ts';
import type * as PlayPath from '../../paths/play.ts';
import type { Changes, NearThreshold, Play, RefusalCost, Tried } from '../../paths/play.ts';
import { calculations, grants } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Figures, OtherFigures } from './figures.tsx';
import { Levers } from './levers.tsx';
import { Near } from './near.tsx';
import { Refusing } from './refusing.tsx';

/** « Essayer » of this phone: a result, an agreement, the request that waits. */
export const PlayScreen = ({ id }: { id: string }) => (
  <Opened key={id} open={() => openHere(id)} from={() => fromHere(id)} />
);

/** « Essayer » of a public page: for whoever wants to see how a service calculates. */
export const PublicPlayScreen = ({ id }: { id: string }) => (
  <Opened
    key={id}
    open={() => openPublic(id)}
    from={({ declaration }) => ({ word: 'play.to.party', address: `/organisme/${declaration.by}` })}
  />
);

/** Where one came from, for whoever has read down to the end. */
interface From {
  readonly word: 'play.to.result' | 'play.to.grant' | 'play.to.request' | 'play.to.party';
  readonly address: string;
}

function fromHere(id: string): From {
  if (calculations.value.some(({ digest }) => digest === id))
    return { word: 'play.to.result', address: `/resultat/${id}` };
  if (grants.value.some((grant) => grant.id === id))
    return { word: 'play.to.grant', address: `/accord/${id}` };
  return { word: 'play.to.request', address: '/r' };
}

const openHere = async (id: string) => (await import('../../paths/open-play.ts')).openPlay(id);
const openPublic = async (id: string) => (await import('../../paths/open-play.ts')).openPublicPlay(id);

function Opened({ open, from }: { open: () => Promise<Play | null>; from: (play: Play) => From }) {
  const [play, setPlay] = useState<Play | null | undefined>(undefined);
  const [path, setPath] = useState<typeof PlayPath | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/play.ts')
      .then(async (loaded) => {
        setPlay(await open());
        setPath(loaded);
      })
      .catch(setFault);
  }, []);
  if (fault !== null)
    return (
      <main id="page">
        <Title>{say('play.title')}</Title>
        <FaultNote error={fault} />
      </main>
    );
  if (play === null) return <NothingHere />;
  if (play === undefined || path === null)
    return (
      <main id="page" aria-busy="true">
        <div class="ghost" />
        <div class="ghost tall" />
      </main>
    );
  return <Table key={String(play.isFictional)} path={path} play={play} from={from(play)} onPlay={setPlay} />;
}

function NothingHere() {
  return (
    <main id="page">
      <Title>{say('play.none')}</Title>
      <p class="lead">{say('play.none.lead')}</p>
      <a class="button" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}

function Table({
  path,
  play,
  from,
  onPlay,
}: {
  path: typeof PlayPath;
  play: Play;
  from: From;
  onPlay: (play: Play) => void;
}) {
  const [changes, setChanges] = useState<Changes>({});
  const [start, setStart] = useState<Tried | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const [near, setNear] = useState<readonly NearThreshold[] | null>(null);
  const [cost, setCost] = useState<RefusalCost | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  // Fields keep what was typed in them: beginning again makes them anew.
  const [round, setRound] = useState(0);
  const { declaration, facts, isFictional } = play;
  useEffect(() => {
    path
      .tryAt(play, changes)
      .then((now) => {
        // Overtaken by a newer move of the finger.
        if (now === null) return;
        setTried(now);
        setStart((first) => first ?? now);
      })
      .catch(setFault);
  }, [changes]);
  const isReady = start !== null && start.why === null;
  useEffect(() => {
    if (!isReady) return;
    path.thresholdsNear(play).then(setNear).catch(setFault);
    path.refusalCost(play).then(setCost).catch(setFault);
  }, [isReady]);
  const put = (key: FactKey, value: FactValue) => setChanges((before) => ({ ...before, [key]: value }));
  function back() {
    setChanges({});
    setRound(round + 1);
  }
  const own = isFictional ? path.playOf(declaration) : null;
  return (
    <main id="page">
      <Title>{say('play.asks')}</Title>
      <p class="lead">{inLanguage(declaration.title)}</p>
      <Note tone="calm" icon="key">
        <p>{say('play.private')}</p>
      </Note>
      {isFictional && (
        <Note tone="wait" icon="eye">
          <p>{say('play.fictional')}</p>
        </Note>
      )}
      {fault !== null && <FaultNote error={fault} />}
      {tried?.why != null && <Impossible why={tried.why} />}
      <Figures start={start} tried={tried} isFictional={isFictional} />
      <section class="card" data-levers>
        <h2>{say('play.levers')}</h2>
        <Levers
          key={round}
          declaration={declaration}
          facts={facts}
          changes={changes}
          assumed={start?.assumed ?? []}
          onChange={put}
        />
        {Object.keys(changes).length > 0 && (
          <Button act="play-back" look="quiet" onPress={back}>
            {say('play.back')}
          </Button>
        )}
      </section>
      <section class="card">
        <h2>{say('result.why', { value: '' }).trim()}</h2>
        {tried === null ? (
          <p class="soft">{say('play.working')}</p>
        ) : (
          <>
            <OtherFigures declaration={declaration} tried={tried} />
            <WhyPath
              steps={tried.path}
              totals={tried.totals}
              assumed={tried.assumed}
              asked={declaration.inputs}
            />
          </>
        )}
      </section>
      {near !== null && <Near found={near} onGo={put} />}
      <Refusing cost={cost} declaration={declaration} />
      {!isFictional && (
        <Button act="play-fictional" look="gentle" onPress={() => onPlay(path.playFictional(declaration))}>
          {say('play.fictional.on')}
        </Button>
      )}
      {own !== null && !own.isFictional && (
        <Button act="play-own" look="gentle" onPress={() => onPlay(own)}>
          {say('play.fictional.off')}
        </Button>
      )}
      <a class="button quiet" href={from.address} data-act="play-from">
        {say(from.word)}
      </a>
    </main>
  );
}

function Impossible({ why }: { why: string }) {
  const word = `result.not.${why}`;
  return (
    <Note tone="wait" icon="warn" announce>
      <p>{say('play.impossible')}</p>
      <p>{hasWord(word) ? say(word) : say('fault.code', { code: why })}</p>
    </Note>
  );
}
