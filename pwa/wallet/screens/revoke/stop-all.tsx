import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { grants, lockState } from '../../vault/open.ts';
import { grantTitle, isLive, partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';

interface Outcome {
  readonly ended: number;
  readonly queued: number;
}

/** Everything at once: the second tap from home is the last. */
export function StopAll() {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const live = grants.value.filter(isLive);
  async function stop() {
    setFault(null);
    try {
      const { stopAll } = await import('../../paths/revoke.ts');
      setOutcome(await stopAll());
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page">
      <Title>{say('stop.title')}</Title>
      {outcome === null && <p class="lead">{say(live.length === 0 ? 'stop.none' : 'stop.lead')}</p>}
      {fault !== null && <FaultNote error={fault} />}
      {outcome !== null && outcome.ended > 0 && (
        <Note tone="calm" icon="check" announce>
          <p>{sayCount('stop.done', outcome.ended)}</p>
        </Note>
      )}
      {outcome !== null && outcome.queued > 0 && (
        <Note tone="wait" announce>
          <p>{sayCount('stop.queued', outcome.queued)}</p>
        </Note>
      )}
      {live.length > 0 && (
        <section class="card">
          <ul class="list">
            {live.map((grant) => (
              <li key={grant.id} class="stack tight">
                <b>{grantTitle(grant)}</b>
                <span class="soft small">{partyName(grant.party)}</span>
              </li>
            ))}
          </ul>
          <Button act="stop-all" look="stop" icon="stop" onPress={stop}>
            {sayCount('stop.all', live.length)}
          </Button>
        </section>
      )}
      {lockState.value === 'open' && (
        <LinkCard
          href="/carte"
          icon="print"
          act="stop-card"
          title={say('card.title')}
          why={say('card.lead')}
        />
      )}
      <a class="button quiet" href="/stop" data-out data-act="stop-page">
        {say('card-page.title')}
      </a>
    </main>
  );
}
