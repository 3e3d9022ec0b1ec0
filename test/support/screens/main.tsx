// The screens with a fictional wallet, for looking at them: `?state=empty|locked|queued|full`.

import { render } from 'preact';
import { startRouter } from '../../../pwa/wallet/router.ts';
import { App } from '../../../pwa/wallet/screens/app.tsx';
import { applySettings, setDevice } from '../../../pwa/wallet/screens/settings/device.ts';
import { heldSignal, lockSignal, waysInSignal } from '../../../pwa/wallet/vault/open.ts';
import { aFullWallet } from './fixture.ts';

const asked = new URLSearchParams(location.search);
const state = asked.get('state') ?? 'full';
applySettings();
setDevice({
  language: asked.get('lang') === 'en' ? 'en' : 'fr',
  theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
  size: asked.get('size') === 'large' ? 'large' : 'normal',
});
heldSignal.value = aFullWallet({
  isEmpty: state === 'empty' || state === 'locked',
  isQueued: state === 'queued',
});
lockSignal.value = state === 'empty' || state === 'locked' ? state : 'open';
waysInSignal.value = [
  { id: 'a', kind: 'passkey' },
  { id: 'b', kind: 'kit' },
];
startRouter();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
