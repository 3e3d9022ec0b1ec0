import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { PaperThread } from '../../paths/paper-thread.ts';
import { address } from '../../router.ts';
import { FaultNote } from '../open/fault-note.tsx';
import type { ShownThread } from './shown.ts';
import { laterOf } from './thread.tsx';
import { ThreadView } from './thread-view.tsx';

const paths = () => import('../../paths/paper-thread.ts');

/** Back with the code alone, from any device. */
export function ComeBack() {
  const id = useId();
  const [typed, setTyped] = useState(() => address.value.hash);
  const [isScanning, setIsScanning] = useState(typed !== '');
  const [thread, setThread] = useState<PaperThread | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  async function read() {
    setFault(null);
    await paths()
      .then(({ comeBack }) => comeBack(typed))
      .then(setThread)
      .catch(setFault);
  }
  useEffect(() => {
    if (!isScanning) return;
    // What was on the paper must not stay in the address bar or in the history.
    history.replaceState(null, '', location.pathname);
    void read().then(() => setIsScanning(false));
  }, []);
  if (thread !== null) return <PaperThreadView thread={thread} onThread={setThread} />;
  // Nobody types what is read already.
  if (isScanning)
    return (
      <main id="page" aria-busy="true">
        <Title>{say('come-back.title')}</Title>
        <Working what="code.reading" />
      </main>
    );
  return (
    <main id="page">
      <Title>{say('come-back.title')}</Title>
      <p class="lead">{say('come-back.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void read();
        }}
      >
        <div class="field">
          <label for={id}>{say('come-back.label')}</label>
          <div class="box">
            <textarea
              id={id}
              class="code"
              name="code"
              rows={3}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        </div>
        <Button act="see-answer" look="full" type="submit" off={typed.trim() === ''}>
          {say('come-back.see')}
        </Button>
      </form>
    </main>
  );
}

export function PaperThreadView({
  thread,
  onThread,
}: {
  thread: PaperThread;
  onThread: (thread: PaperThread) => void;
}) {
  const shown = shownOf(thread);
  if (shown === null) return null;
  return (
    <ThreadView
      shown={shown}
      isUnsent={thread.acts.some(({ recordedAt }) => recordedAt === null)}
      onAct={async (act) => onThread(await (await paths()).goOnWithCode(thread, laterOf(act)))}
      onSend={async () => onThread(await (await paths()).sendPaperThread(thread))}
    />
  );
}

function shownOf({ acts, party, promisedDays }: PaperThread): ShownThread | null {
  const opening = acts[0]?.record;
  if (opening?.act !== 'open') return null;
  const { name, role } = party.current;
  return { opening, acts, name: inLanguage(name), role, promisedDays };
}
