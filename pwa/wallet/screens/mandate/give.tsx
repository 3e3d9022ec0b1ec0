import { useState } from 'preact/hooks';
import { minuteText } from '../../../../policy/instant.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, written } from '../../../words/lookup.ts';
import type { HelpChoice } from '../../paths/mandate.ts';
import type { Giving } from '../../paths/meeting.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { ChooseHelp } from './choose.tsx';
import { MeetAsGiver } from './meet.tsx';

type Step = 'meet' | 'choose' | 'aloud' | 'given';

/** The other phone's code → the same number on both → what is allowed → heard aloud → yes. Nothing leaves before. */
export function GiveHelp() {
  const [step, setStep] = useState<Step>('meet');
  const [giving, setGiving] = useState<Giving | null>(null);
  const [choice, setChoice] = useState<HelpChoice | null>(null);
  const [lines, setLines] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<unknown>(null);

  async function hear(chosen: Omit<HelpChoice, 'at' | 'lang'>) {
    const whole: HelpChoice = { ...chosen, at: minuteText(Date.now()), lang: written() };
    const { linesOf } = await import('../../paths/mandate.ts');
    setChoice(whole);
    setLines(linesOf(whole));
    setStep('aloud');
  }
  async function sayYes() {
    if (giving === null || choice === null) return;
    setFault(null);
    try {
      const path = await import('../../paths/mandate.ts');
      await path.giveHelp(choice, giving.give);
      setStep('given');
      void path.sendMandates().catch(setFault);
    } catch (error) {
      setFault(error);
      // Nothing was kept, and this meeting may be over: with a new code of the other phone it begins again.
      setGiving(null);
      setStep('meet');
    }
  }

  return (
    <main id="page">
      {step === 'meet' && (
        <MeetAsGiver
          title={say('mandate.give')}
          lead={say('mandate.scan')}
          onMet={(met) => {
            setGiving(met);
            setStep('choose');
          }}
        />
      )}
      {step === 'choose' && <ChooseHelp onChosen={hear} />}
      {step === 'aloud' && (
        <>
          <Title>{say('mandate.aloud')}</Title>
          <p class="lead">{say('mandate.aloud.lead')}</p>
          <section class="card" data-said="mandate">
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </section>
          <p class="soft small">{say('mandate.no-code')}</p>
          <div class="twins">
            <Button act="help-no" onPress={() => setStep('choose')}>
              {say('mandate.no')}
            </Button>
            <Button act="help-yes" onPress={sayYes}>
              {say('mandate.yes')}
            </Button>
          </div>
        </>
      )}
      {step === 'given' && (
        <>
          <Title>{say('mandate.give')}</Title>
          <Note tone="yes" announce>
            <p>{say('mandate.given')}</p>
            <p>{say('mandate.given.so')}</p>
          </Note>
          <Back />
        </>
      )}
      {fault !== null && <FaultNote error={fault} />}
    </main>
  );
}

const Back = () => (
  <a class="button gentle" href="/proches" data-act="mandates">
    {say('mandate.back')}
  </a>
);
