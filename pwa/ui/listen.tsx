import { useEffect, useRef, useState } from 'preact/hooks';
import { language, say } from '../words/lookup.ts';
import { Icon } from './icon.tsx';
import type { Reading } from './read-aloud.ts';

const load = () => import('./read-aloud.ts');

/**
 * Reads the page aloud. Shown only where the phone itself has a voice for the language of the page; it falls silent when
 * the page is left.
 */
export function ListenButton() {
  const [state, setState] = useState<'silent' | 'speaking' | 'paused'>('silent');
  const [canSpeak, setCan] = useState(false);
  const reading = useRef<Reading | undefined>(undefined);
  /** Counts up when the page is left: a voice that comes late must not begin. */
  const visit = useRef(0);
  const lang = language.value;
  useEffect(() => {
    const voices = globalThis.speechSynthesis;
    if (voices === undefined) return;
    const look = () =>
      setCan(voices.getVoices().some((voice) => voice.localService && voice.lang.startsWith(lang)));
    look();
    voices.addEventListener('voiceschanged', look);
    return () => {
      voices.removeEventListener('voiceschanged', look);
      visit.current += 1;
      reading.current?.stop();
      setState('silent');
    };
  }, [lang]);
  if (!canSpeak) return null;
  async function press() {
    if (state === 'speaking') {
      reading.current?.pause();
      return setState('paused');
    }
    setState('speaking');
    if (state === 'paused') return reading.current?.goOn();
    const now = visit.current;
    const { startReading } = await load();
    const page = document.getElementById('page');
    if (page !== null && now === visit.current)
      reading.current = startReading(page, () => setState('silent'));
  }
  const word = state === 'silent' ? 'listen' : state === 'speaking' ? 'listen.pause' : 'listen.go-on';
  return (
    <>
      <button
        type="button"
        class="button link"
        data-act="listen"
        data-state={state}
        onPointerDown={() => void load()}
        onClick={() => void press()}
      >
        <Icon name={state === 'speaking' ? 'pause' : 'listen'} size={20} />
        {say(word)}
      </button>
      {state !== 'silent' && (
        <button
          type="button"
          class="button link"
          data-act="listen-stop"
          aria-label={say('listen.stop')}
          onClick={() => {
            reading.current?.stop();
            setState('silent');
          }}
        >
          <Icon name="mute" size={20} />
        </button>
      )}
    </>
  );
}
