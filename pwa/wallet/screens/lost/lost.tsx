import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { type TurnProgress, turnProgress } from '../../paths/generation.ts';
import { grants, lockState } from '../../vault/open.ts';
import { grantTitle, isLive, partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** What happens when a phone is lost, by how it was; and, once its keys are being replaced, how far that is. */
export function LostPhone() {
  const progress = lockState.value === 'open' ? turnProgress() : null;
  return (
    <main id="page">
      <Title>{say('lost.title')}</Title>
      {progress === null ? <WhatHappens /> : <Turning progress={progress} />}
      <LinkCard
        href="/appareils"
        icon="key"
        act="devices"
        title={say('devices.title')}
        why={say('lost.devices.why')}
      />
      <a class="button quiet" href="/stop" data-out data-act="stop-page">
        {say('lost.card')}
      </a>
    </main>
  );
}

const WhatHappens = () => (
  <>
    <p class="lead">{say('lost.lead')}</p>
    <section class="card">
      <h2>{say('devices.was.locked')}</h2>
      <p>{say('lost.locked')}</p>
    </section>
    <section class="card">
      <h2>{say('devices.was.open')}</h2>
      <p>{say('lost.open')}</p>
      <p>{say('lost.open.then')}</p>
      <p>{say('lost.what-stays')}</p>
    </section>
    <Note tone="calm">
      <p>{say('devices.remove.kept')}</p>
    </Note>
  </>
);

function Turning({ progress: { mode, total, done, rest } }: { progress: TurnProgress }) {
  const [fault, setFault] = useState<unknown>(null);
  async function stop() {
    setFault(null);
    try {
      const { stopInstead } = await import('../../paths/generation.ts');
      await stopInstead();
    } catch (error) {
      setFault(error);
    }
  }
  const isOver = rest.length === 0;
  return (
    <>
      <p class="lead">{say(mode === 'stop' ? 'lost.stopped' : isOver ? 'lost.over' : 'lost.turning')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {total > 0 && (
        <Note tone={isOver ? 'yes' : 'wait'} announce>
          <p data-progress={`${done}/${total}`}>
            {mode === 'stop'
              ? say('lost.stop.count', { done: String(done), total: String(total) })
              : say('lost.count', { done: String(done), total: String(total) })}
          </p>
        </Note>
      )}
      {mode === 'hand-over' && !isOver && (
        <section class="card">
          <p>{say('lost.meanwhile')}</p>
          <ul class="list">
            {grants.value
              .filter(({ id }) => rest.includes(id))
              .map((grant) => (
                <li key={grant.id} class="stack tight">
                  <b>{grantTitle(grant)}</b>
                  <span class="soft small">{partyName(grant.party)}</span>
                </li>
              ))}
          </ul>
          <Button act="stop-instead" look="stop" icon="stop" onPress={stop}>
            {sayCount('lost.stop', grants.value.filter(isLive).length)}
          </Button>
        </section>
      )}
    </>
  );
}
