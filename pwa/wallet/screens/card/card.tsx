import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { Qr } from '../../../ui/qr.tsx';
import { say } from '../../../words/lookup.ts';
import type { StopCard } from '../../paths/card.ts';
import { lockState } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** The stop card as a sheet: code and groups, black on white, the size of a hand. */
export function Card() {
  const [card, setCard] = useState<StopCard | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const isOpen = lockState.value === 'open';
  useEffect(() => {
    if (isOpen) import('../../paths/card.ts').then(({ stopCard }) => setCard(stopCard())).catch(setFault);
  }, [isOpen]);
  return (
    <main id="page">
      <Title>{say('card.title')}</Title>
      <p class="lead">{say(isOpen ? 'card.lead' : 'card.first')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {card !== null && (
        <>
          <section class="sheet" aria-label={say('card.title')}>
            <span class="row">
              <Mark size={26} />
              <b>
                {say('app.name')} · {say('card.title')}
              </b>
            </span>
            <Qr text={card.link} label={say('card.title')} />
            <p class="soft small">{say('card.scan', { address: `${location.host}/stop` })}</p>
            <Groups groups={card.groups} />
          </section>
          <Button act="print-card" look="full" icon="print" onPress={() => print()}>
            {say('print')}
          </Button>
          <p class="soft small pad">{say('card.keep')}</p>
        </>
      )}
    </main>
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
