// Where the person is, as a signal. History API and nothing else, so that deep links work offline: the shell answers
// every address and this file decides what it means.

import { computed, signal } from '@preact/signals';
import { followLinks } from '../ui/follow-links.ts';
import { isTablet } from './tablet.ts';

/** What stands after `#` (a handle, a card) never leaves this page. */
export interface Address {
  readonly path: string;
  readonly hash: string;
}

const here = (): Address => ({
  path: location.pathname.replace(/(.)\/$/, '$1'),
  hash: location.hash.slice(1),
});

const addressSignal = signal<Address>({ path: '/', hash: '' });
export const address = computed(() => addressSignal.value);

/** True when « Retour » stays inside the wallet. */
let steps = 0;

export function go(to: string, options: { readonly replace?: boolean } = {}): void {
  // Of a tablet that goes from hand to hand « Retour » would show the next person what was looked at.
  if (options.replace || isTablet.value) history.replaceState(null, '', to);
  else {
    history.pushState(null, '', to);
    steps += 1;
  }
  arrive();
}

export function goBack(): void {
  if (steps > 0) {
    steps -= 1;
    history.back();
  } else go('/', { replace: true });
}

/** One `{name}` stands for one piece of the path, as it was typed: every piece of ours is an id or a digest. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const found = path.split('/');
  if (wanted.length !== found.length) return null;
  const pieces: Record<string, string> = {};
  for (const [at, piece] of wanted.entries()) {
    const said = found[at] ?? '';
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name !== undefined && said !== '') pieces[name] = said;
    else if (piece !== said) return null;
  }
  return pieces;
}

function arrive(): void {
  addressSignal.value = here();
  scrollTo(0, 0);
}

export function startRouter(): void {
  addressSignal.value = here();
  addEventListener('popstate', () => {
    addressSignal.value = here();
  });
  // A new scan while the page is open changes only what stands after `#`.
  addEventListener('hashchange', () => {
    addressSignal.value = here();
  });
  followLinks(go);
}
