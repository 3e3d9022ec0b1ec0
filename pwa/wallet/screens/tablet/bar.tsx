import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { newPerson, secondsLeft, stayHere, watchIdle } from '../../paths/tablet.ts';
import { address } from '../../router.ts';
import { startOver } from './start-over.ts';

export async function wipe(): Promise<void> {
  await newPerson();
  startOver();
}

/** On every screen: whose tablet this is, the way to hand it on, and the question when nobody was there for a while. */
export function TabletBar() {
  useEffect(() => watchIdle(wipe), []);
  useEffect(openOutside, []);
  return (
    <>
      <nav class="seat-bar" aria-label={say('tablet.bar')}>
        <b>{say('tablet.bar')}</b>
        {address.value.path !== '/tablette' && (
          <a class="button gentle" href="/tablette" data-act="new-person">
            {say('tablet.new')}
          </a>
        )}
      </nav>
      {secondsLeft.value !== null && <AreYouThere seconds={secondsLeft.value} />}
    </>
  );
}

/** A link that leaves opens a tab of its own: this one holds what there is, and a page that is left holds nothing. */
function openOutside() {
  const open = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (link === null || link.dataset['out'] === undefined || link.getAttribute('href')?.startsWith('#'))
      return;
    link.target = '_blank';
    link.rel = 'noopener';
  };
  addEventListener('click', open, { capture: true });
  return () => removeEventListener('click', open, { capture: true });
}

function AreYouThere({ seconds }: { seconds: number }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  // Read out once and at the end, not every second.
  const told = seconds > 10 ? 30 : 10;
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby="idle-title"
      aria-describedby="idle-lead"
      onCancel={(event) => {
        event.preventDefault();
        stayHere();
      }}
    >
      <div class="stack wide">
        <h2 id="idle-title">{say('tablet.idle')}</h2>
        <p id="idle-lead">{say('tablet.idle.lead')}</p>
        <p aria-hidden="true">{sayCount('tablet.idle.left', seconds)}</p>
        <p class="unseen" role="status">
          {sayCount('tablet.idle.left', told)}
        </p>
        <Button act="still-here" look="full" onPress={stayHere}>
          {say('tablet.idle.stay')}
        </Button>
        <Button act="wipe-now" look="quiet" onPress={wipe}>
          {say('tablet.wipe')}
        </Button>
      </div>
    </dialog>
  );
}
