import { effect } from '@preact/signals';
import { isTablet } from '../../tablet.ts';
import { hearTabletMark } from '../../tablet-mark.ts';
import { isErasedElsewhere } from '../../vault/open.ts';

let isLeaving = false;

/** Anew from the server: what the scripts of this visit still held goes with its page. */
export function startOver(): void {
  // A second call would break off the first.
  if (isLeaving) return;
  isLeaving = true;
  location.replace('/tablette');
}

/** Another tab ended the visit, or said that this device is a tablet from now on, or none any more. */
export function followOtherTabs(): void {
  hearTabletMark(startOver);
  effect(() => {
    if (isTablet.value && isErasedElsewhere.value) startOver();
  });
}
