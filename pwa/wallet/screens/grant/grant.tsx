import { useEffect } from 'preact/hooks';
import { Seal } from '../../../ui/facing.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { calculations, envelopes, grants, outbox } from '../../vault/open.ts';
import { AccessList, accessesOf } from '../access/access-list.tsx';
import { ByHelper } from '../mandate/by-helper.tsx';
import { AfterEnd } from '../thread/after-end.tsx';
import { Anchored, KeepProof } from './anchored.tsx';
import { GrantState, Resend, StopButton } from './card.tsx';
import { ChangeNote } from './change-note.tsx';
import { Changed } from './changed.tsx';
import { Declared } from './declared.tsx';
import { PauseButton } from './pause.tsx';
import { grantTitle, mainFigure, partyName, writeWhen } from './told.ts';

export function NoGrant() {
  return (
    <main id="page">
      <Title>{say('grant-unknown.what')}</Title>
      <p class="lead">{say('grant-unknown.do')}</p>
      <a class="button" href="/" data-act="home">
        {say('receipt.home')}
      </a>
    </main>
  );
}

/** One agreement: what was sent, what was read, what was worked out, and « Arrêter ». */
export function GrantScreen({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  useEffect(() => {
    if (grant) void import('../../paths/look.ts').then(({ look }) => look(id)).catch(() => undefined);
  }, [id]);
  if (grant === undefined) return <NoGrant />;
  const name = partyName(grant.party);
  return (
    <main id="page">
      <Title>{grantTitle(grant)}</Title>
      <section class="card">
        <div class="row">
          <Seal name={name} />
          <b class="grow">{name}</b>
        </div>
        <GrantState grant={grant} />
        <ByHelper grant={grant} />
        <ChangeNote grant={grant} isAlways />
        <Changed grant={grant} />
        <Resend grant={grant} />
        <StopButton grant={grant} />
        <PauseButton grant={grant} />
      </section>
      <AfterEnd grant={grant} />
      <Sent grant={grant} />
      <Calculations grant={grant} />
      <Declared grant={grant} />
      <section class="card">
        <h2>{say('grant.access')}</h2>
        <AccessList accesses={accessesOf(grant.id)} />
        <a class="button gentle" href={`/dit-fait/${grant.id}`} data-act="said-done">
          {say('observed.title')}
        </a>
      </section>
      <LinkCard
        href={`/droits/${grant.id}`}
        icon="key"
        act="rights"
        title={say('rights.link')}
        why={say('rights.link.why')}
      />
      <a class="button quiet" href={`/organisme/${grant.party}`} data-act="see-party">
        {say('party.link', { name })}
      </a>
      <div class="folds">
        <Fold act="fold-proof" title={say('grant.proof')}>
          <p>
            {grant.receipt === null
              ? say('grant.proof.none')
              : say('grant.proof.log', { index: grant.receipt.index })}
          </p>
          {grant.receipt !== null && <Anchored receipt={grant.receipt} />}
          {grant.receipt !== null && <KeepProof text={grant.text} receipt={grant.receipt} />}
          <p class="soft small">
            {say('grant.since')} : {writeWhen(grant.recordedAt ?? grant.at)}
          </p>
          <p class="code soft small">{grant.digest}</p>
          {grant.recordedAt !== null && (
            <a class="button gentle" href={`/recus/${grant.id}`} data-act="receipts">
              {say('receipt.receipts')}
            </a>
          )}
        </Fold>
      </div>
    </main>
  );
}

function Sent({ grant }: { grant: KeptGrant }) {
  // What waits in the outbox has not left.
  const waiting = new Set(outbox.value.map((entry) => entry.id));
  const sent = [...envelopes.value.values()].filter(
    (entry) => entry.grant === grant.id && !waiting.has(`envelope ${grant.id}/${entry.n}`),
  );
  const last = sent.sort((left, right) => right.n - left.n)[0];
  return (
    <section class="card">
      <h2>{say('grant.sent')}</h2>
      {last === undefined ? (
        <p class="soft">{say('grant.sent.none')}</p>
      ) : (
        <ul class="values">
          {last.facts.map((fact) => (
            <li class="asked" key={fact.key}>
              <span class="soft small">{factLabel(fact.key)}</span>
              <b class="value">{writeFact(fact.key, fact.value)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Calculations({ grant }: { grant: KeptGrant }) {
  const found = calculations.value.filter((entry) => entry.grant === grant.id);
  return (
    <section class="card">
      <h2>{say('grant.calculations')}</h2>
      {found.length === 0 && <p class="soft">{say('grant.calculations.none')}</p>}
      {found.map((calculation) => (
        <a
          key={calculation.digest}
          class="row plain touch"
          href={`/resultat/${calculation.digest}`}
          data-act="see-result"
        >
          <span class="grow stack tight">
            <b class="title">{mainFigure(calculation) ?? say('result.title')}</b>
            <span class="soft small">{writeDay(calculation.at)}</span>
          </span>
          <Icon name="next" size={20} />
        </a>
      ))}
    </section>
  );
}
