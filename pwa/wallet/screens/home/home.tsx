import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import type { Invitation } from '../../paths/invite.ts';
import { realmHere } from '../../realm.ts';
import { isTablet } from '../../tablet.ts';
import { alarms, events, grants, isProvisional, lockState, outbox } from '../../vault/open.ts';
import { CardTurned } from '../card/turned.tsx';
import { GrantCard, GrantState, stopped } from '../grant/card.tsx';
import { grantTitle, isLive, partyName } from '../grant/told.ts';
import { StudiesAtHome } from '../study/at-home.tsx';
import { ThreadsAtHome } from '../thread/at-home.tsx';
import { MoreAtHome, QuietOnTop } from './more.tsx';

/** One sentence, what waits, what is shared; each card has its own « Arrêter ». */
export function Home() {
  const live = grants.value.filter((grant) => grant.status !== 'ended');
  // What was stopped here stays where the finger was, with what is true now, until the next visit.
  const shown = grants.value.filter((grant) => grant.status !== 'ended' || stopped.value.has(grant.id));
  const ended = grants.value.filter((grant) => !shown.includes(grant));
  const isFirst = lockState.value !== 'open' || grants.value.length === 0;
  const invitations = useInvitations();
  // On a first visit what follows waits for what the relay offers to try: nothing moves away under a finger.
  const isWhole = !isFirst || invitations !== null;
  return (
    <main id="page" aria-busy={!isWhole || undefined}>
      {isFirst ? (
        <div class="hero">
          <Mark size={84} />
          <Title>{say('home.title')}</Title>
          <p>{say('home.lead')}</p>
        </div>
      ) : (
        <Title>{live.length === 0 ? say('home.nothing') : sayCount('home.shared', live.length)}</Title>
      )}
      <Alarms />
      <QuietOnTop />
      <CardTurned hasLink />
      <Outbox />
      <ThreadsAtHome />
      <AnsweredAlone />
      {shown.map((grant) => (
        <GrantCard key={grant.id} grant={grant} />
      ))}
      {invitations !== null && <Invitations found={invitations} />}
      {isFirst && isWhole && realmHere() === 'real' && <How />}
      {ended.length > 0 && <Ended grants={ended} />}
      {lockState.value === 'open' && isProvisional.value && live.length > 0 && (
        <a class="card plain" href="/cle" data-act="kit">
          <span class="row">
            <Icon name="key" />
            <b class="grow">{say('home.kit')}</b>
            <Icon name="next" size={20} />
          </span>
          <span class="soft small">{say('home.kit.why')}</span>
        </a>
      )}
      {isWhole && (
        <>
          <a class="button gentle" href="/arreter" data-act="stop-all-page">
            {say('home.stop-all')}
          </a>
          <StudiesAtHome />
          <MoreAtHome />
          {lockState.value === 'empty' && isOwn() && (
            <a class="button quiet" href="/reprendre" data-act="recover">
              {say('home.recover')}
            </a>
          )}
          <a class="button quiet" href="/organismes" data-act="parties">
            {say('parties.link')}
          </a>
        </>
      )}
    </main>
  );
}

/** One person's real wallet: not a tablet that keeps nothing, and not an exercise, where nobody types what is real. */
const isOwn = (): boolean => !isTablet.value && realmHere() === 'real';

/** Null until the relay has answered. */
function useInvitations(): readonly Invitation[] | null {
  const [found, setFound] = useState<readonly Invitation[] | null>(null);
  useEffect(() => {
    void import('../../paths/invite.ts').then(async ({ readInvitations }) =>
      setFound(await readInvitations()),
    );
  }, []);
  return found;
}

function Invitations({ found }: { found: readonly Invitation[] }) {
  // What is already shared with the same title is no longer a request that waits.
  const going = new Set(grants.value.filter(isLive).map(grantTitle));
  const waiting = found.filter((invitation) => !going.has(inLanguage(invitation.title)));
  if (waiting.length === 0) return null;
  return (
    <section class="card waiting" aria-labelledby="waiting">
      <h2 id="waiting">{sayCount('home.waiting', waiting.length)}</h2>
      <ul class="list rows">
        {waiting.map((invitation) => (
          <li key={invitation.link}>
            <a class="row plain touch" href={invitation.link} data-out data-act="see-request">
              <b class="grow">{inLanguage(invitation.title)}</b>
              <Icon name="next" size={20} />
            </a>
          </li>
        ))}
      </ul>
      <p class="soft small">{say('home.demo')}</p>
    </section>
  );
}

const steps: readonly { icon: IconName; word: 'home.how.1' | 'home.how.2' | 'home.how.3' }[] = [
  { icon: 'list', word: 'home.how.1' },
  { icon: 'eye', word: 'home.how.2' },
  { icon: 'check', word: 'home.how.3' },
];

function How() {
  return (
    <section class="card quiet-card">
      <h2>{say('home.how.title')}</h2>
      <ol class="stack">
        {steps.map(({ icon, word }) => (
          <li class="row top-row" key={word}>
            <span class="round">
              <Icon name={icon} size={20} />
            </span>
            <span class="grow">{say(word)}</span>
          </li>
        ))}
      </ol>
      {isOwn() && <p class="soft small">{say('home.own')}</p>}
    </section>
  );
}

function Alarms() {
  const found = alarms.value;
  if (found.length === 0) return null;
  return (
    <Note tone="stop">
      <p>{sayCount('home.alarm', found.length)}</p>
      {found.slice(0, 4).map((alarm) => (
        <p key={alarm.id}>
          {alarm.party === null ? '' : `${partyName(alarm.party)} : `}
          {say(`alarm.${alarm.code}`)}
        </p>
      ))}
      <p>{say('alarm.do')}</p>
    </Note>
  );
}

/** What is in force here and what still waits for the network. */
export function Outbox() {
  const waiting = outbox.value.filter(({ kind }) => kind !== 'receipt' && kind !== 'handover');
  if (waiting.length === 0) return null;
  return (
    <section class="card dashed" aria-label={say('outbox.title')} data-outbox={waiting.length}>
      <div class="row">
        <Icon name="cloud" />
        <h2 class="grow">{say('outbox.title')}</h2>
      </div>
      <ul class="stack tight">
        {waiting.map((entry) => (
          <li key={entry.id}>{say(`outbox.${entry.kind}`, { name: partyName(entry.party) })}</li>
        ))}
      </ul>
      <p class="soft small">{say('outbox.lead')}</p>
      <Button
        act="send-outbox"
        look="gentle"
        onPress={async () => (await import('../../paths/outbox.ts')).sendOutbox()}
      >
        {say('outbox.send')}
      </Button>
    </section>
  );
}

function AnsweredAlone() {
  const told = events.value.flatMap(({ id, what, party }) =>
    party !== null &&
    (what === 'answered-yes-alone' || what === 'answered-no-alone' || what === 'renewed-alone')
      ? [{ id, what, party }]
      : [],
  );
  if (told.length === 0) return null;
  return (
    <section class="card quiet-card">
      <h2>{say('event.title')}</h2>
      <ul class="stack tight">
        {told.slice(0, 5).map(({ id, what, party }) => (
          <li key={id}>{say(`event.${what}`, { name: partyName(party) })}</li>
        ))}
      </ul>
    </section>
  );
}

function Ended({ grants: ended }: { grants: typeof grants.value }) {
  return (
    <details class="fold">
      <summary data-act="ended">
        <span class="soft">{sayCount('home.ended', ended.length)}</span>
        <Icon name="next" size={18} />
      </summary>
      <ul class="inside list">
        {ended.map((grant) => (
          <li key={grant.id}>
            <a class="plain stack tight" href={`/accord/${grant.id}`}>
              <b>{grantTitle(grant)}</b>
              <GrantState grant={grant} />
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
