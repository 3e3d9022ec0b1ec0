import { useState } from 'preact/hooks';
import type { Standing } from '../../../../policy/thread/standing.ts';
import { Button } from '../../../ui/button.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { PrintPart } from '../../../ui/paper/print-part.tsx';
import { WordsField } from '../../../ui/words-field.tsx';
import { say, tell } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { mostWords } from '../../paths/contest-choice.ts';
import type { ThreadAct } from '../../paths/thread-act.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { DeletionStates } from './deletion.tsx';
import { Ladder } from './ladder.tsx';
import { type ShownThread, standingOf, titleOf, writeName } from './shown.ts';
import { ThreadSlip } from './slip.tsx';
import { Clock } from './state.tsx';
import { Beside, Talk } from './talk.tsx';

interface ThreadViewProps {
  readonly shown: ShownThread;
  /** Signed and kept, and the relay has not answered yet. */
  readonly isUnsent: boolean;
  readonly onAct: (act: ThreadAct) => Promise<void>;
  readonly onSend: () => Promise<void>;
}

/** One exchange: its clock, both sides face to face, and what is left to do. */
export function ThreadView({ shown, isUnsent, onAct, onSend }: ThreadViewProps) {
  const { opening, acts, name } = shown;
  const [fault, setFault] = useState<unknown>(null);
  const state = standingOf(shown);
  const [first] = acts;
  const answered = acts.findLast(({ record }) => record.act === 'answer' || record.act === 'paper');
  const guard = async (act: () => Promise<void>) => {
    setFault(null);
    await act().catch(setFault);
  };
  return (
    <main id="page" data-thread={opening.thread}>
      <Title>{titleOf(opening)}</Title>
      <p class="soft pad">
        {say(`thread.kind.${opening.kind}`)} · {name} · {writeDay(opening.at)}
      </p>
      {opening.target.name !== null && (
        <p class="pad">{tell('thread.about', { what: <b>{writeName(opening.target.name)}</b> })}</p>
      )}
      {fault !== null && <FaultNote error={fault} />}
      <Clock state={state} name={name} isUnsent={isUnsent} />
      {isUnsent && (
        <Button act="send-thread" look="full" onPress={() => guard(onSend)}>
          {say('outbox.send')}
        </Button>
      )}
      {opening.kind === 'deletion' && <DeletionStates state={state} name={name} grant={opening.grant} />}
      {answered !== undefined && first !== undefined ? (
        <Beside answer={answered} asked={first} name={name} />
      ) : (
        <Talk acts={acts} name={name} />
      )}
      <Turn state={state} name={name} isUnsent={isUnsent} onAct={(act) => guard(() => onAct(act))} />
      {(state.isOverdue || state.state === 'answered' || state.state === 'not-settled') && (
        <Ladder steps={state.nextSteps} isOpen={state.isOverdue || state.state === 'not-settled'} />
      )}
      {answered !== undefined && acts.length > 2 && (
        <Fold act="fold-talk" title={say('thread.all')}>
          <Talk acts={acts} name={name} />
        </Fold>
      )}
      {state.answer === null && state.awaits !== 'nobody' && (
        <Button act="withdraw-thread" look="quiet" onPress={() => guard(() => onAct({ act: 'withdraw' }))}>
          {say('thread.withdraw')}
        </Button>
      )}
      <PrintPart act="slip" label={say('sheet.slip.print')}>
        {() => <ThreadSlip shown={shown} />}
      </PrintPart>
      <p class="soft small pad">{say('thread.sealed', { name })}</p>
    </main>
  );
}

/** What is for the person to do now, and nothing when it is the party's turn. */
function Turn({
  state,
  name,
  isUnsent,
  onAct,
}: {
  state: Standing;
  name: string;
  isUnsent: boolean;
  onAct: (act: ThreadAct) => Promise<void>;
}) {
  if (isUnsent) return null;
  if (state.state === 'clarify')
    return (
      <>
        <Note tone="wait">
          <p>{say('thread.clarify', { name })}</p>
        </Note>
        <Reply onAct={onAct} />
      </>
    );
  if (state.state === 'answered' && state.awaits === 'opener')
    return (
      <section class="card">
        <h2>{say('thread.classify')}</h2>
        <p class="soft">{say('thread.classify.why')}</p>
        <div class="twins">
          <Button act="not-settled" onPress={() => onAct({ act: 'classify', outcome: 'not-settled' })}>
            {say('thread.classify.no')}
          </Button>
          <Button act="settled" onPress={() => onAct({ act: 'classify', outcome: 'settled' })}>
            {say('thread.classify.yes')}
          </Button>
        </div>
      </section>
    );
  if (state.state === 'not-settled')
    return (
      <>
        <Note tone="stop" icon="warn">
          <p>{say('thread.not-settled')}</p>
        </Note>
        <Reply onAct={onAct} />
      </>
    );
  return null;
}

function Reply({ onAct }: { onAct: (act: ThreadAct) => Promise<void> }) {
  const [words, setWords] = useState('');
  return (
    <section class="card">
      <WordsField
        name="reply"
        label={say('thread.reply')}
        value={words}
        most={mostWords}
        onInput={setWords}
      />
      <Button
        act="reply"
        off={words.trim() === ''}
        onPress={async () => {
          await onAct({ act: 'reply', text: words.trim() });
          setWords('');
        }}
      >
        {say('contest.send')}
      </Button>
    </section>
  );
}
