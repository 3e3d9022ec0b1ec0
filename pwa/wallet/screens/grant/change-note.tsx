import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { changes } from '../../vault/open.ts';
import { partyName } from './told.ts';

/** On the card: the party has changed something. Light, because home is in the first load. */
export function ChangeNote({ grant, isAlways = false }: { grant: KeptGrant; isAlways?: boolean }) {
  const kept = changes.value.get(grant.id);
  if (kept === undefined || grant.status === 'ended' || (!isAlways && kept.readAt !== null && !kept.isHeld))
    return null;
  const { effect, isHeld, from } = kept;
  const name = partyName(grant.party);
  const isPaused = effect === null || effect === 'pause' || effect === 'stop' || isHeld;
  return (
    <Note tone={isPaused ? 'stop' : effect === 'notify' ? 'wait' : 'calm'} icon="clock">
      <p>
        {isPaused
          ? say('grant.change.pause', { name })
          : effect === 'notify'
            ? say('grant.change.notify', { name, day: writeDay(from) })
            : say('grant.change.log', { name })}
      </p>
      <a class="reach" href={`/changement/${grant.id}`} data-act="see-change">
        {say('grant.change.see')}
      </a>
    </Note>
  );
}
