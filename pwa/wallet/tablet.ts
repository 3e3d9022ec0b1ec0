// Whether this device goes from hand to hand: a setting of who owns the tablet, which every room may ask.

import { computed, signal } from '@preact/signals';
import { readShared, writeShared } from './shared-mark.ts';

const shared = signal(readShared());
export const isShared = computed(() => shared.value);

export function markShared(on: boolean): void {
  writeShared(on);
  shared.value = on;
}
