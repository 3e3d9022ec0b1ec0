// Sentence after sentence with the phone's own voice, and the sentence that is heard is lit on the page. Only a voice
// that lives on the phone: nothing is sent anywhere.

import { type Passage, passagesOf } from './passages.ts';

export interface Reading {
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly stop: () => void;
}

export function localVoice(lang: string): SpeechSynthesisVoice | undefined {
  const known = globalThis.speechSynthesis.getVoices();
  return known.find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(lang.slice(0, 2)));
}

/** `onEnd` is called once, when the last sentence was said; not after `stop`. */
export function startReading(root: Element, onEnd: () => void): Reading {
  const passages = passagesOf(root);
  const voices = globalThis.speechSynthesis;
  let at = 0;
  /** What was cut off still tells its end, and must not start the next sentence. */
  let turn = 0;
  /** Held here: some browsers forget an utterance that nobody holds, and never tell its end. */
  let saying: SpeechSynthesisUtterance | undefined;

  const cut = () => {
    turn += 1;
    saying = undefined;
    voices.cancel();
  };
  const finish = () => {
    cut();
    light(undefined);
    removeEventListener('pagehide', finish);
  };
  function say(): void {
    // What left the page meanwhile, or has no voice here, is passed over.
    let passage = passages[at];
    while (passage && !(passage.range.startContainer.isConnected && localVoice(passage.lang)))
      passage = passages[++at];
    if (passage === undefined) {
      finish();
      onEnd();
      return;
    }
    const mine = ++turn;
    const speech = new SpeechSynthesisUtterance(passage.text);
    const voice = localVoice(passage.lang);
    if (voice !== undefined) {
      speech.voice = voice;
      speech.lang = voice.lang;
    }
    const next = () => {
      if (mine !== turn) return;
      at += 1;
      say();
    };
    speech.onend = next;
    speech.onerror = next;
    saying = speech;
    light(passage);
    voices.speak(saying);
  }

  voices.cancel();
  addEventListener('pagehide', finish);
  say();
  return {
    // `speechSynthesis.pause` does nothing on some phones: cut off, and begin the sentence again.
    pause: cut,
    goOn: say,
    stop: finish,
  };
}

const name = 'heard';

function light(passage: Passage | undefined): void {
  const marks = globalThis.CSS?.highlights;
  for (const lit of document.querySelectorAll(`[data-${name}]`)) lit.removeAttribute(`data-${name}`);
  marks?.delete(name);
  if (passage === undefined) return;
  const { range } = passage;
  const block = range.startContainer.parentElement;
  if (marks !== undefined && typeof Highlight === 'function') marks.set(name, new Highlight(range));
  // Without highlights the whole paragraph is lit.
  else block?.setAttribute(`data-${name}`, '');
  const { top, bottom } = range.getBoundingClientRect();
  const bar = document.querySelector('.thumb, .tabs')?.getBoundingClientRect().height ?? 0;
  if (top < 0 || bottom > innerHeight - bar) block?.scrollIntoView({ block: 'center' });
}
