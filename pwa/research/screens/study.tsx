import { purposeOf } from '../../../policy/purpose.ts';
import { cellCount, type Study, type StudyOperator } from '../../../policy/study.ts';
import { Fold } from '../../ui/fold.tsx';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../words/lookup.ts';
import { writeDate, writeNumber, writeTime } from '../../words/write.ts';
import { inWords } from '../paths/cost.ts';
import { type KnownStudy, shelf } from '../paths/study.ts';
import { Asker } from './asker.tsx';
import { Card } from './card.tsx';
import { StateChip, whenOf } from './catalogue.tsx';
import { Counts } from './counts.tsx';
import { FollowUps } from './follow-ups.tsx';
import { PackageFiles } from './package-files.tsx';
import { Proofs } from './proofs.tsx';
import { type ReleaseStanding, useRelease } from './use-release.ts';

export function StudyPage({ known }: { known: KnownStudy }) {
  const { study, digest, state } = known;
  const standing = useRelease(known);
  return (
    <main id="page">
      <p class="row tight-row pad">
        <StateChip known={known} />
        <span class="soft small">{inLanguage(study.title)}</span>
      </p>
      <Title>{inLanguage(study.question)}</Title>
      <p class="lead">{inLanguage(study.summary)}</p>
      <div class="row tight-row spread pad">
        <Asker id={study.by} />
        {state === 'released' && (
          <p class="acts">
            <a class="button full" href={`/resultats/${digest}`} data-act="see-results">
              {say('research.see-results')}
            </a>
            <a class="button" href={`/combiner/${digest}`} data-act="combine">
              {say('research.combine')}
            </a>
          </p>
        )}
      </div>
      {state === 'too-few' && (
        <Note tone="wait" icon="warn">
          <p>{say('research.too-few', { n: writeNumber(study.minimumCohort) })}</p>
          <p class="then">{say('research.too-few.then')}</p>
        </Note>
      )}
      <div class="columns">
        <Covered study={study} />
        <Cells study={study} />
        <Noise study={study} />
        <Operators study={study} />
        <Taken known={known} standing={standing} />
        <When known={known} />
        <Reuse study={study} />
        {state === 'released' && standing.is === 'there' && (
          <PackageFiles known={known} release={standing.release} />
        )}
        <Proofs known={known} standing={standing} />
        <FollowUps known={known} />
      </div>
    </main>
  );
}

function Covered({ study }: { study: Study }) {
  return (
    <Card title={say('research.covered')} act="covered">
      <p>{inLanguage(study.covered)}</p>
      <p class="soft">{inLanguage(study.area)}</p>
      <h3>{say('research.not-covered')}</h3>
      {study.notCovered.length === 0 ? (
        <p>{say('research.not-covered.none')}</p>
      ) : (
        <ul class="list">
          {study.notCovered.map(({ who, why }) => (
            <li key={who.fr}>
              <b>{inLanguage(who)}</b>
              <span class="soft block">{inLanguage(why)}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="small soft">
        {say(study.enrolment === 'person' ? 'research.enrolment.person' : 'research.enrolment.account')}
      </p>
    </Card>
  );
}

function Cells({ study }: { study: Study }) {
  const cells = cellCount(study.dimensions);
  return (
    <Card title={say('research.cells')} act="cells">
      <p>{sayCount('research.cells.how-many', cells, { n: writeNumber(cells) })}</p>
      <dl class="stack">
        {study.dimensions.map(({ id, label, classes }) => (
          <div class="said" key={id}>
            <dt>{inLanguage(label)}</dt>
            <dd class="chips">
              {classes.map((entry) => (
                <span class="chip small neutral" key={entry.id}>
                  {inLanguage(entry.label)}
                </span>
              ))}
            </dd>
          </div>
        ))}
        <div class="said">
          <dt>{say('research.cells.nothing')}</dt>
          <dd>{inLanguage(study.nothing)}</dd>
        </div>
      </dl>
    </Card>
  );
}

function Noise({ study }: { study: Study }) {
  const { mechanism, costMillionths, vdaf } = study;
  const { halfWidth, aYear, epsilon } = inWords(mechanism, costMillionths);
  return (
    <Card title={say('research.noise')} act="noise">
      <p>
        <span class="big" data-noise={halfWidth}>
          ±&nbsp;{writeNumber(halfWidth)}
        </span>{' '}
        {say('research.noise.persons')}
      </p>
      <p>{say('research.noise.why')}</p>
      <p>{sayCount('research.cost', aYear)}</p>
      <Fold title={say('research.exact')} act="fold-exact">
        <dl class="stack exact">
          <Exact name={say('research.exact.mechanism')} value={say(`research.exact.${mechanism.name}`)} />
          <Exact
            name={say(
              mechanism.name === 'discrete-laplace' ? 'research.exact.scale' : 'research.exact.variance',
            )}
            value={`${writeNumber(mechanism.numerator)} / ${writeNumber(mechanism.denominator)}`}
          />
          <Exact
            name={say(
              mechanism.name === 'discrete-laplace' ? 'research.exact.epsilon' : 'research.exact.delta',
            )}
            value={writeNumber(epsilon)}
          />
          <Exact name={say('research.exact.rho')} value={writeNumber(costMillionths / 1e6)} />
          <Exact name={say('research.exact.neighbour')} value={say('research.exact.substitution')} />
          <Exact
            name={say('research.exact.vdaf')}
            value={`${vdaf.name} (${vdaf.length}, ${vdaf.maxWeight}, ${vdaf.chunkLength})`}
          />
          <Exact name={say('research.exact.suppress')} value={writeNumber(study.suppressBelow)} />
        </dl>
      </Fold>
    </Card>
  );
}

function Exact({ name, value }: { name: string; value: string }) {
  return (
    <div class="said">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Two bodies face to face, each with half of every contribution: the two half discs are theirs here. */
function Operators({ study }: { study: Study }) {
  const { leader, helper, issuer } = study;
  return (
    <Card title={say('research.operators')} act="operators">
      <div class="operators">
        <Operator
          operator={leader}
          role={say('research.operators.leader')}
          half="M16 3v26A13 13 0 0 1 16 3Z"
        />
        <Operator operator={helper} role={say('research.operators.helper')} half="M16 3a13 13 0 0 1 0 26Z" />
      </div>
      <p>{say('research.operators.why')}</p>
      <p class="soft small">{say('research.operators.issuer', { name: inLanguage(issuer.name) })}</p>
    </Card>
  );
}

function Operator({ operator, role, half }: { operator: StudyOperator; role: string; half: string }) {
  return (
    <div class="operator">
      <svg width="40" height="40" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <circle cx="16" cy="16" r="13" class="disc-edge" />
        <path d={half} class="disc-half" />
      </svg>
      <span class="soft small">{role}</span>
      <b>{inLanguage(operator.name)}</b>
      <span class="soft small">{say('research.operators.id', { id: operator.legalId })}</span>
    </div>
  );
}

function Taken({ known, standing }: { known: KnownStudy; standing: ReleaseStanding }) {
  return (
    <Card title={say('research.taken')} act="taken">
      {standing.is === 'there' ? (
        <Counts known={known} release={standing.release} />
      ) : standing.is === 'unread' ? (
        <p>{say(`research.fault.${standing.code}`)}</p>
      ) : (
        <p>{say('research.taken.later')}</p>
      )}
      <Note tone="calm" icon="ask">
        <p>{say('research.refused')}</p>
        <p class="then">{say('research.refused.why')}</p>
      </Note>
    </Card>
  );
}

const moment = (at: string): string => `${writeDate(at)}, ${writeTime(at)}`;

function When({ known }: { known: KnownStudy }) {
  const { window, releaseAt, destroyAt, at } = known.study;
  return (
    <Card title={say('research.when')} act="when">
      <p>{whenOf(known)}</p>
      <dl class="stack exact">
        <Exact name={say('research.when.published')} value={moment(at)} />
        <Exact name={say('research.when.opens')} value={moment(window.opens)} />
        <Exact name={say('research.when.closes')} value={moment(window.closes)} />
        <Exact name={say('research.when.release')} value={moment(releaseAt)} />
        <Exact name={say('research.when.destroy')} value={moment(destroyAt)} />
      </dl>
      <p class="soft small">{say('research.when.same-minute')}</p>
    </Card>
  );
}

function Reuse({ study }: { study: Study }) {
  const { contact, licence, comesBack, purpose, minimumCohort, minimumReason } = study;
  return (
    <Card title={say('research.reuse')} act="reuse">
      <dl class="stack">
        <Exact name={say('research.reuse.purpose')} value={inLanguage(purposeOf(purpose).label)} />
        <Exact name={say('research.reuse.back')} value={inLanguage(comesBack)} />
        <Exact name={say('research.reuse.licence')} value={say(`research.licence.${licence}`)} />
        <Exact
          name={say('research.reuse.cohort')}
          value={
            minimumReason === null
              ? writeNumber(minimumCohort)
              : `${writeNumber(minimumCohort)}. ${inLanguage(minimumReason)}`
          }
        />
        <div class="said">
          <dt>{say('research.reuse.contact')}</dt>
          {contact.email !== undefined && (
            <dd>
              <a class="reach" href={`mailto:${contact.email}`}>
                {contact.email}
              </a>
            </dd>
          )}
          {contact.phone !== undefined && <dd>{contact.phone}</dd>}
          {contact.address !== undefined && <dd>{contact.address}</dd>}
        </div>
      </dl>
      {shelf.value !== undefined && (
        <p class="soft small">{say('research.reuse.relay', { origin: shelf.value.relay })}</p>
      )}
    </Card>
  );
}
