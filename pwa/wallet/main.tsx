// Puts screens, vault and link together. Nothing else.

import { render } from 'preact';
import { startRouter } from './router.ts';
import { App, haveScreen } from './screens/app.tsx';
import { applySettings } from './screens/settings/device.ts';

applySettings();
startRouter();

const patienceMs = 1_500;

/** Who comes by a link sees the shell until the request is there: drawing « one waits » first would make it later. */
async function untilDrawable(): Promise<void> {
  const { AskScreen, isDrawable } = await import('./screens/ask/ask.tsx');
  haveScreen('/r', AskScreen);
  await Promise.race([isDrawable(), new Promise((over) => setTimeout(over, patienceMs))]);
}

function draw(): void {
  const root = document.getElementById('app');
  if (root === null) return;
  root.replaceChildren();
  render(<App />, root);
}

/** After the first paint: which door this device has, then the keys' library, then what is new. */
const start = (): void => void import('./screens/start.ts').then(({ startWallet }) => startWallet());

if (location.pathname === '/r')
  void untilDrawable()
    .then(draw, draw)
    .then(() => requestAnimationFrame(() => setTimeout(start)));
else {
  draw();
  start();
}
