import { useEffect, useState } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import type { SaidDone, Verdict } from '../../../../policy/observed.ts';
import type { StatementState } from '../../../../policy/statement.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { SaidBesideDone } from '../../paths/observe.ts';
import { grants } from '../../vault/open.ts';
import { NoGrant } from '../grant/grant.tsx';
import { grantTitle, partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { writeDone, writeSaid } from './rows.ts';

/** Promise beside observation, and what no record can show, always. */
export function ObservedScreen({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  const [shown, setShown] = useState<SaidBesideDone | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    if (grant === undefined) return;
    import('../../paths/observe.ts').then(({ observe }) => setShown(observe(id))).catch(setFault);
  }, [grant]);
  if (grant === undefined) return <NoGrant />;
  const name = partyName(grant.party);
  const others = shown?.rows.filter((row) => row.verdict === 'otherwise').length ?? 0;
  return (
    <main id="page">
      <Title>{grantTitle(grant)}</Title>
      {fault !== null && <FaultNote error={fault} />}
      {shown !== null && (
        <>
          <p class="lead" role="status">
            {say(others === 0 ? 'observed.lead.as-said' : 'observed.lead.otherwise', { name })}
          </p>
          <ul class="stack" aria-label={say('observed.title')}>
            {shown.rows.map((row) => (
              <Row key={row.row} row={row} declaration={shown.declaration} name={name} />
            ))}
          </ul>
          <Stated of={shown.statement} name={name} />
        </>
      )}
      <section class="card">
        <h2>{say('observed.blind')}</h2>
        <ul class="list">
          <li>{say('observed.blind.inside', { name })}</li>
          <li>{say('observed.blind.other')}</li>
          <li>{say('observed.blind.copies')}</li>
        </ul>
        <p class="soft small">{say('observed.protected')}</p>
      </section>
    </main>
  );
}

/** The party’s own signed count of the month: without it, only the relay says that nothing is missing. */
function Stated({ of, name }: { of: StatementState; name: string }) {
  if (of.state === 'missing')
    return (
      <Note tone="stop">
        <p>{say('party.statement.missing', { name, day: writeDay(of.since) })}</p>
      </Note>
    );
  return (
    <p class="soft small pad">
      {of.state === 'confirmed' && of.month !== null
        ? say('observed.stated.confirmed', { name, day: writeDay(of.since) })
        : say('observed.stated.awaited', { name })}
    </p>
  );
}

const signs: Record<Exclude<Verdict, 'otherwise'>, string> = {
  'as-said': '=',
  'nothing-yet': '…',
  unseen: '?',
};

const Lines = ({ of }: { of: readonly string[] }) => (
  <>
    {of.map((line) => (
      <dd key={line}>{line}</dd>
    ))}
  </>
);

function Row({ row, declaration, name }: { row: SaidDone; declaration: Declaration; name: string }) {
  return (
    <li
      class="card"
      data-row={row.row}
      data-verdict={row.verdict}
      data-detail={row.verdict !== 'otherwise' || undefined}
    >
      <h2>{say(`observed.row.${row.row}`)}</h2>
      <dl class="facing long">
        <div class="side party">
          <dt class="label">{say('observed.said', { name })}</dt>
          <Lines of={writeSaid(row, declaration)} />
        </div>
        <div class="side resident">
          <dt class="label">{say('observed.done')}</dt>
          <Lines of={writeDone(row, declaration)} />
        </div>
      </dl>
      {row.verdict === 'otherwise' ? (
        <Note tone="stop">
          <p>{say('observed.verdict.otherwise')}</p>
          {row.record !== null && (
            <a class="reach" href={`/contester/${row.record}`} data-act={`contest-${row.row}`}>
              {say('result.contest')}
            </a>
          )}
        </Note>
      ) : (
        <p class="soft small">
          <span aria-hidden="true">{signs[row.verdict]}</span> {say(`observed.verdict.${row.verdict}`)}
        </p>
      )}
    </li>
  );
}
