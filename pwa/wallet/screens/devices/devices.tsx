import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { ShownDevice } from '../../paths/device.ts';
import { turnProgress } from '../../paths/generation.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { RemoveDevice } from './remove.tsx';

/** Since a loss the keys are changing. */
function isTurning(): boolean {
  const progress = turnProgress();
  return progress !== null && progress.done < progress.total;
}

/** Who has this wallet: each device by its name and day, and how one is taken out. */
export function Devices() {
  const [devices, setDevices] = useState<readonly ShownDevice[]>([]);
  const [leaving, setLeaving] = useState<ShownDevice | null>(null);
  const [gone, setGone] = useState<string | null>(null);
  const [hasNewKit, setHasNewKit] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const isOpen = lockState.value === 'open';
  async function read() {
    if (isOpen) setDevices(await (await import('../../paths/device.ts')).listDevices());
  }
  useEffect(() => {
    read().catch(setFault);
  }, [isOpen]);
  if (leaving !== null)
    return (
      <RemoveDevice
        device={leaving}
        onKept={() => setLeaving(null)}
        onGone={(isOtherKit) => {
          setGone(leaving.name);
          setHasNewKit(isOtherKit);
          setLeaving(null);
          read().catch(setFault);
        }}
      />
    );
  return (
    <main id="page">
      <Title>{say('devices.title')}</Title>
      <p class="lead">{say(isOpen ? 'devices.lead' : 'devices.none')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {gone !== null && (
        <Note tone="yes" announce>
          <p>{say('devices.gone', { name: gone })}</p>
          {hasNewKit && <p>{say('devices.kit')}</p>}
        </Note>
      )}
      {hasNewKit && (
        <a class="button full" href="/cle" data-act="new-kit">
          <Icon name="key" size={20} />
          <span>{say('devices.kit.print')}</span>
        </a>
      )}
      {isTurning() && (
        <a class="button gentle" href="/telephone-perdu" data-act="turning">
          <Icon name="key" size={20} />
          <span>{say('devices.turning')}</span>
        </a>
      )}
      {devices.map((device) => (
        <section class="card" key={device.id} data-device={device.isThis ? 'this' : 'other'}>
          <div class="row">
            <span class="round">
              <Icon name="key" size={20} />
            </span>
            <span class="grow stack tight">
              <b>{device.name}</b>
              <span class="soft small">
                {say(device.isThis ? 'devices.this' : 'devices.since', { day: writeDay(device.at) })}
              </span>
            </span>
          </div>
          {!device.isThis && (
            <Button act="remove-device" look="stop" about={device.name} onPress={() => setLeaving(device)}>
              {say('devices.remove')}
            </Button>
          )}
        </section>
      ))}
      {isOpen && (
        <a class="button gentle" href="/donner" data-act="add-device">
          <Icon name="plus" size={20} />
          <span>{say('devices.add')}</span>
        </a>
      )}
    </main>
  );
}
