import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import { go } from '../../router.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { GateDialog } from '../open/gate-dialog.tsx';
import { Nickname } from './choose.tsx';
import { MeetAsReceiver } from './meet.tsx';

/** The helper's phone shows a code, then a number, then takes what the other person gives. */
export function HelpSomebody() {
  const [content, setContent] = useState<Uint8Array | null>(null);
  const [nickname, setNickname] = useState('');
  const [isGate, setGate] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  async function keep() {
    if (content === null) return;
    // Nothing of somebody else's rests outside of a vault.
    if (lockState.value === 'empty') return setGate(true);
    setGate(false);
    try {
      const { takeHelp } = await import('../../paths/helped.ts');
      const id = await takeHelp(content, nickname.trim());
      go(`/j-aide/${id}`, { replace: true });
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page">
      <Title>{say('mandate.show-code')}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {content === null ? (
        <MeetAsReceiver
          path="/proches/donner"
          lead={say('mandate.mine.lead')}
          next={say('mandate.mine.code.so')}
          onContent={setContent}
        />
      ) : (
        <>
          <Nickname label={say('mandate.mine.whom')} value={nickname} onInput={setNickname} />
          <Button act="keep-help" look="full" off={nickname.trim() === ''} onPress={keep}>
            {say('mandate.mine.keep')}
          </Button>
          {isGate && <GateDialog onOpen={keep} onClose={() => setGate(false)} />}
        </>
      )}
    </main>
  );
}
