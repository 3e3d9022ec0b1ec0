import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import type { NewLock } from '../../paths/open.ts';
import { type Found, findByKit, findByPasskey, takeIn } from '../../paths/recover.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Gate } from '../open/gate.tsx';
import { KitCode } from './kit-code.tsx';
import { MeetDevice } from './meet.tsx';
import { Sought } from './sought.tsx';
import { WhatWasFound } from './what-was-found.tsx';

type Step = 'means' | 'kit' | 'device' | 'found' | 'lock' | 'done';

/** A device that is empty: which means is left → what it brings, shown before anything is written → yes → its own way in. */
export function Recover() {
  const [step, setStep] = useState<Step>('means');
  const [found, setFound] = useState<Found | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  // The vault opens in the middle of it: what is here then is ours.
  const [isWriting, setWriting] = useState(false);
  const over = useRef(new AbortController());
  useEffect(() => () => over.current.abort(), []);

  function show(what: Found) {
    setFound(what);
    setStep('found');
  }
  async function find(by: () => Promise<Found>) {
    setFault(null);
    await by().then(show).catch(setFault);
  }
  async function write(lock: NewLock | null) {
    if (found === null) return;
    setWriting(true);
    try {
      await takeIn(found, lock);
      setStep('done');
    } finally {
      setWriting(false);
    }
  }
  async function sayYes() {
    if (found?.needsLock) return setStep('lock');
    setFault(null);
    await write(null).catch(setFault);
  }
  function sayNo() {
    over.current.abort();
    over.current = new AbortController();
    setFound(null);
    setFault(null);
    setStep('means');
  }

  if (lockState.value !== 'empty' && step !== 'done' && !isWriting)
    return (
      <main id="page">
        <Title>{say('recover.title')}</Title>
        {lockState.value !== 'unread' && (
          <>
            <p class="lead">{say('recover.full')}</p>
            <a class="button" href="/" data-act="home">
              {say('receipt.home')}
            </a>
          </>
        )}
      </main>
    );
  return (
    <main id="page">
      <Title key={step}>{say(titles[step])}</Title>
      {step === 'means' && <p class="lead">{say('recover.lead')}</p>}
      {fault !== null && <FaultNote error={fault} />}
      {step === 'means' && (
        <Means
          onKit={() => setStep('kit')}
          onPasskey={() => find(() => findByPasskey())}
          onDevice={() => setStep('device')}
        />
      )}
      {step === 'kit' && <KitCode onCode={(code) => find(() => findByKit(code))} />}
      {step === 'device' && <MeetDevice over={over.current.signal} onFound={show} onFault={setFault} />}
      {step === 'found' && found !== null && <WhatWasFound found={found} onYes={sayYes} onNo={sayNo} />}
      {step === 'lock' && (
        <>
          <p class="lead">{say('recover.lock.lead')}</p>
          <Gate make={write} onOpen={() => undefined} />
        </>
      )}
      {step === 'done' && <Sought />}
    </main>
  );
}

const titles = {
  means: 'recover.title',
  kit: 'recover.kit',
  device: 'recover.device',
  found: 'recover.found',
  lock: 'recover.lock',
  done: 'recover.done',
} as const;

function Means({
  onKit,
  onPasskey,
  onDevice,
}: {
  onKit: () => void;
  onPasskey: () => Promise<void>;
  onDevice: () => void;
}) {
  return (
    <>
      <section class="card">
        <Button act="by-kit" look="full" icon="print" onPress={onKit}>
          {say('recover.kit')}
        </Button>
        <p class="soft small">{say('recover.kit.why')}</p>
      </section>
      <section class="card">
        <Button act="by-device" look="full" icon="plus" onPress={onDevice}>
          {say('recover.device')}
        </Button>
        <p class="soft small">{say('recover.device.why')}</p>
      </section>
      <section class="card">
        <Button act="by-passkey" look="full" icon="key" onPress={onPasskey}>
          {say('recover.passkey')}
        </Button>
        <p class="soft small">{say('recover.passkey.why')}</p>
      </section>
      <Note tone="calm" icon="ask">
        <p>{say('recover.copy')}</p>
      </Note>
      <LinkCard
        href="/stop"
        icon="stop"
        act="stop-card"
        isOut
        title={say('recover.nothing')}
        why={say('recover.nothing.why')}
      />
    </>
  );
}
