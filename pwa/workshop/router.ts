// Where the mediator is, as a signal. No address holds the code of a room or its secret.

import { computed, signal } from '@preact/signals';
import { followLinks } from '../ui/follow-links.ts';

export interface Place {
  readonly path: string;
  /** The piece after the path's first: a sheet's name, or nothing. */
  readonly piece: string;
}

function here(): Place {
  const [, first = '', piece = ''] = location.pathname.split('/');
  return { path: `/${first}`, piece };
}

const placeSignal = signal<Place>({ path: '/', piece: '' });
export const place = computed(() => placeSignal.value);

export function go(address: string): void {
  history.pushState(null, '', address);
  placeSignal.value = here();
  scrollTo(0, 0);
}

export function startRouter(): void {
  const arrive = () => {
    placeSignal.value = here();
  };
  arrive();
  addEventListener('popstate', arrive);
  followLinks(go);
}
