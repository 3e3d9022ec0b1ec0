import { useState } from 'preact/hooks';
import type { LogReceipt } from '../../../../policy/receipt.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { saveFile } from '../../../ui/save-file.ts';
import { say } from '../../../words/lookup.ts';
import { anchorState } from '../../paths/anchor-state.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** The tick is for what a witness has seen; the relay's word alone has none. */
export function Anchored({ receipt }: { receipt: LogReceipt }) {
  const state = anchorState(receipt);
  return (
    <p class="small" data-anchor={state}>
      <b class={state === 'anchored' ? 'checked' : undefined}>
        {state === 'anchored' && <Icon name="check" size={16} />}
        {say(`anchor.${state}`)}
      </b>{' '}
      <span class="soft">{say(`anchor.${state}.why`)}</span>
    </p>
  );
}

/** The proof as a file that anybody can check without the relay; there is none before a witness has come. */
export function KeepProof({ text, receipt }: { text: string; receipt: LogReceipt }) {
  const [fault, setFault] = useState<unknown>(null);
  if (anchorState(receipt) !== 'anchored') return null;
  async function keep() {
    setFault(null);
    try {
      const { proofFile } = await import('../../paths/proof-file.ts');
      const file = { name: `vis-a-vis-${receipt.index}.tlog-proof`, text: await proofFile(text, receipt) };
      saveFile(file, 'text/plain');
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      {fault !== null && <FaultNote error={fault} />}
      <Button act="keep-proof" onPress={keep}>
        {say('anchor.keep')}
      </Button>
    </>
  );
}
