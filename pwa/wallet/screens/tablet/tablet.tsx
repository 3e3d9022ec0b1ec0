import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { forgetPages } from '../../paths/erase.ts';
import {
  type Emptiness,
  isEmpty,
  isInUse,
  readEmptiness,
  startTablet,
  stopTablet,
} from '../../paths/tablet.ts';
import { isTablet } from '../../tablet.ts';
import { grants, lockState } from '../../vault/open.ts';
import { isLive } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { wipe } from './bar.tsx';
import { startOver } from './start-over.ts';

export function TabletScreen() {
  if (!isTablet.value) return <Begin />;
  return isInUse.value ? <HandOn /> : <Empty />;
}

/** For who owns the tablet. */
function Begin() {
  const [fault, setFault] = useState<unknown>(null);
  const isTaken = lockState.value === 'locked' || lockState.value === 'open';
  async function start() {
    try {
      await startTablet();
      startOver();
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page">
      <Title>{say('tablet.title')}</Title>
      <p class="lead">{say('tablet.lead')}</p>
      <ul class="card list">
        <li>{say('tablet.rule.memory')}</li>
        <li>{say('tablet.rule.key')}</li>
        <li>{say('tablet.rule.idle')}</li>
      </ul>
      {fault !== null && <FaultNote error={fault} />}
      {isTaken ? (
        <Note tone="wait">
          <p>{say('tablet.taken')}</p>
          <a class="button link" href="/reglages" data-act="settings">
            {say('nav.settings')}
          </a>
        </Note>
      ) : (
        <Button act="share-tablet" look="full" onPress={start}>
          {say('tablet.start')}
        </Button>
      )}
    </main>
  );
}

const kinds = [
  'databases',
  'caches',
  'workers',
  'storage',
  'cookies',
] as const satisfies readonly (keyof Emptiness)[];

/** Read from the browser each time, so that it says what is and not what should be. */
function Empty() {
  const [found, setFound] = useState<Emptiness | null>(null);
  useEffect(() => {
    const read = async () => {
      const now = await readEmptiness();
      setFound(now);
      // A worker that was still being installed fills its cache behind whoever wiped it.
      if (now.workers + now.caches > 0) await forgetPages();
    };
    void read();
    const timer = setInterval(() => void read(), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <main id="page" aria-busy={found === null}>
      <Title>{say(found !== null && !isEmpty(found) ? 'tablet.not-empty' : 'tablet.empty')}</Title>
      <p class="lead">{say('tablet.empty.lead')}</p>
      {found !== null && (
        <dl class="card list" data-empty={isEmpty(found)}>
          {kinds.map((kind) => (
            <div class="row" key={kind}>
              <dt class="grow">{say(`tablet.kind.${kind}`)}</dt>
              <dd data-count={kind}>
                <b>{found[kind]}</b>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p class="soft small">{say('tablet.stays')}</p>
      {found !== null && !isEmpty(found) && (
        <Button act="wipe" look="stop" onPress={wipe}>
          {say('tablet.wipe')}
        </Button>
      )}
      <a class="button full" href="/" data-act="begin">
        {say('tablet.begin')}
      </a>
      <Button act="stop-sharing" look="quiet" onPress={() => stopTablet().then(startOver)}>
        {say('tablet.stop')}
      </Button>
    </main>
  );
}

/** Before it goes: to the own phone, or onto paper. Then everything. */
function HandOn() {
  const live = grants.value.filter(isLive).length;
  const isOpen = lockState.value === 'open';
  return (
    <main id="page">
      <Title>{say('tablet.new')}</Title>
      <p class="lead">{say(isOpen ? 'tablet.new.lead' : 'tablet.new.typed')}</p>
      {live > 0 && (
        <Note tone="wait">
          <p>{sayCount('tablet.new.live', live)}</p>
        </Note>
      )}
      {isOpen && (
        <>
          <LinkCard
            href="/donner"
            icon="next"
            act="to-my-phone"
            title={say('tablet.phone')}
            why={say('tablet.phone.why')}
          />
          <LinkCard
            href="/carte"
            icon="stop"
            act="stop-card"
            title={say('tablet.card')}
            why={say('tablet.card.why')}
          />
          <LinkCard href="/cle" icon="key" act="kit" title={say('tablet.kit')} why={say('tablet.kit.why')} />
        </>
      )}
      <section class="card">
        <h2>{say('tablet.wipe')}</h2>
        <p>{say('tablet.wipe.lead')}</p>
        <Button act="wipe" look="stop" onPress={wipe}>
          {say('tablet.wipe.now')}
        </Button>
      </section>
      <a class="button quiet" href="/" data-act="home">
        {say('tablet.back')}
      </a>
    </main>
  );
}
