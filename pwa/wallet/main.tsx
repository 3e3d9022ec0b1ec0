// Puts screens, vault and link together. Nothing else.

import { render } from 'preact';
import { writeDay } from '../words/write.ts';
import { startRouter } from './router.ts';
import { App } from './screens/app.tsx';
import { applySettings } from './screens/settings/device.ts';

applySettings();
startRouter();

const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}

// The first date costs 30 ms on a slow phone: written here, while the line is waited for.
setTimeout(() => writeDay(Date.now()));

// Looked at after the first paint: which door this device has, then the keys' library, then what is new.
void import('./screens/start.ts').then(({ startWallet }) => startWallet());
