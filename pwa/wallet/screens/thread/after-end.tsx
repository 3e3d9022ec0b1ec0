import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { threads } from '../../vault/open.ts';
import { partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { DeletionStates } from './deletion.tsx';
import { standingOf } from './shown.ts';
import { inWords, shownOf } from './thread.tsx';

/** After a stop: what is proved, what is only said, and one tap to ask for the erasing. */
export function AfterEnd({ grant }: { grant: KeptGrant }) {
  const [fault, setFault] = useState<unknown>(null);
  // Nothing was ever read under it: there is nothing to erase.
  const wasRead = grant.lastLookAt !== null;
  if (grant.status !== 'ended' || grant.endReason === 'grant-narrowed' || !wasRead) return null;
  const asked = threads.value.find(
    ({ opening }) => opening.kind === 'deletion' && opening.grant === grant.id,
  );
  const name = partyName(grant.party);
  async function ask() {
    setFault(null);
    try {
      const { askDeletion } = await import('../../paths/my-thread.ts');
      const reason = grant.endReason === 'grant-withdrawn' ? 'after-withdrawal' : 'after-end';
      await askDeletion(grant.id, inWords(say(`thread.reason.deletion.${reason}`)));
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      <DeletionStates
        state={asked === undefined ? null : standingOf(shownOf(asked))}
        name={name}
        grant={grant.id}
      />
      {fault !== null && <FaultNote error={fault} />}
      {asked === undefined ? (
        <Button act="ask-deletion" onPress={ask}>
          {say('deletion.ask')}
        </Button>
      ) : (
        <a class="button" href={`/demande/${asked.id}`} data-act="see-thread">
          {say('deletion.see')}
        </a>
      )}
    </>
  );
}
