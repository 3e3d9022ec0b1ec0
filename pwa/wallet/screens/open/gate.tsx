import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { say } from '../../../words/lookup.ts';
import { isExercise, readyPhrase } from '../../paths/exercise.ts';
import { createWallet, type NewLock, passphraseProblem, supportsPasskey, unlock } from '../../paths/open.ts';
import { isTablet } from '../../tablet.ts';
import { lockState, waysIn } from '../../vault/open.ts';
import { FaultNote } from './fault-note.tsx';

type Lock = { kind: 'passkey' } | { kind: 'passphrase'; passphrase: string } | { kind: 'kit'; code: string };

/** Makes the vault when there is something to keep, opens it when there is one: the same page, the same two ways. */
export function Gate({
  onOpen,
  make = createWallet,
}: {
  onOpen: () => unknown;
  /** In place of a new wallet: one that was found again gets its way in here. */
  make?: (lock: NewLock) => Promise<void>;
}) {
  const isNew = lockState.value === 'empty';
  const kinds = new Set(waysIn.value.map((way) => way.kind));
  const [hasPasskey, setPasskey] = useState(true);
  const [isWorking, setWorking] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    void supportsPasskey().then(setPasskey);
  }, []);
  async function pass(lock: Lock) {
    setFault(null);
    setWorking(true);
    try {
      if (isNew && lock.kind !== 'kit') await make(lock);
      else await unlock(lock);
      await onOpen();
    } catch (error) {
      setFault(error);
    } finally {
      setWorking(false);
    }
  }
  if (isTablet.value && isNew) return <VisitGate onOpen={onOpen} />;
  const offersPasskey = isNew ? hasPasskey : kinds.has('passkey');
  const offersPhrase = isNew || kinds.has('passphrase');
  // Hidden, not gone, while the keys are made: what was typed is still there when it fails.
  return (
    <>
      {isWorking && <Working />}
      <div class="stack wide" hidden={isWorking}>
        {fault !== null && <FaultNote error={fault} />}
        {offersPasskey && (
          <div class="stack tight">
            <Button act="open-passkey" look="full" icon="key" onPress={() => pass({ kind: 'passkey' })}>
              {say('open.passkey')}
            </Button>
            <p class="soft small centred">{say('open.passkey.why')}</p>
          </div>
        )}
        {offersPhrase && <PhraseForm isNew={isNew} isOnly={!offersPasskey} onPhrase={pass} />}
        {!isNew && kinds.has('kit') && <KitForm onCode={pass} />}
      </div>
    </>
  );
}

/** On a tablet that goes from hand to hand nobody is asked for a key. */
function VisitGate({ onOpen }: { onOpen: () => unknown }) {
  const [fault, setFault] = useState<unknown>(null);
  async function begin() {
    setFault(null);
    try {
      await createWallet({ kind: 'visit' });
      await onOpen();
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <div class="stack wide">
      {fault !== null && <FaultNote error={fault} />}
      <p>{say('tablet.visit')}</p>
      <Button act="open-visit" look="full" onPress={begin}>
        {say('tablet.visit.go')}
      </Button>
    </div>
  );
}

function Working() {
  return (
    <div class="stack" role="status">
      <p>
        <b>{say('open.working')}</b>
      </p>
      <div class="bar">
        <i />
      </div>
      <p class="soft small">{say('open.working.slow')}</p>
    </div>
  );
}

function PhraseForm({
  isNew,
  isOnly,
  onPhrase,
}: {
  isNew: boolean;
  isOnly: boolean;
  onPhrase: (lock: { kind: 'passphrase'; passphrase: string }) => unknown;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(isOnly);
  const ready = isExercise() ? readyPhrase : '';
  const [phrase, setPhrase] = useState(ready);
  const [again, setAgain] = useState('');
  const [isShown, setShown] = useState(ready !== '');
  const [wrong, setWrong] = useState<'short' | 'differs' | null>(null);
  if (!isOpen && !isOnly)
    return (
      <Button act="open-phrase" icon="pen" onPress={() => setOpen(true)}>
        {say('open.phrase')}
      </Button>
    );
  function submit(event: Event) {
    event.preventDefault();
    if (isNew) {
      const found =
        passphraseProblem(phrase) !== null ? 'short' : !isShown && phrase !== again ? 'differs' : null;
      setWrong(found);
      if (found !== null) return;
    }
    onPhrase({ kind: 'passphrase', passphrase: phrase });
  }
  const input = (label: string, value: string, set: (text: string) => void, name: string) => (
    <div class="field" data-wrong={wrong !== null || undefined}>
      <label for={`${id}-${name}`}>{label}</label>
      <div class="box">
        <input
          {...(isShown ? { type: 'text' as const } : { type: 'password' as const })}
          id={`${id}-${name}`}
          name={name}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      </div>
    </div>
  );
  return (
    <form class="stack" onSubmit={submit}>
      {input(say('open.phrase.label'), phrase, setPhrase, 'phrase')}
      {isNew && !isShown && input(say('open.phrase.again'), again, setAgain, 'again')}
      {wrong !== null && (
        <p class="wrong" role="alert">
          {say(`open.phrase.${wrong}`)}
        </p>
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={isShown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        {say('open.phrase.show')}
      </label>
      {isNew && <p class="soft small">{say(ready === '' ? 'open.phrase.why' : 'exercise.phrase')}</p>}
      <Button act="phrase-done" type="submit" look={isOnly ? 'full' : 'gentle'}>
        {say(isNew ? 'keep' : 'open.unlock')}
      </Button>
    </form>
  );
}

function KitForm({ onCode }: { onCode: (lock: { kind: 'kit'; code: string }) => unknown }) {
  const id = useId();
  const [code, setCode] = useState('');
  return (
    <details class="fold inner">
      <summary data-act="open-kit">
        <span>{say('open.kit')}</span>
        <Icon name="key" size={18} />
      </summary>
      <form
        class="inside stack"
        onSubmit={(event) => {
          event.preventDefault();
          onCode({ kind: 'kit', code });
        }}
      >
        <div class="field">
          <label for={id}>{say('open.kit.label')}</label>
          <div class="box">
            <input
              id={id}
              class="code"
              name="kit"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </div>
        </div>
        <Button act="kit-done" type="submit">
          {say('open.unlock')}
        </Button>
      </form>
    </details>
  );
}
