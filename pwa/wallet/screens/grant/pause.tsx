import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { changes } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { grantTitle } from './told.ts';

/** For a while, without ending it. What a change holds is let go on its own screen, where one sees what changes. */
export function PauseButton({ grant }: { grant: KeptGrant }) {
  const [fault, setFault] = useState<unknown>(null);
  const isPaused = grant.status === 'paused';
  if (!(isPaused || grant.status === 'active') || changes.value.get(grant.id)?.isHeld === true) return null;
  async function turn() {
    setFault(null);
    try {
      const path = await import('../../paths/pause.ts');
      await (isPaused ? path.resumeGrant(grant.id) : path.pauseGrant(grant.id));
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <div class="stack tight">
      {fault !== null && <FaultNote error={fault} />}
      <Button
        act={isPaused ? 'resume-grant' : 'pause-grant'}
        look="quiet"
        about={grantTitle(grant)}
        onPress={turn}
      >
        {say(isPaused ? 'grant.resume' : 'grant.pause')}
      </Button>
      <p class="soft small centred">{say('grant.pause.why')}</p>
    </div>
  );
}
