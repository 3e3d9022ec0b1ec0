import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { mandatesIn, standingOf, untilOf } from '../../paths/help-standing.ts';
import type { KeptHelp } from '../../vault/kept/mandate.ts';
import { helps, mandates } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** What is true of it now. */
export function HelpState({ help }: { help: KeptHelp }) {
  const standing = standingOf(help);
  const waiting = mandatesIn(help.id).filter(({ state }) => state === 'unsent').length;
  switch (standing) {
    case 'ended':
    case 'over': {
      const [first] = mandatesIn(help.id);
      return <p>{say('mandate.over', { day: writeDay(first?.endedAt ?? untilOf(help)) })}</p>;
    }
    case 'ending':
      return (
        <Note tone="wait" announce>
          <p>{say('mandate.ending')}</p>
        </Note>
      );
    default:
      return (
        <>
          <p>{say('mandate.until', { day: writeDay(untilOf(help)) })}</p>
          {standing === 'refused' && <p class="wrong">{say('mandate.refused')}</p>}
          {waiting > 0 && <p class="soft small">{sayCount('mandate.sending', waiting)}</p>}
        </>
      );
  }
}

/** One tap, and nothing is asked back. */
export function EndHelp({ help, mandate, name }: { help?: string; mandate?: string; name: string }) {
  const [isTapped, setTapped] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const kept = helps.value.find(({ id }) => id === help);
  const standing = kept === undefined ? undefined : standingOf(kept);
  const isEnded =
    mandate === undefined ? standing === 'ended' : mandates.value.get(mandate)?.state === 'ended';
  async function end() {
    setFault(null);
    setTapped(true);
    try {
      const { endHelp, endMandate } = await import('../../paths/mandate.ts');
      await (help === undefined ? endMandate(mandate ?? '') : endHelp(help));
    } catch (error) {
      setFault(error);
    }
  }
  if (fault !== null) return <FaultNote error={fault} />;
  if (isEnded)
    return isTapped ? (
      <Note tone="calm" icon="check" announce>
        <p>{say('mandate.ended')}</p>
      </Note>
    ) : null;
  if (standing === 'ending' || standing === 'over') return null;
  return (
    <Button act="end-help" look="stop" about={name} onPress={end}>
      {say('mandate.end')}
    </Button>
  );
}
