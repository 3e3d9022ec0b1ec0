// Whether this device is a tablet that goes from hand to hand, of whatever size it is: a setting of who owns it, which
// every room may ask.

import { computed, signal } from '@preact/signals';
import { readTabletMark, writeTabletMark } from './tablet-mark.ts';

const mark = signal(readTabletMark());
export const isTablet = computed(() => mark.value);

export function markTablet(on: boolean): void {
  writeTabletMark(on);
  mark.value = on;
}
