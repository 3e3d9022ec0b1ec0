import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Fold } from '../../../ui/fold.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';
import { longestQuietMs, quietCount, quietNow, quietUntil } from '../../paths/pause-all.ts';
import { grants } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** One tap, until a time: private browsing of the city. */
export function Quiet() {
  const [fault, setFault] = useState<unknown>(null);
  const nowMs = useNow();
  const quiet = quietNow(nowMs);
  const isShared = grants.value.some(({ status }) => status === 'active' || status === 'paused');

  async function hide(untilMs: number) {
    setFault(null);
    await (await import('../../paths/pause-all.ts')).quietAll(untilMs).catch(setFault);
  }
  async function show() {
    setFault(null);
    await (await import('../../paths/pause-all.ts')).endQuiet().catch(setFault);
  }

  if (quiet !== null)
    return (
      <main id="page" data-quiet="on">
        <Title key="on">{quietWords(quiet.until, nowMs)}</Title>
        <p class="lead">{say('quiet.on.what')}</p>
        {fault !== null && <FaultNote error={fault} />}
        <Count nowMs={nowMs} />
        <Button act="quiet-end" look="full" onPress={show}>
          {say('quiet.end')}
        </Button>
      </main>
    );
  const evening = quietUntil('evening', nowMs);
  const morning = quietUntil('morning', nowMs);
  const isTonight = new Date(evening).getDate() === new Date(nowMs).getDate();
  return (
    <main id="page" data-quiet="off">
      <Title key="off">{say('quiet.title')}</Title>
      <p class="lead">{say(isShared ? 'quiet.lead' : 'quiet.none')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {isShared && (
        <div class="stack">
          <Button act="quiet-hour" onPress={() => hide(quietUntil('hour', nowMs))}>
            {say('quiet.hour')}
          </Button>
          <Button act="quiet-evening" onPress={() => hide(evening)}>
            {say(isTonight ? 'quiet.evening' : 'quiet.evening.next', { time: writeTime(evening) })}
          </Button>
          <Button act="quiet-morning" onPress={() => hide(morning)}>
            {say('quiet.morning', { time: writeTime(morning) })}
          </Button>
          <Chosen nowMs={nowMs} onChoose={hide} />
        </div>
      )}
    </main>
  );
}

/** So that what is over by itself says so by itself, without a reload. */
function useNow(): number {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

export function quietWords(until: string, nowMs: number): string {
  const isToday = new Date(until).toDateString() === new Date(nowMs).toDateString();
  return say(isToday ? 'quiet.on' : 'quiet.on.day', { time: writeTime(until), day: writeDay(until) });
}

/** Agreement by agreement, with seconds between them. */
function Count({ nowMs }: { nowMs: number }) {
  const { quiet, all } = quietCount(nowMs);
  return (
    <Note tone={quiet < all ? 'wait' : 'yes'} announce>
      <p>{sayCount('quiet.count', quiet, { all })}</p>
      {quiet < all && <p>{say('quiet.count.slow')}</p>}
    </Note>
  );
}

function Chosen({ nowMs, onChoose }: { nowMs: number; onChoose: (untilMs: number) => Promise<void> }) {
  const [value, setValue] = useState('');
  const [isWrong, setWrong] = useState(false);
  async function choose() {
    const untilMs = new Date(value).getTime();
    const isRight = untilMs > nowMs && untilMs <= nowMs + longestQuietMs;
    setWrong(!isRight);
    if (isRight) await onChoose(untilMs);
  }
  return (
    <Fold act="quiet-choose" title={say('quiet.choose')}>
      <label class="stack tight">
        <span>{say('quiet.choose.until')}</span>
        <span class="box">
          <input
            type="datetime-local"
            data-act="quiet-until"
            value={value}
            aria-invalid={isWrong || undefined}
            aria-describedby={isWrong ? 'quiet-wrong' : undefined}
            onInput={(event) => setValue(event.currentTarget.value)}
          />
        </span>
      </label>
      {isWrong && (
        <p id="quiet-wrong" role="alert">
          {say('quiet.choose.wrong')}
        </p>
      )}
      <Button act="quiet-go" onPress={choose}>
        {say('quiet.choose.go')}
      </Button>
    </Fold>
  );
}
