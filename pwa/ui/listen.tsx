import { useEffect, useState } from 'preact/hooks';
import { language, say } from '../words/lookup.ts';
import { Icon } from './icon.tsx';

/** Reads the page aloud with the phone's own voice. Only a voice that lives on the phone: nothing is sent anywhere. */
export function ListenButton({ text }: { text: () => string }) {
  const [isSpeaking, setSpeaking] = useState(false);
  const [canSpeak, setCan] = useState(false);
  useEffect(() => {
    const voices = globalThis.speechSynthesis;
    if (voices === undefined) return;
    const look = () => setCan(localVoice(language.value) !== undefined);
    look();
    voices.addEventListener('voiceschanged', look);
    return () => {
      voices.removeEventListener('voiceschanged', look);
      voices.cancel();
    };
  }, []);
  if (!canSpeak) return null;
  function toggle() {
    const voices = globalThis.speechSynthesis;
    voices.cancel();
    if (isSpeaking) return setSpeaking(false);
    const speech = new SpeechSynthesisUtterance(text());
    const voice = localVoice(language.value);
    if (voice === undefined) return;
    speech.voice = voice;
    speech.lang = voice.lang;
    speech.onend = () => setSpeaking(false);
    speech.onerror = () => setSpeaking(false);
    setSpeaking(true);
    voices.speak(speech);
  }
  return (
    <button type="button" class="button link" data-act="listen" aria-pressed={isSpeaking} onClick={toggle}>
      <Icon name="listen" size={20} />
      {say(isSpeaking ? 'listen.stop' : 'listen')}
    </button>
  );
}

function localVoice(lang: string): SpeechSynthesisVoice | undefined {
  return globalThis.speechSynthesis
    .getVoices()
    .find((voice) => voice.localService && voice.lang.startsWith(lang));
}
