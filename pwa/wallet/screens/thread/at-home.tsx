import { Icon } from '../../../ui/icon.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import type { KeptThread } from '../../vault/kept/thread.ts';
import { threads } from '../../vault/open.ts';

/** In the first load, so without clocks: the last word is the party's, and it wants one from here. */
const isMyTurn = ({ acts }: KeptThread): boolean =>
  ['answer', 'paper', 'clarify'].includes(acts.at(-1)?.record.act ?? '');

export function ThreadsAtHome() {
  const found = threads.value;
  const mine = found.filter(isMyTurn).length;
  if (found.length === 0) return null;
  return (
    <a class={`card plain ${mine > 0 ? 'waiting' : ''}`} href="/demandes" data-act="threads">
      <span class="row">
        <Icon name="said" />
        <b class="grow">{mine > 0 ? sayCount('threads.home', mine) : say('threads.title')}</b>
        <Icon name="next" size={20} />
      </span>
    </a>
  );
}
