import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { laterWords } from '../../../words/lookup.ts';
import { heldSignal, lockState } from '../../vault/open.ts';

/** What is no part of the first sight: it comes after it, with its words. */
export function MoreAtHome() {
  const [Shown, show] = useState<ComponentType>();
  const isOpen = lockState.value === 'open';
  useEffect(() => {
    if (isOpen) void Promise.all([import('./rest.tsx'), laterWords()]).then(([{ Rest }]) => show(() => Rest));
  }, [isOpen]);
  return Shown && isOpen ? <Shown /> : null;
}

/** Above everything else while it is on: what is shared below is not looked at. */
export function QuietOnTop() {
  const [Shown, show] = useState<ComponentType>();
  const isOn = lockState.value === 'open' && heldSignal.value.setting.get('wallet')?.quiet !== undefined;
  useEffect(() => {
    if (isOn)
      void Promise.all([import('./rest.tsx'), laterWords()]).then(([{ QuietNow }]) => show(() => QuietNow));
  }, [isOn]);
  return Shown && isOn ? <Shown /> : null;
}
