import { useEffect, useState } from 'preact/hooks';
import { say, sayCount } from '../../../words/lookup.ts';
import { lockState } from '../../vault/open.ts';

/** One quiet line, for whoever looks for it: how many studies are open, never that one should join. */
export function StudiesAtHome() {
  const [open, setOpen] = useState(0);
  const isOpen = lockState.value === 'open';
  useEffect(() => {
    if (!isOpen) return;
    void import('../../paths/open-studies.ts')
      .then(async ({ countOpenStudies }) => setOpen(await countOpenStudies()))
      .catch(() => undefined);
  }, [isOpen]);
  return (
    <a class="button quiet" href="/etudes" data-act="studies">
      {open === 0 ? say('study.home') : sayCount('study.home', open)}
    </a>
  );
}
