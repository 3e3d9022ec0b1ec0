import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { PrintChoice } from '../../../ui/paper/print-choice.tsx';
import { Sheet } from '../../../ui/paper/sheet.tsx';
import { say } from '../../../words/lookup.ts';
import { isProvisional, lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Groups } from './card.tsx';

type Step = 'first' | 'sheet' | 'rehearse' | 'right';

/** The paper kit, and its rehearsal: two groups typed back from the paper. Then it is on paper and nowhere else. */
export function Kit() {
  const [step, setStep] = useState<Step>('first');
  const [groups, setGroups] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<unknown>(null);
  const isOpen = lockState.value === 'open';
  async function show() {
    try {
      const { kit } = await import('../../paths/card.ts');
      setGroups(kit()?.groups ?? []);
      setStep('sheet');
    } catch (error) {
      setFault(error);
    }
  }
  const isDone = isOpen && !isProvisional.value;
  return (
    <main id="page">
      <Title>{say(step === 'rehearse' ? 'kit.check' : 'kit.title')}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {isDone ? (
        <Note tone="yes" announce={step === 'right'}>
          <p>{say(step === 'right' ? 'kit.right' : 'kit.gone')}</p>
          {step === 'right' && <p>{say('kit.gone')}</p>}
        </Note>
      ) : (
        <p class="lead">{say(!isOpen ? 'kit.first' : step === 'rehearse' ? 'kit.check.lead' : 'kit.lead')}</p>
      )}
      {isOpen && !isDone && step === 'first' && (
        <Button act="show-kit" look="full" icon="key" onPress={show}>
          {say('kit.show')}
        </Button>
      )}
      {isOpen && !isDone && step === 'sheet' && (
        <>
          <Sheet kind="kit" title={say('kit.title')}>
            <Groups groups={groups} />
            <p>{say('kit.sheet')}</p>
          </Sheet>
          <PrintChoice act="print-kit" />
          <Button act="rehearse" look="full" icon="check" onPress={() => setStep('rehearse')}>
            {say('kit.check')}
          </Button>
        </>
      )}
      {isOpen && !isDone && step === 'rehearse' && (
        <Rehearse onRight={() => setStep('right')} onFault={setFault} />
      )}
      <a class="button quiet" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}

function Rehearse({ onRight, onFault }: { onRight: () => void; onFault: (error: unknown) => void }) {
  const id = useId();
  const [asked, setAsked] = useState<readonly [number, number] | null>(null);
  const [typed, setTyped] = useState<readonly [string, string]>(['', '']);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    import('../../paths/card.ts').then(({ groupsToRehearse }) => setAsked(groupsToRehearse())).catch(onFault);
  }, []);
  if (asked === null) return null;
  async function check(event: Event) {
    event.preventDefault();
    if (asked === null) return;
    try {
      const { rehearse } = await import('../../paths/card.ts');
      if (await rehearse(asked, typed)) onRight();
      else setWrong(true);
    } catch (error) {
      onFault(error);
    }
  }
  return (
    <form class="card" onSubmit={(event) => void check(event)}>
      {([0, 1] as const).map((at) => (
        <div class="field" key={at} data-wrong={isWrong || undefined}>
          <label for={`${id}-${at}`}>{say('kit.group', { n: asked[at] + 1 })}</label>
          <div class="box">
            <input
              id={`${id}-${at}`}
              class="code"
              name={`group-${at}`}
              data-asked={asked[at]}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              value={typed[at]}
              onInput={(event) => {
                const text = event.currentTarget.value;
                setTyped(at === 0 ? [text, typed[1]] : [typed[0], text]);
              }}
            />
          </div>
        </div>
      ))}
      {isWrong && (
        <p class="wrong" role="alert">
          {say('kit.wrong')}
        </p>
      )}
      <Button act="kit-check" type="submit" look="full">
        {say('kit.check')}
      </Button>
    </form>
  );
}
