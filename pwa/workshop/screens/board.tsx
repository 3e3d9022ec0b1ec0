import { useEffect, useRef, useState } from 'preact/hooks';
import { type Animal, animals } from '../../../policy/workshop/animal.ts';
import { type BoardView, type SeatView, stepCounts } from '../../../policy/workshop/board.ts';
import { scenarioSteps, type WorkshopStep } from '../../../policy/workshop.ts';
import { Button } from '../../ui/button.tsx';
import { Title } from '../../ui/frame.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Note } from '../../ui/note.tsx';
import { inLanguage, language, say, sayCount } from '../../words/lookup.ts';
import { steps } from '../content/steps.ts';
import { board, helped } from '../paths/room.ts';
import { Emblem } from './emblem.tsx';
import { EndRoom } from './end-room.tsx';
import { NoRoom, RoomFault } from './no-room.tsx';

export function BoardScreen() {
  const { value: seen } = board;
  if (seen === undefined) return <NoRoom />;
  return (
    <main id="page">
      <Title>{say('workshop.board')}</Title>
      <RoomFault />
      <Help seats={seen.seats} />
      {seen.seats.length === 0 ? <Empty /> : <Seen seen={seen} />}
      <div class="acts">
        <EndRoom />
      </div>
    </main>
  );
}

function Empty() {
  return (
    <>
      <Note tone="calm" icon="clock">
        <p>{say('workshop.board.empty')}</p>
      </Note>
      <a class="button fit" href="/salle" data-act="show-code">
        {say('workshop.board.show-code')}
      </a>
    </>
  );
}

const nameOf = (animal: Animal): string => inLanguage(animals[animal]);

/** Who waits, in a place of its own: tiles below never change their order under a finger. */
function Help({ seats }: { seats: readonly SeatView[] }) {
  const waiting = seats.filter(({ needsHelp }) => needsHelp).map(({ animal }) => animal);
  return (
    <section class="calls" data-waiting={waiting.length}>
      <h2>{say('workshop.board.help')}</h2>
      <Call waiting={waiting} />
      {waiting.length === 0 ? (
        <p class="soft">{say('workshop.board.no-help')}</p>
      ) : (
        <ul class="stack">
          {waiting.map((animal) => (
            <li key={animal} class="row">
              <Emblem animal={animal} />
              <b class="grow">{nameOf(animal)}</b>
              <Button act={`helped-${animal}`} about={nameOf(animal)} onPress={() => helped(animal)}>
                {say('workshop.board.helped')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Read out for those who do not look at the board: only who is new, and each once. */
function Call({ waiting }: { waiting: readonly Animal[] }) {
  const known = useRef<readonly Animal[]>([]);
  const [called, setCalled] = useState('');
  useEffect(() => {
    const fresh = waiting.filter((animal) => !known.current.includes(animal));
    known.current = waiting;
    if (fresh.length === 0) return;
    const who = new Intl.ListFormat(language.value).format(fresh.map(nameOf));
    setCalled(sayCount('workshop.board.calls', fresh.length, { who }));
  }, [waiting.join(' ')]);
  return (
    <p class="unseen" role="status" data-called>
      {called}
    </p>
  );
}

function Seen({ seen }: { seen: BoardView }) {
  return (
    <>
      <section class="card">
        <h2>{say('workshop.board.steps')}</h2>
        <ol class="progress">
          {stepCounts(seen).map(([step, n]) => (
            <li key={step}>
              <span>{inLanguage(steps[step].title)}</span>
              <b>{say('workshop.board.count', { n, all: seen.seats.length })}</b>
            </li>
          ))}
        </ol>
      </section>
      <section class="stack">
        <h2>
          {say('workshop.board.seats')} · {sayCount('workshop.room.here', seen.seats.length)}
        </h2>
        <ul class="seats">
          {seen.seats.map((seat) => (
            <Tile key={seat.animal} seat={seat} all={scenarioSteps[seen.opening.scenario]} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Tile({
  seat: { animal, done, needsHelp, isQuiet },
  all,
}: {
  seat: SeatView;
  all: readonly WorkshopStep[];
}) {
  const names = all.filter((step) => done.includes(step)).map((step) => inLanguage(steps[step].title));
  return (
    <li class={`seat ${needsHelp ? 'waits' : ''} ${isQuiet ? 'quiet-seat' : ''}`} data-seat={animal}>
      <Emblem animal={animal} />
      <b>{nameOf(animal)}</b>
      <svg
        class="dots"
        viewBox={`0 0 ${all.length * 14} 12`}
        height="12"
        width={all.length * 14}
        aria-hidden="true"
        focusable="false"
      >
        {all.map((step, at) => (
          <circle key={step} cx={at * 14 + 6} cy="6" r="4.5" class={done.includes(step) ? 'full' : ''} />
        ))}
      </svg>
      <span class="small" data-done={done.length}>
        {say('workshop.board.done', { n: names.length, all: all.length })}
      </span>
      {names.length > 0 && (
        <span class="unseen">{say('workshop.board.done-names', { names: names.join(', ') })}</span>
      )}
      {needsHelp && (
        <span class="wants">
          <Icon name="ask" size={18} /> {say('workshop.board.wants')}
        </span>
      )}
      {isQuiet && !needsHelp && <span class="soft small">{say('workshop.board.quiet')}</span>}
    </li>
  );
}
