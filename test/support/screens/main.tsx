// The screens with a fictional wallet, for looking at them: `?state=empty|locked|queued|full`.

import { render } from 'preact';
import { startRouter } from '../../../pwa/wallet/router.ts';
import { App } from '../../../pwa/wallet/screens/app.tsx';
import { applySettings, setDevice } from '../../../pwa/wallet/screens/settings/device.ts';
import { markTablet } from '../../../pwa/wallet/tablet.ts';
import { heldSignal, lockSignal, waysInSignal } from '../../../pwa/wallet/vault/open.ts';
import { aFullWallet } from './fixture.ts';
import { turn } from './turned.ts';

const asked = new URLSearchParams(location.search);
/** The first where nothing else is asked for. */
const oneOf = <T extends string>(name: string, known: readonly [T, ...T[]]): T =>
  known.find((entry) => entry === asked.get(name)) ?? known[0];
const state = asked.get('state') ?? 'full';
applySettings();
setDevice({
  language: oneOf('lang', ['fr', 'en', 'ar']),
  simple: oneOf('simple', ['off', 'on']),
  theme: oneOf('theme', ['light', 'dark', 'contrast']),
  size: oneOf('size', ['normal', '125', '150', '200']),
});
heldSignal.value = aFullWallet({
  isEmpty: state === 'empty' || state === 'locked',
  isQueued: state === 'queued',
  isQuiet: state === 'quiet',
});
turn(state);
lockSignal.value = state === 'empty' || state === 'locked' ? state : 'open';
waysInSignal.value = [
  { id: 'a', kind: 'passkey' },
  { id: 'b', kind: 'kit' },
];
// As the relay marks the page of an exercise, and as the owner of a tablet has set it.
if (asked.get('place') === 'exercise') {
  document.head.insertAdjacentHTML(
    'beforeend',
    '<meta name="vav-realm" content="exercise" data-exercise="A">',
  );
  document.body.insertAdjacentHTML(
    'afterbegin',
    '<aside class="exercise"><b lang="fr">EXERCICE : rien n’est vrai</b><b lang="en">EXERCISE: nothing is real</b></aside>',
  );
}
markTablet(asked.get('place') === 'tablet');
startRouter();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
