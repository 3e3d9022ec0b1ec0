// The simple version of a screen: who, what, until when, if you say no, and the acts. What is marked as a detail (the
// folds, small print, `data-detail`) waits behind one button; the style of `senses` hides it, so no screen does anything.

import { useEffect, useState } from 'preact/hooks';
import { isSimple, say } from '../words/lookup.ts';
import { Icon } from './icon.tsx';

export function SimpleButton({ onChoose }: { onChoose: (next: boolean) => void }) {
  const isOn = isSimple.value;
  return (
    <button type="button" class="button link" data-act="simple" onClick={() => onChoose(!isOn)}>
      {say(isOn ? 'simple.off' : 'simple.on')}
    </button>
  );
}

/** At the end of what is essential. What it opens stays open until the screen is left. */
export function TellMore() {
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    document.documentElement.toggleAttribute('data-whole', isWhole);
    return () => document.documentElement.removeAttribute('data-whole');
  }, [isWhole]);
  if (!isSimple.value) return null;
  return (
    <div class="tell-more pad-page">
      <button
        type="button"
        class="button gentle"
        data-act="tell-more"
        aria-expanded={isWhole}
        onClick={() => setWhole(!isWhole)}
      >
        {say(isWhole ? 'simple.less' : 'simple.more')}
        <Icon name="next" size={18} />
      </button>
    </div>
  );
}
