import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { PrintChoice } from '../../../ui/paper/print-choice.tsx';
import { Sheet } from '../../../ui/paper/sheet.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { say } from '../../../words/lookup.ts';
import type { StopCard } from '../../paths/card.ts';
import { cardUsedAt, grants, lockState } from '../../vault/open.ts';
import { isLive } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { CardTurned } from './turned.tsx';

const paths = () => import('../../paths/card.ts');

/** The stop card as a sheet: code and groups, black on white, the size of a hand. */
export function Card() {
  const [card, setCard] = useState<StopCard | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const isOpen = lockState.value === 'open';
  useEffect(() => {
    if (isOpen)
      paths()
        .then(({ stopCard }) => setCard(stopCard()))
        .catch(setFault);
    // Another card takes its place while this one is on the screen.
  }, [isOpen, cardUsedAt.value]);
  return (
    <main id="page">
      <Title>{say('card.title')}</Title>
      <p class="lead">{say(isOpen ? 'card.lead' : 'card.first')}</p>
      {fault !== null && <FaultNote error={fault} />}
      <CardTurned hasLink={false} />
      {card !== null && (
        <>
          <Sheet kind="card" title={say('card.title')}>
            <Qr text={card.link} label={say('card.title')} />
            <p>{say('card.scan', { address: `${location.host}/stop` })}</p>
            <Groups groups={card.groups} />
            <p>{say('sheet.card')}</p>
          </Sheet>
          <PrintChoice act="print-card" />
          {cardUsedAt.value !== null && (
            <Button
              act="card-kept"
              look="gentle"
              icon="check"
              onPress={async () => (await paths()).keepCard().catch(setFault)}
            >
              {say('card.kept')}
            </Button>
          )}
          <p class="soft small pad">{say('card.keep')}</p>
          <Lost onCard={setCard} onFault={setFault} />
        </>
      )}
    </main>
  );
}

/** What is shared keeps the card under which it was agreed to: so everything is stopped first. */
function Lost({ onCard, onFault }: { onCard: (card: StopCard) => void; onFault: (error: unknown) => void }) {
  const isShared = grants.value.some(isLive);
  return (
    <section class="card">
      <h2>{say('card.lost')}</h2>
      <p class="soft">{say('card.lost.why')}</p>
      {isShared ? (
        <>
          <p>{say('card.lost.stop')}</p>
          <a class="button gentle" href="/arreter" data-act="stop-all-page">
            {say('stop.title')}
          </a>
        </>
      ) : (
        <Button
          act="new-card"
          look="gentle"
          onPress={async () => (await paths()).newCard().then(onCard).catch(onFault)}
        >
          {say('card.new')}
        </Button>
      )}
    </section>
  );
}

export function Groups({ groups }: { groups: readonly string[] }) {
  return (
    <ol class="groups">
      {groups.map((group, at) => (
        <li key={`${at} ${group}`}>
          <span class="soft" aria-hidden="true">
            {at + 1}
          </span>
          <span class="code" data-group={at}>
            {group}
          </span>
        </li>
      ))}
    </ol>
  );
}
