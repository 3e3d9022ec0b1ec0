import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { envelopes } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** In force, and what was said last about experiments under it. */
const isOut = (grant: KeptGrant): boolean => {
  const sent = [...envelopes.value.values()].filter((entry) => entry.grant === grant.id);
  return sent.sort((left, right) => right.n - left.n)[0]?.experiment === 'left';
};

/** « Quitter l’essai », one tap: it goes with the next envelope and touches nothing of the agreement. */
export function LeaveExperiment({ grant }: { grant: KeptGrant }) {
  const [told, setTold] = useState<'sent' | 'queued' | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const isLeft = isOut(grant);
  async function choose() {
    setFault(null);
    try {
      const path = await import('../../paths/experiment.ts');
      setTold(await (isLeft ? path.joinExperiments(grant.id) : path.leaveExperiments(grant.id)));
    } catch (error) {
      setFault(error);
    }
  }
  if (grant.status !== 'active' && grant.status !== 'waiting') return null;
  return (
    <div class="stack" data-experiment={isLeft ? 'left' : 'in'}>
      {isLeft && <p>{say('result.arm.left')}</p>}
      {told !== null && (
        <Note tone={told === 'sent' ? 'calm' : 'wait'} icon={told === 'sent' ? 'check' : 'clock'} announce>
          <p>{say(told === 'sent' ? 'result.arm.gone' : 'result.arm.gone.queued')}</p>
        </Note>
      )}
      {fault !== null && <FaultNote error={fault} />}
      <Button act="leave-experiment" look={isLeft ? 'quiet' : 'gentle'} onPress={choose}>
        {say(isLeft ? 'result.arm.join' : 'result.arm.leave')}
      </Button>
    </div>
  );
}
