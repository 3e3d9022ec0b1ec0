// A voice that is given: what would be heard is a list, and a sentence ends when the test says so. It stands in the place
// of the browser's own, which a machine without sound does not have.

import type { Page } from 'playwright-core';

export interface Spoken {
  readonly text: string;
  readonly lang: string;
}

interface Voice {
  readonly said: Spoken[];
  /** Ends the sentence that is being said; false where none is. */
  end: () => boolean;
}

declare global {
  var voice: Voice;
}

/** French and English; not Arabic. */
export async function giveVoice(page: Page, { isLocal = true }: { isLocal?: boolean } = {}): Promise<void> {
  await page.addInitScript((localService) => {
    class Utterance {
      text: string;
      lang = '';
      voice: unknown = null;
      onend: (() => void) | null = null;
      onerror: (() => void) | null = null;
      constructor(text: string) {
        this.text = text;
      }
    }
    let now: Utterance | null = null;
    const said: Spoken[] = [];
    const voices = ['fr-FR', 'en-GB'].map((lang) => ({ lang, name: lang, localService }));
    const speech = Object.assign(new EventTarget(), {
      getVoices: () => voices,
      speak(utterance: Utterance) {
        said.push({ text: utterance.text, lang: utterance.lang });
        now = utterance;
      },
      // As browsers do: what is cut off tells its end too, as a fault, a moment later.
      cancel() {
        const cut = now;
        now = null;
        if (cut !== null) queueMicrotask(() => cut.onerror?.());
      },
    });
    Object.defineProperty(globalThis, 'SpeechSynthesisUtterance', { value: Utterance });
    Object.defineProperty(globalThis, 'speechSynthesis', { value: speech });
    globalThis.voice = {
      said,
      end() {
        const ended = now;
        now = null;
        ended?.onend?.();
        return ended !== null;
      },
    };
  }, isLocal);
}

export const sayOn = (page: Page): Promise<boolean> => page.evaluate(() => globalThis.voice.end());

export const spokenOn = (page: Page): Promise<Spoken[]> => page.evaluate(() => globalThis.voice.said);
