import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';
import { isTablet } from '../../tablet.ts';
import { lockState } from '../../vault/open.ts';
import { Gate } from './gate.tsx';

/** Asked only when there is something to keep: the second tap of a yes. */
export function GateDialog({ onOpen, onClose }: { onOpen: () => unknown; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // What is asked must not change its words while the keys are being made.
  const isNew = useRef(lockState.peek() === 'empty');
  const isVisit = isTablet.value && isNew.current;
  const title = isVisit ? 'tablet.bar' : isNew.current ? 'open.create' : 'open.unlock.title';
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="gate-title" onClose={onClose}>
      <div class="stack wide">
        <div class="stack tight">
          <h2 id="gate-title">{say(title)}</h2>
          {/* A tablet that goes from hand to hand keeps nothing, and says so itself. */}
          {!isVisit && <p class="soft">{say(isNew.current ? 'open.create.lead' : 'open.unlock.lead')}</p>}
        </div>
        <Gate onOpen={onOpen} />
        <Button act="gate-close" look="quiet" onPress={() => dialog.current?.close()}>
          {say('later')}
        </Button>
      </div>
    </dialog>
  );
}
