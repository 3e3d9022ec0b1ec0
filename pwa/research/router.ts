// Where the reader is, as a signal. Everything here is public, so an address holds all that a page shows: what stands after
// `#` are the cells that were picked, and a link to them is a citation.

import { computed, signal } from '@preact/signals';
import { followLinks } from '../ui/follow-links.ts';

export interface Address {
  readonly path: string;
  /** The piece after the path's first: a study's digest, or nothing. */
  readonly piece: string;
  readonly hash: string;
}

function here(): Address {
  const [, first = '', piece = ''] = location.pathname.split('/');
  return { path: `/${first}`, piece, hash: location.hash.slice(1) };
}

const addressSignal = signal<Address>({ path: '/', piece: '', hash: '' });
export const address = computed(() => addressSignal.value);

export function go(to: string): void {
  history.pushState(null, '', to);
  addressSignal.value = here();
  scrollTo(0, 0);
}

/** What was picked changes the address, and no step back is made of each pick. */
export function setHash(hash: string): void {
  history.replaceState(null, '', `${location.pathname}${location.search}${hash === '' ? '' : `#${hash}`}`);
  addressSignal.value = here();
}

export function startRouter(): void {
  const arrive = () => {
    addressSignal.value = here();
  };
  arrive();
  addEventListener('popstate', arrive);
  addEventListener('hashchange', arrive);
  followLinks(go);
}
