// Where the mediator is, as a signal. No address holds the code of a room or its secret.

import { computed, signal } from '@preact/signals';
import { followLinks } from '../ui/follow-links.ts';

export interface Address {
  readonly path: string;
  /** The piece after the path's first: a sheet's name, or nothing. */
  readonly piece: string;
}

function here(): Address {
  const [, first = '', piece = ''] = location.pathname.split('/');
  return { path: `/${first}`, piece };
}

const addressSignal = signal<Address>({ path: '/', piece: '' });
export const address = computed(() => addressSignal.value);

export function go(to: string): void {
  history.pushState(null, '', to);
  addressSignal.value = here();
  scrollTo(0, 0);
}

export function startRouter(): void {
  const arrive = () => {
    addressSignal.value = here();
  };
  arrive();
  addEventListener('popstate', arrive);
  followLinks(go);
}
