// The first script, so small that it is there before the others. Where the address names a request it asks for that
// request, and for the screen that shows it, while everything else is on its way: on a slow line each turn costs more
// than all the checks.

import { askAhead } from './link/ahead.ts';
import { claimFor, readLink } from './paths/claim.ts';

const link = location.pathname === '/r' ? readLink(location.hash) : null;
if (link !== null) {
  void import('./screens/ask/ask.tsx').then(({ readPlace }) => readPlace(location.hash.slice(1)));
  askAhead(link.handle, claimFor(link.handle));
}
