import { useEffect, useState } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { ListedPaper } from '../../paths/paper.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** Blank sheets, for anybody and without a wallet: what is asked today, and the slip to contest. */
export function Papers() {
  const [listed, setListed] = useState<readonly ListedPaper[] | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/paper.ts')
      .then(({ listPaper }) => listPaper())
      .then(setListed)
      .catch(setFault);
  }, []);
  return (
    <main id="page" aria-busy={(listed === null && fault === null) || undefined}>
      <Title>{say('paper.title')}</Title>
      <p class="lead">{say('paper.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {listed === null && fault === null && <Working what="parties.reading" />}
      {listed !== null && (
        <section class="card">
          <h2>{say('paper.requests')}</h2>
          {listed.length === 0 && <p class="soft">{say('paper.requests.none')}</p>}
          <ul class="list rows">
            {listed.map(({ declaration, title, party }) => (
              <li key={declaration}>
                <a class="row plain touch" href={`/papier/${declaration}`} data-act="see-paper">
                  <span class="grow stack tight">
                    <b>{inLanguage(title)}</b>
                    <span class="soft small">{inLanguage(party)}</span>
                  </span>
                  <Icon name="next" size={20} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <h2 class="pad">{say('paper.other')}</h2>
      <LinkCard
        href="/papier/contester"
        icon="warn"
        act="paper-contest"
        title={say('paper.contest')}
        why={say('paper.contest.why')}
      />
      <LinkCard
        href="/papier/mandat"
        icon="pen"
        act="paper-mandate"
        title={say('paper.mandate')}
        why={say('paper.mandate.why')}
      />
    </main>
  );
}
