import { useEffect, useState } from 'preact/hooks';
import type { PartyPage } from '../../../../policy/party-page.ts';
import type { Count } from '../../../../policy/public-count.ts';
import { Seal } from '../../../ui/facing.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { Working } from '../../../ui/working.tsx';
import { inLanguage, say, sayCount, type Word } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KnownPage } from '../../paths/party-page.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { ReachIt } from './reach-it.tsx';

/** What everybody may know of one party, and four ways to write to it, with or without a wallet. */
export function PartyScreen({ id }: { id: string }) {
  const [known, setKnown] = useState<KnownPage | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/party-page.ts')
      .then(({ readPublicPage }) => readPublicPage(id))
      .then(setKnown)
      .catch(setFault);
  }, [id]);
  if (known === null)
    return (
      <main id="page" aria-busy={fault === null || undefined}>
        <Title>{say('party.title')}</Title>
        {fault === null ? <Working what="parties.reading" /> : <FaultNote error={fault} />}
      </main>
    );
  const { page, party } = known;
  const name = inLanguage(party.current.name);
  return (
    <main id="page">
      <div class="row">
        <Seal name={name} />
        <div class="grow">
          <Title>{name}</Title>
          <p class="soft small">{say(`rules.role.${party.current.role}` as Word)}</p>
        </div>
      </div>
      <Warnings known={known} name={name} />
      <Promises page={page} />
      <Ways id={id} />
      {page.promises.length > 0 && <ReachIt page={page} />}
      <Done page={page} />
      <Told page={page} />
      <p class="soft small pad">
        {say('party.counts', { until: writeDay(page.until), next: writeDay(page.next) })}
      </p>
    </main>
  );
}

function Warnings({ known: { page, lateSince }, name }: { known: KnownPage; name: string }) {
  const { statements, closures } = page;
  const isClosed = closures.some(({ what }) => what === 'party');
  return (
    <>
      {isClosed && (
        <Note tone="stop">
          <p>{say('party.closed')}</p>
        </Note>
      )}
      {statements.state === 'missing' && (
        <Note tone="stop">
          <p>{say('party.statement.missing', { name, day: writeDay(statements.since) })}</p>
        </Note>
      )}
      {lateSince !== null && (
        <Note tone="stop" icon="clock">
          <p>{say('party.late', { day: writeDay(lateSince) })}</p>
          {page.contests.overdue !== null && <p>{say('party.overdue', { n: page.contests.overdue })}</p>}
        </Note>
      )}
    </>
  );
}

function Promises({ page }: { page: PartyPage }) {
  return (
    <section class="card">
      <h2>{say('party.promises')}</h2>
      {page.promises.length === 0 && <p>{say('party.promises.none')}</p>}
      <ul class="list">
        {page.promises.map((promise) => (
          <li key={promise.declaration} class="stack tight" data-promise={promise.declaration}>
            <b>{inLanguage(promise.title)}</b>
            <span class="small">{sayCount('party.answers', promise.answersWithin)}</span>
            <span class="small">{sayCount('party.kept', promise.keptDays)}</span>
            {promise.uses.max !== null && promise.uses.days !== null && (
              <span class="small">
                {sayCount('party.reads', promise.uses.max, { days: promise.uses.days })}
              </span>
            )}
            <a class="reach" href={`/essayer/public/${promise.declaration}`} data-act="play">
              {say('play.title')}
            </a>
            {promise.status !== 'active' && (
              <span class="chip wait">{say(`party.status.${promise.status}` as Word)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const ways: readonly { kind: 'contest' | 'rights' | 'question' | 'report'; icon: IconName }[] = [
  { kind: 'contest', icon: 'warn' },
  { kind: 'rights', icon: 'key' },
  { kind: 'question', icon: 'ask' },
  { kind: 'report', icon: 'flag' },
];

function Ways({ id }: { id: string }) {
  return (
    <section class="card">
      <h2>{say('party.write')}</h2>
      <ul class="list rows">
        {ways.map(({ kind, icon }) => (
          <li key={kind}>
            <a class="row plain touch" href={`/ecrire/${id}#${kind}`} data-act={`write-${kind}`}>
              <Icon name={icon} />
              <span class="grow stack tight">
                <b>{say(`write.kind.${kind}`)}</b>
                <span class="soft small">{say(`write.kind.${kind}.why`)}</span>
              </span>
              <Icon name="next" size={20} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Counts are told in steps of five; what is fewer is told as few, so that nobody is found out. */
const writeCount = (count: Count): string =>
  count === null ? say('party.few') : say('party.or-more', { n: count });

function Done({ page }: { page: PartyPage }) {
  const { contests, rights, deletions, questions, reports, mismatches } = page;
  const rows: [Word, string][] = [
    ['party.contests', writeCount(contests.received)],
    ['party.contests.upheld', writeCount(contests.upheld)],
    ['party.contests.partly', writeCount(contests.partly)],
    ['party.contests.rejected', writeCount(contests.rejected)],
    ['party.contests.overdue', writeCount(contests.overdue)],
    [
      'party.contests.median',
      contests.medianDays === null ? say('none') : sayCount('party.days', contests.medianDays),
    ],
    ['party.mismatches', writeCount(mismatches)],
    ['party.refusals', writeCount(page.refusals)],
  ];
  const more: [Word, string][] = [
    ['party.rights', writeCount(rights.received)],
    ['party.rights.overdue', writeCount(rights.overdue)],
    ['party.deletions', writeCount(deletions.received)],
    ['party.deletions.said', writeCount(deletions.upheld)],
    ['party.deletions.overdue', writeCount(deletions.overdue)],
    ['party.questions', writeCount(questions.received)],
    [
      'party.questions.median',
      questions.medianDays === null ? say('none') : sayCount('party.days', questions.medianDays),
    ],
    ['party.reports.bias', writeCount(reports.bias)],
    ['party.reports.fault', writeCount(reports.fault)],
    ['party.reports.security', writeCount(reports.security)],
  ];
  return (
    <section class="card" data-detail>
      <h2>{say('party.done')}</h2>
      <Counts rows={rows} />
      <Fold act="fold-counts" title={say('party.more')}>
        <Counts rows={more} />
      </Fold>
      <Fold act="fold-uses" title={say('party.uses')}>
        {page.uses.length === 0 && <p class="soft">{say('party.uses.none')}</p>}
        <ul class="stack tight">
          {page.uses.slice(0, 8).map(({ week, uses }) => (
            <li class="row" key={week}>
              <span class="grow">{say('party.uses.week', { day: writeDay(week) })}</span>
              <b>{writeCount(uses)}</b>
            </li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}

const Counts = ({ rows }: { rows: readonly [Word, string][] }) => (
  <dl class="count">
    {rows.map(([word, value]) => (
      <div key={word} data-count={word}>
        <dt>{say(word)}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

function Told({ page }: { page: PartyPage }) {
  const owed = page.groups.filter(({ isOwed }) => isOwed).length;
  return (
    <section class="card" data-detail>
      <h2>{say('party.answers.title')}</h2>
      {owed > 0 && <p class="chip stop">{sayCount('party.owed', owed)}</p>}
      {page.answers.length === 0 && <p class="soft">{say('party.answers.none')}</p>}
      <ul class="list">
        {page.answers.slice(0, 20).map((told) => (
          <li key={`${told.on} ${told.question.fr}`} class="beside">
            <div>
              <p class="by">{writeDay(told.on)}</p>
              <p>{inLanguage(told.answer)}</p>
            </div>
            <div class="mine">
              <p class="by">{say('party.asked')}</p>
              <p>{inLanguage(told.question)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
