import { useEffect, useState } from 'preact/hooks';
import type { PartyPage } from '../../../../policy/party-page.ts';
import { Contact } from '../../../ui/request-folds.tsx';
import { say } from '../../../words/lookup.ts';
import type { Reachable } from '../../paths/party-page.ts';

/** Addresses of people, from the party's declarations: « Où aller ensuite » sends one here. */
export function ReachIt({ page }: { page: PartyPage }) {
  const [found, setFound] = useState<readonly Reachable[] | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    import('../../paths/party-page.ts')
      .then(({ readReachable }) => readReachable(page))
      .then(setFound)
      .catch(() => setLost(true));
  }, [page]);
  if (found === null && !isLost) return null;
  return (
    <section class="card" data-reach={found?.length ?? 0}>
      <h2>{say('party.contact')}</h2>
      {isLost && <p class="soft">{say('party.contact.none')}</p>}
      {found !== null && (
        <ul class="list">
          {found.map(({ as, contact }) => (
            <li key={`${as} ${JSON.stringify(contact)}`} class="stack tight">
              <h3>{say(`party.contact.${as}`)}</h3>
              <Contact of={contact} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
