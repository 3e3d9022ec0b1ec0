// The page that stops by card: an entry of its own, without vault and without keys.

import { render } from 'preact';
import { applySettings } from './screens/settings/device.ts';
import { StopByCard } from './screens/stop/stop.tsx';

applySettings();

const root = document.getElementById('app');
if (root !== null) {
  root.replaceChildren();
  render(<StopByCard />, root);
}
