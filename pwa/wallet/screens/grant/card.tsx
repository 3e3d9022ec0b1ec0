import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Seal } from '../../../ui/facing.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount, tellCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { calculations } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { ChangeNote } from './change-note.tsx';
import { Changed } from './changed.tsx';
import { grantTitle, mainFigure, partyName, writeWhen } from './told.ts';

/** Said where the finger was, after « Arrêter »: by grant, for this visit. */
export const stopped = signal<ReadonlyMap<string, 'ended' | 'queued' | Error>>(new Map());

export async function stopFrom(grantId: string): Promise<void> {
  const say = (outcome: 'ended' | 'queued' | Error) => {
    stopped.value = new Map(stopped.value).set(grantId, outcome);
  };
  try {
    const { stopGrant } = await import('../../paths/revoke.ts');
    say(await stopGrant(grantId));
  } catch (error) {
    say(error instanceof Error ? error : new Error('unexpected', { cause: error }));
  }
}

export function GrantCard({ grant }: { grant: KeptGrant }) {
  const name = partyName(grant.party);
  const title = grantTitle(grant);
  return (
    <article class="card" data-grant={grant.id} aria-label={title}>
      <a class="row plain" href={`/accord/${grant.id}`} data-act="see-grant">
        <Seal name={name} />
        <span class="grow stack tight">
          <b class="title">{title}</b>
          <span class="soft small">{name}</span>
        </span>
        <Icon name="next" size={20} />
      </a>
      <GrantState grant={grant} />
      <Figure grant={grant} />
      <ChangeNote grant={grant} />
      <Changed grant={grant} />
      <Resend grant={grant} />
      <StopButton grant={grant} />
    </article>
  );
}

export function GrantState({ grant }: { grant: KeptGrant }) {
  const n = grant.scope.facts.length;
  const isOnce = 'once' in grant.period;
  return (
    <div class="stack tight">
      {grant.status === 'waiting' && <span class="chip wait">{say('grant.waiting')}</span>}
      {grant.status === 'paused' && <span class="chip wait">{say('grant.paused')}</span>}
      {grant.status === 'suspended' && <span class="chip stop">{say('grant.suspended')}</span>}
      {grant.status === 'unsent' && <span class="chip wait">{say('grant.unsent')}</span>}
      {grant.status === 'stopping' && <span class="chip stop">{say('grant.stopping')}</span>}
      {grant.status === 'ended' ? (
        <p>
          {grant.endReason === null
            ? say('grant.ended')
            : say(`grant.end.${grant.endReason}`, {
                day: writeDay(grant.endedAt ?? grant.until ?? grant.at),
              })}
        </p>
      ) : (
        <p>
          {isOnce || grant.until === null
            ? sayCount('grant.facts-once', n)
            : tellCount('grant.facts', n, { day: <b>{writeDay(grant.until)}</b> })}
        </p>
      )}
      <p class="soft small">
        {grant.lastLookAt === null
          ? say('grant.unread')
          : say('grant.last', { when: writeWhen(grant.lastLookAt) })}
      </p>
    </div>
  );
}

function Figure({ grant }: { grant: KeptGrant }) {
  const last = calculations.value.find((entry) => entry.grant === grant.id);
  const figure = last && mainFigure(last);
  if (!last || !figure) return null;
  return (
    <a class="row plain resultat" href={`/resultat/${last.digest}`} data-act="see-result">
      <span class="grow">
        {say('grant.result', { value: '' })}
        <b>{figure}</b>
      </span>
      {last.recomputation?.verdict === 'same' && <span class="chip yes">=</span>}
      {last.recomputation?.verdict === 'different' && <span class="chip stop">≠</span>}
      <Icon name="next" size={20} />
    </a>
  );
}

/** Signed and kept, and nobody has it yet: perhaps the page was closed in the middle. */
export function Resend({ grant }: { grant: KeptGrant }) {
  const [fault, setFault] = useState<unknown>(null);
  async function send() {
    setFault(null);
    try {
      await (await import('../../paths/send.ts')).sendGrant(grant.id);
    } catch (error) {
      setFault(error);
    }
  }
  if (grant.status !== 'unsent') return fault === null ? null : <FaultNote error={fault} />;
  return (
    <>
      {fault !== null && <FaultNote error={fault} />}
      <Button act="resend" about={grantTitle(grant)} onPress={send}>
        {say('receipt.resend')}
      </Button>
    </>
  );
}

/** One tap, on the card itself; what is said afterwards is what is true now. */
export function StopButton({ grant }: { grant: KeptGrant }) {
  const said = stopped.value.get(grant.id);
  // What waited for the network has arrived meanwhile: what is said follows.
  const outcome = said === 'queued' && grant.status === 'ended' ? 'ended' : said;
  const name = partyName(grant.party);
  if (outcome instanceof Error) return <FaultNote error={outcome} />;
  if (
    outcome !== undefined &&
    !(grant.status === 'unsent' || grant.status === 'active' || grant.status === 'waiting')
  )
    return (
      <Note
        tone={outcome === 'ended' ? 'calm' : 'wait'}
        icon={outcome === 'ended' ? 'check' : 'clock'}
        announce
      >
        <p>{say(outcome === 'ended' ? 'grant.stopped' : 'grant.queued')}</p>
        <p>{say(outcome === 'ended' ? 'grant.stopped.so' : 'grant.queued.so', { name })}</p>
      </Note>
    );
  if (grant.status === 'ended' || grant.status === 'stopping') return null;
  return (
    <Button act="stop-grant" look="stop" about={grantTitle(grant)} onPress={() => stopFrom(grant.id)}>
      {say(grant.status === 'unsent' ? 'grant.drop' : 'grant.stop')}
    </Button>
  );
}
