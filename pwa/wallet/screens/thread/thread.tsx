import { useEffect } from 'preact/hooks';
import { readDeclaration } from '../../../../policy/declaration.ts';
import { splitRecord } from '../../../../policy/record.ts';
import type { ThreadText } from '../../../../policy/thread/text.ts';
import { Title } from '../../../ui/frame.tsx';
import { say, written } from '../../../words/lookup.ts';
import type { ThreadAct } from '../../paths/thread-act.ts';
import type { KeptThread } from '../../vault/kept/thread.ts';
import { declarations, parties, threads } from '../../vault/open.ts';
import { partyName } from '../grant/told.ts';
import type { ShownThread } from './shown.ts';
import { ThreadView } from './thread-view.tsx';

const paths = () => import('../../paths/my-thread.ts');

export function ThreadScreen({ id }: { id: string }) {
  const kept = threads.value.find((entry) => entry.id === id);
  useEffect(() => {
    if (kept !== undefined)
      void paths()
        .then(({ readThread }) => readThread(id))
        .catch(() => undefined);
  }, [id]);
  if (kept === undefined)
    return (
      <main id="page">
        <Title>{say('thread-unknown.what')}</Title>
        <p class="lead">{say('thread-unknown.do')}</p>
        <a class="button" href="/demandes" data-act="threads">
          {say('threads.title')}
        </a>
      </main>
    );
  return (
    <ThreadView
      shown={shownOf(kept)}
      isUnsent={kept.acts.some(({ recordedAt }) => recordedAt === null)}
      onAct={async (act) => (await paths()).goOn(id, laterOf(act))}
      onSend={async () => (await paths()).sendThread(id)}
    />
  );
}

export function shownOf(kept: KeptThread): ShownThread {
  const { opening, acts } = kept;
  return {
    opening,
    acts,
    name: partyName(opening.party),
    role: parties.value.get(opening.party)?.role ?? 'city',
    promisedDays: promisedDays(opening.declaration),
  };
}

function promisedDays(digest: string | null): number | null {
  const text = digest === null ? undefined : declarations.value.get(digest)?.text;
  if (text === undefined || text === '') return null;
  return readDeclaration(splitRecord(text).body).contest.deadlineDays;
}

export const inWords = (text: string, more: Partial<ThreadText> = {}): ThreadText => ({
  v: 1,
  lang: written(),
  text,
  corrected: null,
  evidence: [],
  place: null,
  contact: null,
  ...more,
});

export const laterOf = (act: ThreadAct) =>
  act.act === 'reply' ? { act: act.act, words: inWords(act.text) } : act;
