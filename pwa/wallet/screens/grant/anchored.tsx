import type { LogReceipt } from '../../../../policy/receipt.ts';
import { Icon } from '../../../ui/icon.tsx';
import { say } from '../../../words/lookup.ts';
import { anchorState } from '../../paths/anchor-state.ts';

/** The tick is for what a witness has seen; the relay's word alone has none. */
export function Anchored({ receipt }: { receipt: LogReceipt }) {
  const state = anchorState(receipt);
  return (
    <p class="small" data-anchor={state}>
      {state === 'anchored' && <Icon name="check" size={16} />} <b>{say(`anchor.${state}`)}</b>{' '}
      <span class="soft">{say(`anchor.${state}.why`)}</span>
    </p>
  );
}
