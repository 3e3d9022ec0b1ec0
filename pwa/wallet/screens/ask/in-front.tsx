import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';

/** Across devices only: who was merely sent a code is not in front of the screen, and says no here. */
export function InFrontDialog({
  name,
  onYes,
  onClose,
}: {
  name: string;
  onYes: () => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="in-front-title" onClose={onClose}>
      <div class="stack wide">
        <div class="stack tight">
          <h2 id="in-front-title">{say('request.cross', { name })}</h2>
          <p class="soft">{say('request.cross.why')}</p>
        </div>
        <div class="twins">
          <Button act="not-in-front" onPress={() => dialog.current?.close()}>
            {say('no')}
          </Button>
          <Button act="in-front" onPress={onYes}>
            {say('yes')}
          </Button>
        </div>
      </div>
    </dialog>
  );
}
