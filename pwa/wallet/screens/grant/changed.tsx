import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { outdated } from '../../paths/outdated.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { renewal } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { grantTitle } from './told.ts';

/** A shared fact is no longer what the service reads: said on the card, and one tap sends it. */
export function Changed({ grant }: { grant: KeptGrant }) {
  const [fault, setFault] = useState<unknown>(null);
  const changed = outdated.value.get(grant.id);
  async function send() {
    if (changed === undefined) return;
    setFault(null);
    try {
      await (await import('../../paths/renew.ts')).renewGrant(grant.id, changed);
    } catch (error) {
      setFault(error);
    }
  }
  if (changed === undefined) return fault === null ? null : <FaultNote error={fault} />;
  return (
    <div class="stack tight" data-changed={changed.length}>
      <Note tone="wait" icon="list">
        <p>
          <b>{say('renew.title')}</b>
        </p>
        {changed.map(({ key, sent, now }) => (
          <p key={key}>
            {say('renew.fact', {
              fact: factLabel(key),
              now: writeFact(key, now),
              sent: writeFact(key, sent),
            })}
          </p>
        ))}
        {renewal.value === 'never' && <p>{say('renew.never')}</p>}
      </Note>
      {fault !== null && <FaultNote error={fault} />}
      {renewal.value !== 'never' && (
        <Button act="renew-grant" about={grantTitle(grant)} onPress={send}>
          {say('renew.send')}
        </Button>
      )}
    </div>
  );
}
