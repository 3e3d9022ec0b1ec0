import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { grants, isProvisional } from '../../vault/open.ts';
import { Anchored } from './anchored.tsx';
import { Resend, StopButton } from './card.tsx';
import { NoGrant } from './grant.tsx';
import { partyName } from './told.ts';

/** After the yes: what was recorded, the way back to the service, and two papers to keep. */
export function Receipt({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  if (grant === undefined) return <NoGrant />;
  const name = partyName(grant.party);
  return (
    <main id="page">
      <div class="hero tight">
        <span class="stamp">
          <Icon name="check" size={34} />
        </span>
        <Title>{say('receipt.title')}</Title>
        <p>{told(grant, name)}</p>
      </div>
      {grant.status === 'waiting' && grant.confirm !== null && (
        <section class="card" aria-live="polite">
          <h2>{say('receipt.confirm', { name })}</h2>
          <p class="code tall" data-confirm={grant.confirm}>
            {grant.confirm}
          </p>
          <p class="soft small">{say('receipt.confirm.why')}</p>
        </section>
      )}
      {grant.status === 'unsent' && (
        <section class="card dashed">
          <Resend grant={grant} />
          <StopButton grant={grant} />
        </section>
      )}
      {grant.redirect !== null && (
        <section class="card">
          <p>{say('receipt.return', { name })}</p>
          <a class="button full" href={grant.redirect} data-out data-act="back-to-service">
            {say('request.back', { name })}
          </a>
        </section>
      )}
      {grant.receipt !== null && (
        <Note tone="yes">
          <p>{say('receipt.log', { index: grant.receipt.index })}</p>
          <Anchored receipt={grant.receipt} />
        </Note>
      )}
      <h2 class="pad">{say('receipt.next')}</h2>
      <LinkCard
        href="/carte"
        icon="stop"
        act="stop-card"
        title={say('receipt.card')}
        why={say('receipt.card.why')}
      />
      {isProvisional.value && (
        <LinkCard href="/cle" icon="key" act="kit" title={say('receipt.kit')} why={say('receipt.kit.why')} />
      )}
      {grant.recordedAt !== null && grant.status !== 'waiting' && (
        <LinkCard
          href={`/recus/${grant.id}`}
          icon="print"
          act="receipts"
          title={say('receipt.receipts')}
          why={say('receipt.receipts.why')}
        />
      )}
      <a class="button quiet" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}

function told(grant: KeptGrant, name: string): string {
  if (grant.status === 'unsent') return say('receipt.unsent');
  const day = grant.until === null ? say('request.period.once') : writeDay(grant.until);
  return sayCount('receipt.lead', grant.scope.facts.length, { name, day });
}
