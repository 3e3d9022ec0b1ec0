import { useEffect, useState } from 'preact/hooks';
import type { BoardView } from '../../../policy/workshop/board.ts';
import { clockState, groupedCode, joinLink, scenarioSteps } from '../../../policy/workshop.ts';
import { Button } from '../../ui/button.tsx';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { Qr } from '../../ui/qr.tsx';
import { inLanguage, say, sayCount } from '../../words/lookup.ts';
import { scenarioContent } from '../content/scenarios.ts';
import { steps } from '../content/steps.ts';
import { board, exerciseOrigin } from '../paths/room.ts';
import { EndRoom } from './end-room.tsx';
import { NoRoom, RoomFault } from './no-room.tsx';

/** What the projector shows: read from the last row. */
export function RoomScreen() {
  const { value: seen } = board;
  if (seen === undefined) return <NoRoom />;
  return (
    <main id="page" class="projector">
      <Title>{say('workshop.room')}</Title>
      <RoomFault />
      <ComeIn seen={seen} />
      <section class="card">
        <h2>
          {say('workshop.room.steps')} · {inLanguage(scenarioContent[seen.opening.scenario].title)}
        </h2>
        <ol class="numbered far">
          {scenarioSteps[seen.opening.scenario].map((step) => (
            <li key={step}>{inLanguage(steps[step].title)}</li>
          ))}
        </ol>
      </section>
      <div class="acts">
        <Button act="full-screen" onPress={() => void toggleFullScreen()}>
          {say('workshop.room.full-screen')}
        </Button>
        {/* With its opener, so that the new tab has the room too: both are ours, and no other origin is let in. */}
        {/* biome-ignore lint/security/noBlankTarget: `noopener` would leave the new tab without the room. */}
        <a class="button" href="/tableau" target="_blank" rel="opener" data-out data-act="board-tab">
          {say('workshop.room.board')}
        </a>
        <a class="button" href="/fiches/participant" data-act="print-sheets">
          {say('workshop.print.participant')}
        </a>
        <EndRoom />
      </div>
    </main>
  );
}

function ComeIn({ seen }: { seen: BoardView }) {
  const { code } = seen;
  const { value: origin } = exerciseOrigin;
  return (
    <section class="come-in">
      {typeof origin === 'string' && (
        <div class="stack centred">
          <Qr text={joinLink(origin, code)} label={say('workshop.room.qr')} />
          <p>{say('workshop.room.scan')}</p>
        </div>
      )}
      <div class="stack">
        {origin === null ? (
          <Note tone="stop">
            <p>{say('workshop.room.no-exercise')}</p>
          </Note>
        ) : (
          <>
            <p>{say('workshop.room.type')}</p>
            <p class="address">{`${(origin ?? '').replace(/^https?:\/\//, '')}/salle`}</p>
            {/^https?:\/\/(?:localhost|127\.0\.0\.1)\b/.test(origin ?? '') && (
              <Note tone="wait" icon="warn">
                <p>{say('workshop.room.only-here')}</p>
              </Note>
            )}
          </>
        )}
        {/* A heading's size, and a label that is spelled out sign by sign. */}
        <p class="room-code" data-code={code}>
          <span class="unseen">
            {say('workshop.room.code')} {[...code].join(' ')}
          </span>
          <span aria-hidden="true">{groupedCode(code)}</span>
        </p>
        <Clock seen={seen} />
      </div>
    </section>
  );
}

const tickMs = 1_000;

/** Counts on by itself between two looks, from the relay's own seconds. Silent: a band and a sentence warn. */
function Clock({ seen }: { seen: BoardView }) {
  const [left, setLeft] = useState(seen.leftSeconds);
  useEffect(() => {
    const started = performance.now();
    const tick = () => setLeft(seen.leftSeconds - Math.floor((performance.now() - started) / 1000));
    tick();
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [seen]);
  const state = clockState(left);
  const minutes = Math.max(0, Math.ceil(left / 60));
  return (
    <section class={`clock ${state}`} data-clock={state}>
      <h2 class="unseen">{say('workshop.clock')}</h2>
      <p class="big-clock" role="timer" aria-label={sayCount('workshop.clock.minutes', minutes)}>
        <span aria-hidden="true">{written(left)}</span>
      </p>
      <p>{sayCount('workshop.room.here', seen.seats.length)}</p>
      <p role="status" class="warning">
        {state === 'soon' && say('workshop.clock.soon')}
        {state === 'over' && say('workshop.clock.over')}
      </p>
    </section>
  );
}

export function written(seconds: number): string {
  const left = Math.max(0, seconds);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement !== null) return document.exitFullscreen();
  // A browser without it shows the page as large as it can anyway.
  await document.documentElement.requestFullscreen?.().catch(() => undefined);
}
