import { useEffect, useState } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { say } from '../../../words/lookup.ts';

/** For anybody, with or without a wallet: people first, then paper, then who answers for this place. */
export function Help() {
  const [regie, setRegie] = useState<string | null>(null);
  useEffect(() => {
    import('../../paths/party-page.ts')
      .then(({ regieId }) => regieId())
      .then(setRegie)
      .catch(() => undefined);
  }, []);
  return (
    <main id="page">
      <Title>{say('help.title')}</Title>
      <p class="lead">{say('help.lead')}</p>
      <section class="card">
        <h2>{say('help.people')}</h2>
        <ul class="stack">
          <li>{say('help.people.mediator')}</li>
          <li>{say('help.people.counter')}</li>
          <li>{say('help.people.relative')}</li>
        </ul>
        <p class="soft small">{say('help.people.never')}</p>
      </section>
      <LinkCard
        href="/stop"
        isOut
        icon="stop"
        act="stop-page"
        title={say('help.stop')}
        why={say('help.stop.why')}
      />
      <LinkCard
        href="/papier"
        icon="print"
        act="papers"
        title={say('help.paper')}
        why={say('help.paper.why')}
      />
      <LinkCard
        href="/reglages"
        icon="gear"
        act="settings"
        title={say('help.easier')}
        why={say('help.easier.why')}
      />
      {regie !== null && (
        <LinkCard
          href={`/organisme/${regie}`}
          icon="list"
          act="see-regie"
          title={say('help.regie')}
          why={say('help.regie.why')}
        />
      )}
    </main>
  );
}
