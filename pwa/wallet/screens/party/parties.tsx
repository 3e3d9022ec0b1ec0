import { useEffect, useState } from 'preact/hooks';
import { Seal } from '../../../ui/facing.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say, sayCount, type Word } from '../../../words/lookup.ts';
import type { ListedParty } from '../../paths/party-page.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** « Qui déclare, qui ne déclare pas »: for anybody, without a wallet. */
export function Parties() {
  const [listed, setListed] = useState<readonly ListedParty[] | null>(null);
  const [regie, setRegie] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/party-page.ts')
      .then(({ regieId }) => regieId())
      .then(setRegie)
      .catch(() => undefined);
    import('../../paths/party-page.ts')
      .then(({ listDeclaring }) => listDeclaring())
      .then(setListed)
      .catch(setFault);
  }, []);
  // What stands under the list waits for it: nothing moves away under a finger.
  if (listed === null && fault === null)
    return (
      <main id="page" aria-busy="true">
        <Title>{say('parties.title')}</Title>
        <p class="lead">{say('parties.lead')}</p>
        <Working what="parties.reading" />
      </main>
    );
  return (
    <main id="page">
      <Title>{say('parties.title')}</Title>
      <p class="lead">{say('parties.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {listed !== null && (
        <>
          <Group title={say('parties.yes')} parties={listed.filter(({ declared }) => declared > 0)} />
          <Group title={say('parties.no')} parties={listed.filter(({ declared }) => declared === 0)} />
        </>
      )}
      <p class="soft small pad">{say('parties.limit')}</p>
      <a class="button gentle" href="/papier" data-act="papers">
        {say('paper.link')}
      </a>
      {regie !== null && (
        <a class="button gentle" href={`/organisme/${regie}`} data-act="see-regie">
          {say('parties.regie')}
        </a>
      )}
      <a class="button quiet" href="/retrouver" data-act="come-back">
        {say('come-back.link')}
      </a>
    </main>
  );
}

function Group({ title, parties }: { title: string; parties: readonly ListedParty[] }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {parties.length === 0 && <p class="soft">{say('parties.none')}</p>}
      <ul class="list rows">
        {parties.map((party) => {
          const name = inLanguage(party.name);
          return (
            <li key={party.id}>
              <a class="row plain touch" href={`/organisme/${party.id}`} data-act="see-party">
                <Seal name={name} />
                <span class="grow stack tight">
                  <b>{name}</b>
                  <span class="soft small">
                    {say(`rules.role.${party.role}` as Word)}
                    {party.declared > 0 && ` · ${sayCount('parties.declared', party.declared)}`}
                  </span>
                  {party.isLate && <span class="chip stop">{say('parties.late')}</span>}
                </span>
                <Icon name="next" size={20} />
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
