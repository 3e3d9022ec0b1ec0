import { useEffect, useState } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { JudgedChange } from '../../paths/judge-change.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import type { KeptChange } from '../../vault/kept/party.ts';
import { changes, grants } from '../../vault/open.ts';
import { StopButton } from '../grant/card.tsx';
import { partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Personal } from './personal.tsx';
import { Points, shownChanges } from './points.tsx';
import { TellingChange } from './telling.tsx';
import { entryOf, namesIn } from './written.ts';

/** What a party has changed under an agreement: what happens now, what it comes to for this person, point by point. */
export function ChangeScreen({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  const kept = changes.value.get(id);
  if (grant === undefined || kept === undefined)
    return (
      <main id="page">
        <Title>{say('change.none')}</Title>
        <p class="lead">{say('change.none.lead')}</p>
        <a class="button" href="/" data-act="home">
          {say('receipt.home')}
        </a>
      </main>
    );
  return <Judged key={id} grant={grant} kept={kept} />;
}

function Judged({ grant, kept }: { grant: KeptGrant; kept: KeptChange }) {
  const [judged, setJudged] = useState<JudgedChange | null | undefined>(undefined);
  const [fault, setFault] = useState<unknown>(null);
  const name = partyName(grant.party);
  useEffect(() => {
    import('../../paths/judge-change.ts')
      .then(({ judgeChange }) => setJudged(judgeChange(grant, kept.versions, Date.now())))
      .catch(setFault);
  }, [kept]);
  const act = (isGoingOn: boolean) => async () => {
    setFault(null);
    try {
      const { goOn, readChange } = await import('../../paths/change.ts');
      await (isGoingOn ? goOn(grant.id) : readChange(grant.id));
    } catch (error) {
      setFault(error);
    }
  };
  return (
    <>
      <main id="page" aria-busy={judged === undefined && fault === null ? 'true' : undefined}>
        <Title>{say('change.title', { name })}</Title>
        {judged != null && <Head judged={judged} />}
        <Now kept={kept} name={name} />
        {fault !== null && <FaultNote error={fault} />}
        {judged != null && (
          <>
            <Own judged={judged} />
            {judged.changes.some(({ path }) => path.startsWith('logic › rules')) && (
              <Personal grantId={grant.id} after={judged.after} />
            )}
            <Points changes={shownChanges(judged.changes)} names={namesIn([judged.before, judged.after])} />
            <div class="folds">
              <TellingChange before={judged.before} after={judged.after} />
            </div>
          </>
        )}
      </main>
      <div class="thumb">
        <StopButton grant={grant} />
        {kept.isHeld && kept.effect === 'notify' && grant.status === 'paused' ? (
          <Button act="change-go-on" onPress={act(true)}>
            {say('change.go-on')}
          </Button>
        ) : (
          kept.readAt === null && (
            <Button act="change-read" look="quiet" onPress={act(false)}>
              {say('change.read')}
            </Button>
          )
        )}
      </div>
    </>
  );
}

function Head({ judged: { before, after } }: { judged: { before: Declaration; after: Declaration } }) {
  return (
    <p class="lead">
      {inLanguage(before.title)}
      <br />
      <span class="small">{say('change.versions', { before: before.version, after: after.version })}</span>
    </p>
  );
}

function Now({ kept, name }: { kept: KeptChange; name: string }) {
  const { effect, from, isHeld } = kept;
  if (effect === null || effect === 'pause')
    return (
      <Note tone="stop" icon="clock" announce>
        <p>{say(effect === null ? 'change.now.unread' : 'change.now.pause')}</p>
        <p>{say('change.now.pause.then', { name })}</p>
      </Note>
    );
  if (effect === 'notify') {
    const isAhead = from > new Date().toISOString().slice(0, 10);
    return (
      <Note tone="wait" announce>
        {isHeld && <p>{say('change.now.held')}</p>}
        <p>{say(isAhead ? 'change.now.notify' : 'change.now.notify.since', { day: writeDay(from) })}</p>
        <p>{say('change.now.notify.then')}</p>
      </Note>
    );
  }
  return (
    <Note tone={effect === 'stop' ? 'stop' : 'calm'} icon={effect === 'stop' ? 'stop' : 'check'} announce>
      <p>{say(effect === 'stop' ? 'change.now.stop' : 'change.now.log')}</p>
    </Note>
  );
}

/** What only this phone knows: one's own group left out, one's own data kept beyond the promised day. */
function Own({ judged }: { judged: JudgedChange }) {
  const { before, after, effect, ownEffect, isStacked, changes: all } = judged;
  const names = namesIn([before, after]);
  const left = all.filter(({ field, effect: own }) => field === 'notServed' && own === 'pause');
  const isKept = all.some(({ field, effect: own }) => field === 'retention' && own === 'pause');
  return (
    <>
      {all.some(({ field }) => field === 'told') && (
        <Note tone="stop" icon="warn">
          <p>{say('change.told')}</p>
        </Note>
      )}
      {isStacked && (
        <Note tone="wait" icon="list">
          <p>{say('change.stacked')}</p>
        </Note>
      )}
      {effect !== ownEffect && (
        <Note tone="stop" icon="warn">
          <p>{say('change.own')}</p>
          {left.map((change) => (
            <p key={change.path}>{say('change.own.not-served', { who: entryOf(change, names) ?? '' })}</p>
          ))}
          {isKept && <p>{say('change.own.kept')}</p>}
          <p>{say('change.own.why')}</p>
        </Note>
      )}
    </>
  );
}
