import { useEffect, useState } from 'preact/hooks';
import type { StudyState } from '../../../../policy/study.ts';
import { Seal } from '../../../ui/facing.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { odometer, partsInAYear, partsOf } from '../../paths/budget.ts';
import type { KnownStudy } from '../../paths/study.ts';
import type { KeptContribution } from '../../vault/kept/study.ts';
import { contributions } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { type ShownStudy, shownFromKept, shownStudy } from './shown.ts';

/** What researchers ask everybody: open ones, those one said yes to, and what came out. Nobody is pushed to any of them. */
export function Studies() {
  const [found, setFound] = useState<readonly KnownStudy[] | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    void import('../../paths/study.ts').then(({ listStudies }) => listStudies().then(setFound, setFault));
  }, []);
  const mine = contributions.value.filter(({ state }) => state !== 'declined');
  const isMine = (digest: string) => mine.some(({ study }) => study === digest);
  const known = (found ?? []).map(shownStudy);
  const own = mine.map((kept) => ({
    kept,
    shown: known.find(({ digest }) => digest === kept.study) ?? shownFromKept(kept, Date.now()),
  }));
  const others = known.filter(({ digest }) => !isMine(digest));
  const open = others.filter(({ state }) => state === 'open' || state === 'announced');
  const ended = others.filter(({ state }) => state !== 'open' && state !== 'announced');
  const isEmpty = known.length === 0 && own.length === 0;
  return (
    <main id="page" aria-busy={found === null && fault === null ? 'true' : undefined}>
      <Title>{say(isEmpty && found !== null ? 'studies.none' : 'studies.title')}</Title>
      <p class="lead">{say(isEmpty && found !== null ? 'studies.none.lead' : 'studies.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {found === null && fault === null && <div class="ghost" />}
      <Part word="studies.open" rows={open.map((shown) => ({ shown }))} />
      <Part word="studies.mine" rows={own} />
      <Part word="studies.ended" rows={ended.map((shown) => ({ shown }))} />
      <LinkCard
        href="/budget"
        icon="sliders"
        act="budget"
        title={say('budget.what')}
        why={sayCount('budget.left', partsInAYear - partsOf(odometer().spentMillionths), {
          of: partsInAYear,
        })}
      />
    </main>
  );
}

interface RowProps {
  readonly shown: ShownStudy;
  readonly kept?: KeptContribution;
}

function Part({
  word,
  rows,
}: {
  word: 'studies.open' | 'studies.mine' | 'studies.ended';
  rows: readonly RowProps[];
}) {
  if (rows.length === 0) return null;
  return (
    <section class="stack" aria-labelledby={word} data-detail={word === 'studies.ended' || undefined}>
      <h2 id={word} class="pad">
        {say(word)}
      </h2>
      {rows.map((row) => (
        <Row key={row.shown.digest} {...row} />
      ))}
    </section>
  );
}

function Row({ shown, kept }: RowProps) {
  const { study, state, digest, askerName } = shown;
  return (
    <a class="card plain" href={`/etude/${digest}`} data-act="see-study" data-state={state}>
      <span class="row">
        <Seal name={askerName} />
        <span class="grow stack tight">
          <b class="title">{inLanguage(study.title)}</b>
          <span class="soft small">{askerName}</span>
        </span>
        <Icon name="next" size={20} />
      </span>
      <span>{inLanguage(study.question)}</span>
      {state === 'open' && kept === undefined && (
        <span class="soft small" data-detail>
          {say('studies.back')} {inLanguage(study.comesBack)}
        </span>
      )}
      <span class="row tight-row">
        {kept !== undefined && (
          <span class={`chip small ${chipLook(kept)}`}>{say(`study.chip.${kept.state}`)}</span>
        )}
        <span class="soft small">{whenOf(shown, state)}</span>
      </span>
    </a>
  );
}

const chipLook = ({ state }: KeptContribution): string =>
  state === 'sent' ? 'yes' : state === 'refused' || state === 'missed' ? 'stop' : 'wait';

function whenOf({ study }: ShownStudy, state: StudyState): string {
  switch (state) {
    case 'announced':
      return say('studies.from', { day: writeDay(study.window.opens) });
    case 'open':
      return say('studies.until', { day: writeDay(study.window.closes) });
    case 'counting':
      return say('studies.due', { day: writeDay(study.releaseAt) });
    case 'released':
      return say('studies.results');
    case 'too-few':
      return say('study.too-few');
  }
}
