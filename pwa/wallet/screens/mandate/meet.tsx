import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { Working } from '../../../ui/working.tsx';
import { say } from '../../../words/lookup.ts';
import type { Giving } from '../../paths/meeting.ts';
import { address, go } from '../../router.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Digits } from './digits.tsx';

/** Who gives: reads the other phone's code, then both show one number. `onMet` once the person said that they are the same. */
export function MeetAsGiver({
  title,
  lead,
  onMet,
}: {
  title: string;
  lead: string;
  onMet: (giving: Giving) => void;
}) {
  const [giving, setGiving] = useState<Giving | null>(null);
  const [differs, setDiffers] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const hash = address.value.hash;
  const [isScanning, setIsScanning] = useState(hash !== '');
  useEffect(() => {
    if (hash !== '') void meet(hash);
  }, [hash]);
  async function meet(link: string) {
    setFault(null);
    // What the other screen shows must not stay in the address bar or in the history.
    go(location.pathname, { replace: true });
    try {
      const { giveBy } = await import('../../paths/meeting.ts');
      setGiving(await giveBy('mandate', link, new AbortController().signal));
    } catch (error) {
      setFault(error);
    } finally {
      setIsScanning(false);
    }
  }
  if (differs)
    return (
      <>
        <Title key="differs">{title}</Title>
        <Note tone="stop" announce>
          <p>{say('mandate.code.differs')}</p>
        </Note>
      </>
    );
  if (giving !== null)
    return (
      <>
        <Title key="code">{say('mandate.code')}</Title>
        <p class="lead">{say('mandate.code.lead')}</p>
        <Digits code={giving.code} />
        <div class="twins">
          <Button act="code-differs" onPress={() => setDiffers(true)}>
            {say('mandate.code.no')}
          </Button>
          <Button act="code-same" onPress={() => onMet(giving)}>
            {say('mandate.code.yes')}
          </Button>
        </div>
      </>
    );
  return (
    <>
      <Title key="scan">{title}</Title>
      {/* Nobody scans or pastes what is read already. */}
      {isScanning ? (
        <Working what="code.reading" />
      ) : (
        <>
          <p class="lead">{lead}</p>
          {fault !== null && <FaultNote error={fault} />}
          <Paste onLink={meet} />
        </>
      )}
    </>
  );
}

/** The phone's own camera opens the address; where there is none, it is pasted. */
function Paste({ onLink }: { onLink: (link: string) => Promise<void> }) {
  const id = useId();
  const [link, setLink] = useState('');
  return (
    <section class="card">
      <div class="field">
        <label for={id}>{say('mandate.scan.link')}</label>
        <div class="box">
          <input
            id={id}
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            data-act="meeting-link"
            value={link}
            onInput={(event) => setLink(event.currentTarget.value)}
          />
        </div>
      </div>
      <Button act="meet" off={link.trim() === ''} onPress={() => onLink(link)}>
        {say('mandate.scan.go')}
      </Button>
    </section>
  );
}

/** Who receives: shows a code, then a number, until something came. `path` is where the other phone opens the code. */
export function MeetAsReceiver({
  path,
  lead,
  next,
  onContent,
}: {
  path: string;
  lead: string;
  /** What the other person does once the numbers are the same. */
  next: string;
  onContent: (content: Uint8Array) => unknown;
}) {
  const [link, setLink] = useState<string | null>(null);
  const [code, setCode] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const over = useRef(new AbortController());
  useEffect(() => () => over.current.abort(), []);
  async function begin() {
    setFault(null);
    setCode(null);
    try {
      const { receiveBy } = await import('../../paths/meeting.ts');
      const meeting = await receiveBy('mandate', path, over.current.signal);
      setLink(meeting.link);
      void follow(meeting);
    } catch (error) {
      setFault(error);
    }
  }
  async function follow(meeting: { code(): Promise<string>; content(): Promise<Uint8Array> }) {
    try {
      setCode(await meeting.code());
      await onContent(await meeting.content());
    } catch (error) {
      if (over.current.signal.aborted) return;
      setFault(error);
      setLink(null);
      setCode(null);
    }
  }
  if (code !== null)
    return (
      <div role="status">
        <p class="lead">{say('mandate.mine.code')}</p>
        <Digits code={code} />
        <p class="soft">{next}</p>
      </div>
    );
  return (
    <>
      {fault !== null && <FaultNote error={fault} />}
      <p class="lead">{lead}</p>
      {link === null ? (
        <Button act="show-my-code" look="full" onPress={begin}>
          {say('mandate.mine.make')}
        </Button>
      ) : (
        <>
          <section class="sheet" aria-label={say('mandate.mine.qr')}>
            <Qr text={link} label={say('mandate.mine.qr')} />
          </section>
          <p class="soft centred">{say('mandate.mine.wait')}</p>
          <Fold title={say('mandate.mine.link')} act="meeting-address">
            <p class="code small" data-said="meeting-link">
              {link}
            </p>
          </Fold>
        </>
      )}
    </>
  );
}
