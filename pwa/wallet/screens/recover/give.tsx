import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { Working } from '../../../ui/working.tsx';
import { say } from '../../../words/lookup.ts';
import type { Giving } from '../../paths/meeting.ts';
import { address } from '../../router.ts';
import { Digits } from '../mandate/digits.tsx';
import { FaultNote } from '../open/fault-note.tsx';

type Step = 'scan' | 'compare' | 'differs' | 'giving' | 'given';

/** The device that has everything: the other one's code → the same digits on both → yes. Nothing leaves before. */
export function Give() {
  const [step, setStep] = useState<Step>('scan');
  const [giving, setGiving] = useState<Giving | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const over = useRef(new AbortController());
  useEffect(() => () => over.current.abort(), []);
  const { hash } = address.value;
  const [isScanning, setIsScanning] = useState(hash !== '');
  useEffect(() => {
    if (hash !== '') void meet(hash);
  }, [hash]);

  async function meet(link: string) {
    setFault(null);
    // What the other screen shows must not stay in the address bar or in the history.
    history.replaceState(null, '', location.pathname);
    try {
      const { giveBy } = await import('../../paths/meeting.ts');
      setGiving(await giveBy('device', link, over.current.signal));
      setStep('compare');
    } catch (error) {
      setFault(error);
    } finally {
      setIsScanning(false);
    }
  }
  async function give() {
    if (giving === null) return;
    setFault(null);
    setStep('giving');
    try {
      const { giveWallet } = await import('../../paths/recover.ts');
      await giveWallet(giving);
      setStep('given');
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page" aria-busy={isScanning}>
      <Title key={step}>{say(step === 'compare' ? 'give.digits' : 'give.title')}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {/* Nobody pastes what is read already. */}
      {isScanning && <Working what="code.reading" />}
      {step === 'scan' && !isScanning && <Scan onLink={meet} />}
      {step === 'compare' && giving !== null && (
        <>
          <Digits code={giving.code} />
          <p>{say('give.what')}</p>
          <Note tone="stop">
            <p>{say('give.warn')}</p>
          </Note>
          <div class="twins">
            <Button act="digits-differ" onPress={() => setStep('differs')}>
              {say('give.no')}
            </Button>
            <Button act="digits-same" onPress={give}>
              {say('give.yes')}
            </Button>
          </div>
        </>
      )}
      {step === 'differs' && (
        <Note tone="calm" icon="check" announce>
          <p>{say('give.kept')}</p>
        </Note>
      )}
      {step === 'giving' && fault === null && (
        <div class="stack" role="status">
          <p>{say('give.leaving')}</p>
          <div class="bar">
            <i />
          </div>
        </div>
      )}
      {step === 'given' && (
        <Note tone="yes" announce>
          <p>{say('give.done')}</p>
        </Note>
      )}
      {step !== 'compare' && (
        <a class="button gentle" href="/appareils" data-act="devices">
          {say('devices.title')}
        </a>
      )}
    </main>
  );
}

/** The camera of this device opens the address by itself; where there is none, it is pasted. */
function Scan({ onLink }: { onLink: (link: string) => Promise<void> }) {
  const id = useId();
  const [link, setLink] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  return (
    <>
      <p class="lead">{say('give.lead')}</p>
      <section class="card">
        <ol class="stack">
          <li>
            {say('give.step.1')} <span class="code">{location.host}/reprendre</span>
          </li>
          <li>{say('give.step.2')}</li>
          <li>{say('give.step.3')}</li>
        </ol>
      </section>
      <form
        class="card quiet-card"
        onSubmit={(event) => {
          event.preventDefault();
          setIsBusy(true);
          void onLink(link.slice(link.indexOf('#') + 1)).finally(() => setIsBusy(false));
        }}
      >
        <div class="field">
          <label for={id}>{say('give.paste')}</label>
          <div class="box">
            <textarea
              id={id}
              class="code"
              name="link"
              rows={3}
              autocomplete="off"
              spellcheck={false}
              value={link}
              onInput={(event) => setLink(event.currentTarget.value)}
            />
          </div>
        </div>
        <Button act="link-done" type="submit" busy={isBusy}>
          {say('recover.find')}
        </Button>
      </form>
    </>
  );
}
