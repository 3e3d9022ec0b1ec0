import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeTime } from '../../../words/write.ts';
import { quietCount, quietNow, quietUntil } from '../../paths/pause-all.ts';
import { digestNow } from '../../paths/request-budget.ts';
import { seeking } from '../../paths/seek.ts';
import type { ConditionStep } from '../../vault/kept/condition.ts';
import { conditions, grants } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { quietWords } from '../pause/quiet.tsx';

/** Not being looked at, with one tap; what is asked of the whole district; the month's summary, where there is one. */
export function Rest() {
  return (
    <>
      <SeekingAtHome />
      <QuietAtHome />
      <ConditionsAtHome />
      {digestNow(Date.now()).ripe.length > 0 && (
        <a class="button quiet" href="/resume" data-act="digest">
          {say('digest.title')}
        </a>
      )}
    </>
  );
}

export function QuietNow() {
  const nowMs = Date.now();
  const quiet = quietNow(nowMs);
  if (quiet === null) return null;
  return (
    <a class="card plain" href="/discret" data-act="quiet-now">
      <span class="row">
        <Icon name="clock" />
        <b class="grow">{quietWords(quiet.until, nowMs)}</b>
        <Icon name="next" size={20} />
      </span>
    </a>
  );
}

function QuietAtHome() {
  const [fault, setFault] = useState<unknown>(null);
  const nowMs = Date.now();
  const quiet = quietNow(nowMs);
  const count = quiet === null ? null : quietCount(nowMs);
  const act = quiet === null ? 'quiet-hour' : 'quiet-end';
  if (quiet === null && !grants.value.some(({ status }) => status === 'active')) return null;
  async function hide() {
    setFault(null);
    await (await import('../../paths/pause-all.ts')).quietAll(quietUntil('hour', Date.now())).catch(setFault);
  }
  async function show() {
    setFault(null);
    await (await import('../../paths/pause-all.ts')).endQuiet().catch(setFault);
  }
  return (
    <section class="stack" aria-label={say('quiet.title')} data-quiet={quiet === null ? 'off' : 'on'}>
      {fault !== null && <FaultNote error={fault} />}
      {quiet !== null && count !== null && (
        <Note tone="calm" icon="clock" announce>
          <p>{quietWords(quiet.until, nowMs)}</p>
          <p>{sayCount('quiet.count', count.quiet, { all: count.all })}</p>
        </Note>
      )}
      {/* One button whose words change: the focus stays on it. */}
      <Button key="quiet" act={act} look="gentle" onPress={quiet === null ? hide : show}>
        {say(quiet === null ? 'quiet.home' : 'quiet.end')}
      </Button>
      <a class="button quiet" href="/discret" data-act="quiet-page">
        {say(quiet === null ? 'quiet.home.more' : 'quiet.title')}
      </a>
    </section>
  );
}

/** After a recovery: what stands above may be older than what was last said. */
function SeekingAtHome() {
  const now = seeking.value;
  if (now === undefined || now.isOver) return null;
  return (
    <Note tone="calm" icon="clock">
      <p>
        {now.startsMs === null
          ? say('recover.home.ask', { asked: now.asked, of: now.of })
          : say('recover.home.wait', { time: writeTime(now.startsMs) })}
      </p>
    </Note>
  );
}

/** Between a yes and what comes of it. */
const going: ReadonlySet<ConditionStep> = new Set(['kept', 'waiting', 'sent', 'due', 'asking']);

/** One quiet line, never a push: how many there are, not that one should answer. */
function ConditionsAtHome() {
  const [open, setOpen] = useState(0);
  useEffect(() => {
    void import('../../paths/open-conditions.ts')
      .then(async ({ countOpenConditions }) => setOpen(await countOpenConditions()))
      .catch(() => undefined);
  }, []);
  const mine = conditions.value.filter(({ step }) => going.has(step)).length;
  return (
    <>
      {mine > 0 && (
        <a class="button quiet" href="/ensemble" data-act="my-conditions">
          {sayCount('condition.going', mine)}
        </a>
      )}
      {(mine === 0 || open > 0) && (
        <a class="button quiet" href="/ensemble" data-act="conditions">
          {open === 0 ? say('condition.title') : sayCount('condition.home', open)}
        </a>
      )}
    </>
  );
}
