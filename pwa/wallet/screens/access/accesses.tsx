import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import { grants, looks } from '../../vault/open.ts';
import { grantTitle } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { LookList, looksOf } from './look-list.tsx';

export function Looks({ id }: { id: string }) {
  const [fault, setFault] = useState<unknown>(null);
  const shown = id === '' ? looks.value : looksOf(id);
  const grant = grants.value.find((entry) => entry.id === id);
  async function refresh() {
    setFault(null);
    const { look } = await import('../../paths/look.ts');
    await (id === '' ? look() : look(id)).catch(setFault);
  }
  return (
    <main id="page">
      <Title>{shown.length === 0 ? say('looks.none') : grant ? grantTitle(grant) : say('looks.title')}</Title>
      <p class="lead">{say(shown.length === 0 ? 'looks.none.lead' : 'looks.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {shown.length > 0 && (
        <section class="card">
          <LookList looks={shown} hasNames />
        </section>
      )}
      {grants.value.length > 0 && (
        <Button act="look-again" look="gentle" icon="eye" onPress={refresh}>
          {say('looks.refresh')}
        </Button>
      )}
      <p class="soft small pad">{say('looks.limit')}</p>
    </main>
  );
}
