import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What stands under the first screenful: drawn one frame later, so that a slow phone shows first what is decided on. */
export function NextFrame({ children }: { children: ComponentChildren }) {
  const [isNow, setNow] = useState(false);
  // Effects run after the frame was shown.
  useEffect(() => setNow(true), []);
  return isNow ? children : null;
}
