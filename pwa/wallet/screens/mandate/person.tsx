import { useState } from 'preact/hooks';
import type { FactKey } from '../../../../policy/fact.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { isOver } from '../../paths/help-standing.ts';
import { go } from '../../router.ts';
import type { HelpedAccess, HelpedGrant, KeptHelped } from '../../vault/kept/mandate.ts';
import { helped } from '../../vault/open.ts';
import { isFactKey } from '../access/known.ts';
import { writeWhen } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Lost } from './lost.tsx';

const path = () => import('../../paths/helped.ts');

/** Somebody whom this person helps: what may be seen, nothing more; each look is written down over there. */
export function PersonScreen({ id }: { readonly id: string }) {
  const one = helped.value.find((kept) => kept.id === id);
  const [fault, setFault] = useState<unknown>(null);
  if (one === undefined) return <Lost />;
  return (
    <main id="page">
      <Title>{one.nickname}</Title>
      {isOver(one) ? (
        <p class="lead">{say('mandate.their.over')}</p>
      ) : (
        <>
          <p class="lead">{say('mandate.until', { day: writeDay(one.until) })}</p>
          <ul class="stack tight">
            {one.acts.map((act) => (
              <li key={act}>{say(`mandate.act.${act}`)}</li>
            ))}
          </ul>
          {one.acts.includes('see') && <Look one={one} onFault={setFault} />}
        </>
      )}
      {!isOver(one) && (one.acts.includes('fill-in') || one.acts.includes('decide')) && (
        <a class="button gentle" href="/j-aide/preparer" data-act="prepare">
          {say('mandate.prepare')}
        </a>
      )}
      {fault !== null && <FaultNote error={fault} />}
      {!isOver(one) && one.acts.includes('see') && <Agreements one={one} onFault={setFault} />}
      {one.looks.length > 0 && <Looks one={one} />}
      <Leave one={one} />
    </main>
  );
}

function Look({ one, onFault }: { one: KeptHelped; onFault: (error: unknown) => void }) {
  const [step, setStep] = useState<{ done: number; all: number } | null>(null);
  async function look() {
    onFault(null);
    try {
      await (await path()).lookFor(one.id, undefined, (done, all) => setStep({ done, all }));
    } catch (error) {
      onFault(error);
    } finally {
      setStep(null);
    }
  }
  return (
    <div class="stack tight">
      <Button act="look-for" look="full" icon="eye" onPress={look}>
        {say('mandate.look')}
      </Button>
      <p class="soft small centred" role="status">
        {step !== null && step.all > 1
          ? say('mandate.look.step', { done: String(step.done), all: String(step.all) })
          : one.lookedAt === null
            ? say('mandate.look.noted')
            : say('mandate.looked-at', { when: writeWhen(one.lookedAt) })}
      </p>
    </div>
  );
}

const nameOf = ({ names }: KeptHelped, party: string): string => {
  const name = names[party];
  return name === undefined ? `${party.slice(0, 8)}…` : inLanguage(name);
};

function Agreements({ one, onFault }: { one: KeptHelped; onFault: (error: unknown) => void }) {
  return (
    <section class="stack" aria-labelledby="their-agreements">
      <h2 id="their-agreements">{say('mandate.their.agreements')}</h2>
      {one.grants.length === 0 && <p class="soft">{say('mandate.their.none')}</p>}
      {one.grants.map((grant) => (
        <Agreement key={grant.id} grant={grant} one={one} onFault={onFault} />
      ))}
    </section>
  );
}

/** Facts are named as their owner reads them: « Ma commune » is said, and is not mine. */
const quoted = (key: FactKey): string => say('mandate.quoted', { words: factLabel(key) });

function Agreement({
  grant,
  one,
  onFault,
}: {
  grant: HelpedGrant;
  one: KeptHelped;
  onFault: (error: unknown) => void;
}) {
  const [asked, setAsked] = useState<'no' | 'sure' | 'done'>('no');
  const name = nameOf(one, grant.party);
  const title = grant.title === null ? name : inLanguage(grant.title);
  async function stop() {
    onFault(null);
    try {
      await (await path()).stopFor(one.id, grant.id);
      setAsked('done');
    } catch (error) {
      onFault(error);
    }
  }
  return (
    <article class="card" data-helped-grant={grant.status} aria-label={title}>
      <b class="title">{title}</b>
      <span class="soft small">{name}</span>
      <p>
        {grant.status === 'ended'
          ? say('mandate.their.ended')
          : `${sayCount('mandate.their.facts', grant.facts.length)} · ${say('mandate.until', { day: writeDay(grant.until ?? one.until) })}`}
      </p>
      {grant.facts.length > 0 && <p class="small">{grant.facts.filter(isFactKey).map(quoted).join(' ')}</p>}
      {asked === 'done' && (
        <Note tone="calm" icon="check" announce>
          <p>{say('mandate.stop.done')}</p>
        </Note>
      )}
      {grant.status !== 'ended' &&
        one.acts.includes('stop') &&
        (asked === 'sure' ? (
          <>
            <p>{say('mandate.stop.sure')}</p>
            <div class="twins">
              <Button act="stop-for-no" onPress={() => setAsked('no')}>
                {say('cancel')}
              </Button>
              <Button act="stop-for-yes" look="stop" onPress={stop}>
                {say('mandate.stop.yes')}
              </Button>
            </div>
          </>
        ) : (
          <Button act="stop-for" look="stop" about={title} onPress={() => setAsked('sure')}>
            {say('mandate.stop')}
          </Button>
        ))}
    </article>
  );
}

function Looks({ one }: { one: KeptHelped }) {
  const said = ({ decision, act, facts }: HelpedAccess): string => {
    if (decision === 'denied') return say('access.denied');
    return act === 'released' ? sayCount('access.read', facts.length) : say('access.asked');
  };
  const newest = [...one.looks].sort((left, right) => (left.at < right.at ? 1 : -1));
  return (
    <section class="card" aria-labelledby="their-looks">
      <h2 id="their-looks">{say('mandate.their.access')}</h2>
      <ul class="list">
        {newest.map((look, at) => (
          <li class="stack tight" key={`${look.at} ${look.grant} ${at}`} data-helped-look={look.decision}>
            <p>
              <b>{nameOf(one, look.party)}</b> {said(look)}
            </p>
            <p class="soft small">
              {writeWhen(look.at)} · {say(look.isProven ? 'access.proven' : 'access.unproven')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Leave({ one }: { one: KeptHelped }) {
  const [isAsked, setAsked] = useState(false);
  const hasEnded = isOver(one);
  async function leave() {
    await (await path()).leaveHelped(one.id);
    go('/proches', { replace: true });
  }
  if (!isAsked)
    return (
      <Button act="leave" look="quiet" onPress={() => (hasEnded ? leave() : setAsked(true))}>
        {say(hasEnded ? 'mandate.forget' : 'mandate.leave')}
      </Button>
    );
  return (
    <section class="card">
      <p>{say('mandate.leave.sure')}</p>
      <div class="twins">
        <Button act="leave-no" onPress={() => setAsked(false)}>
          {say('cancel')}
        </Button>
        <Button act="leave-yes" look="stop" onPress={leave}>
          {say('mandate.leave.yes')}
        </Button>
      </div>
    </section>
  );
}
