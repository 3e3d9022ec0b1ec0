import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import { accesses, grants } from '../../vault/open.ts';
import { grantTitle } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { AccessList, accessesOf } from './access-list.tsx';

export function Accesses({ id }: { id: string }) {
  const [fault, setFault] = useState<unknown>(null);
  const shown = id === '' ? accesses.value : accessesOf(id);
  const grant = grants.value.find((entry) => entry.id === id);
  async function refresh() {
    setFault(null);
    const { look } = await import('../../paths/look.ts');
    await (id === '' ? look() : look(id)).catch(setFault);
  }
  return (
    <main id="page">
      <Title>
        {shown.length === 0 ? say('access.none') : grant ? grantTitle(grant) : say('access.title')}
      </Title>
      <p class="lead">{say(shown.length === 0 ? 'access.none.lead' : 'access.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {shown.length > 0 && (
        <section class="card">
          <AccessList accesses={shown} hasNames />
        </section>
      )}
      {grants.value.length > 0 && (
        <Button act="look-again" look="gentle" icon="eye" onPress={refresh}>
          {say('access.refresh')}
        </Button>
      )}
      <p class="soft small pad">{say('access.limit')}</p>
    </main>
  );
}
