import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, type Word } from '../../../words/lookup.ts';
import type { ShownDevice } from '../../paths/device.ts';
import type { Lost } from '../../paths/remove-device.ts';
import type { AfterLoss } from '../../vault/kept/wallet.ts';
import { grants } from '../../vault/open.ts';
import { isLive } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';

const states: readonly (readonly [Lost, Word])[] = [
  ['locked', 'devices.was.locked'],
  ['open', 'devices.was.open'],
  ['unknown', 'devices.was.unknown'],
];

/** What it changes and what not is said first; then how it was; then, if it may have been open, what becomes of what is shared. */
export function RemoveDevice({
  device,
  onKept,
  onGone,
}: {
  device: ShownDevice;
  onKept: () => void;
  onGone: (hasNewKit: boolean) => void;
}) {
  const [lost, setLost] = useState<Lost | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const hasShared = grants.value.some(isLive);
  async function remove(how: Lost, after: AfterLoss) {
    setFault(null);
    try {
      const { removeDevice } = await import('../../paths/remove-device.ts');
      const { hasNewKit } = await removeDevice(device.id, how, after);
      onGone(hasNewKit);
    } catch (error) {
      setFault(error);
    }
  }
  function choose(how: Lost) {
    if (how === 'locked' || !hasShared) return remove(how, 'hand-over');
    setLost(how);
    return undefined;
  }
  return (
    <main id="page">
      <Title key={lost}>{say('devices.remove.title', { name: device.name })}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {lost === null ? (
        <>
          <p class="lead">{say('devices.remove.what')}</p>
          <Note tone="calm">
            <p>{say('devices.remove.kept')}</p>
            <p>{say('devices.remove.kit')}</p>
          </Note>
          <section class="card">
            <h2>{say('devices.was')}</h2>
            {states.map(([how, word]) => (
              <Button act={`was-${how}`} key={how} onPress={() => choose(how)}>
                {say(word)}
              </Button>
            ))}
          </section>
        </>
      ) : (
        <>
          <p class="lead">{say('devices.after')}</p>
          <section class="card">
            <Button act="after-hand-over" icon="key" onPress={() => remove(lost, 'hand-over')}>
              {say('devices.hand-over')}
            </Button>
            <p class="soft small">{say('devices.hand-over.why')}</p>
          </section>
          <section class="card">
            <Button act="after-stop" look="stop" icon="stop" onPress={() => remove(lost, 'stop')}>
              {say('devices.stop')}
            </Button>
            <p class="soft small">{say('devices.stop.why')}</p>
          </section>
        </>
      )}
      <Button act="keep-device" look="quiet" onPress={onKept}>
        {say('cancel')}
      </Button>
    </main>
  );
}
