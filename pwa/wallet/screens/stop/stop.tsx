import { useEffect, useId, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { LanguageButton, Title, Top } from '../../../ui/frame.tsx';
import { HelpLink } from '../../../ui/help-link.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { setDevice } from '../settings/device.ts';

/** Reads the card from behind `#`, or typed; ends everything it can end; knows nothing about the person. */
export function StopByCard() {
  const id = useId();
  const [typed, setTyped] = useState(() => location.hash.slice(1));
  const [isRead] = useState(typed !== '');
  const [isSending, setSending] = useState(false);
  const [ended, setEnded] = useState<number | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    // What was on the card must not stay in the address bar or in the history.
    if (isRead) history.replaceState(null, '', location.pathname);
  }, []);
  async function stop(event: Event) {
    event.preventDefault();
    if (isSending) return;
    setFault(null);
    setSending(true);
    try {
      const { readCard, stopByCard } = await import('../../paths/stop.ts');
      setEnded(await stopByCard(readCard(typed)));
    } catch (error) {
      setFault(error);
    } finally {
      setSending(false);
    }
  }
  return (
    <>
      <Top>
        <LanguageButton onChoose={(language) => setDevice({ language })} />
      </Top>
      <main id="page">
        <Title>{say('card-page.title')}</Title>
        {ended === null ? (
          <>
            <p class="lead">{say('card-page.lead')}</p>
            {isRead && (
              <Note tone="calm" icon="check">
                <p>{say('card-page.read')}</p>
              </Note>
            )}
            {fault !== null && <FaultNote error={fault} />}
            <form class="card" onSubmit={(event) => void stop(event)}>
              <div class="field">
                <label for={id}>{say('card-page.label')}</label>
                <div class="box">
                  <textarea
                    id={id}
                    class="code"
                    name="card"
                    rows={3}
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck={false}
                    value={typed}
                    onInput={(event) => setTyped(event.currentTarget.value)}
                  />
                </div>
              </div>
              <Button
                act="stop-by-card"
                type="submit"
                look="stop"
                icon="stop"
                busy={isSending}
                off={typed.trim() === ''}
              >
                {say(isSending ? 'card-page.sending' : 'card-page.stop')}
              </Button>
            </form>
            {isSending && (
              <div class="bar">
                <i />
              </div>
            )}
          </>
        ) : (
          <>
            <Note tone="calm" icon="check" announce>
              <p data-ended={ended}>
                {ended === 0 ? say('card-page.zero') : sayCount('card-page.done', ended)}
              </p>
            </Note>
            {ended > 1 && <p class="soft">{say('card-page.join')}</p>}
            <p class="soft">{say('card-page.next')}</p>
          </>
        )}
      </main>
      <HelpLink />
    </>
  );
}
