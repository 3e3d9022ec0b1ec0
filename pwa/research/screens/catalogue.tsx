import { useState } from 'preact/hooks';
import type { StudyState } from '../../../policy/study.ts';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { inLanguage, say, sayCount, written } from '../../words/lookup.ts';
import { writeDate } from '../../words/write.ts';
import { type KnownStudy, search, shelf, stateOrder } from '../paths/study.ts';
import { Asker } from './asker.tsx';

export function Catalogue() {
  const [typed, setTyped] = useState('');
  const { studies = [], unreadable = 0 } = shelf.value ?? {};
  const found = search(studies, typed, written());
  return (
    <main id="page">
      <Title>{say('research.title')}</Title>
      <p class="lead">{say('research.lead')}</p>
      {studies.length === 0 ? (
        <Empty />
      ) : (
        <>
          <div class="field search">
            <label for="search">{say('research.search')}</label>
            <div class="box">
              <input
                id="search"
                type="search"
                data-act="search"
                value={typed}
                autocomplete="off"
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            </div>
          </div>
          <p class="soft small pad" role="status">
            {sayCount('research.found', found.length)}
          </p>
          {stateOrder.map((state) => (
            <Group key={state} state={state} studies={found.filter((study) => study.state === state)} />
          ))}
        </>
      )}
      {unreadable > 0 && (
        <Note tone="wait">
          <p>{sayCount('research.unreadable', unreadable)}</p>
        </Note>
      )}
    </main>
  );
}

function Group({ state, studies }: { state: StudyState; studies: readonly KnownStudy[] }) {
  if (studies.length === 0) return null;
  return (
    <section class="stack group" aria-labelledby={`group-${state}`} data-group={state}>
      <h2 id={`group-${state}`}>{say(`research.group.${state}`)}</h2>
      <ul class="cards">
        {studies.map((known) => (
          <li key={known.digest}>
            <StudyCard known={known} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function StudyCard({ known }: { known: KnownStudy }) {
  const { digest, study } = known;
  return (
    <article class="card study-card">
      <div class="stack tight grow">
        <p class="row tight-row">
          <StateChip known={known} />
          <span class="soft small">{inLanguage(study.title)}</span>
        </p>
        <h3 class="question">
          <a href={`/etude/${digest}`} data-act="open-study">
            {inLanguage(study.question)}
          </a>
        </h3>
        <p class="soft small">{whenOf(known)}</p>
      </div>
      <Asker id={study.by} />
    </article>
  );
}

const tones: Readonly<Record<StudyState, string>> = {
  released: 'yes',
  open: '',
  counting: 'wait',
  announced: 'wait',
  'too-few': 'plain-chip',
};

export function StateChip({ known }: { known: KnownStudy }) {
  return (
    <span class={`chip small ${tones[known.state]}`} data-state={known.state}>
      {say(`research.state.${known.state}`)}
    </span>
  );
}

/** The one date that matters in this state. */
export function whenOf({ state, study }: KnownStudy): string {
  const { window, releaseAt } = study;
  if (state === 'announced') return say('research.when.announced', { day: writeDate(window.opens) });
  if (state === 'open')
    return say('research.when.open', { day: writeDate(window.closes), out: writeDate(releaseAt) });
  return say(state === 'counting' ? 'research.when.counting' : 'research.when.out', {
    day: writeDate(releaseAt),
  });
}

function Empty() {
  return (
    <div class="card dashed" data-empty>
      <h2>{say('research.empty')}</h2>
      <p>{say('research.empty.why')}</p>
      <a class="button fit" href="/demander" data-act="go-ask-empty">
        {say('research.nav.ask')}
      </a>
    </div>
  );
}
