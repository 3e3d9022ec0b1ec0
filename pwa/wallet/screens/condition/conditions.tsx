import { useEffect, useState } from 'preact/hooks';
import { Seal } from '../../../ui/facing.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import { isOpen, type KnownCondition } from '../../paths/condition.ts';
import { conditionOf } from '../../paths/condition-yes.ts';
import type { KeptCondition } from '../../vault/kept/condition.ts';
import { conditions } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** What parties ask a whole district, what one has answered, and what is over. Never a number of yeses. */
export function Conditions() {
  const [found, setFound] = useState<readonly KnownCondition[] | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    void import('../../paths/condition.ts').then(({ listConditions }) =>
      listConditions().then(setFound, setFault),
    );
  }, []);
  const mine = conditions.value.filter(({ step }) => step !== 'declined');
  const others = (found ?? []).filter(({ digest }) => !mine.some(({ condition }) => condition === digest));
  const isEmpty = found !== null && others.length === 0 && mine.length === 0;
  return (
    <main id="page" aria-busy={found === null && fault === null ? 'true' : undefined}>
      <Title>{say(isEmpty ? 'condition.none' : 'condition.title')}</Title>
      <p class="lead">{say(isEmpty ? 'condition.none.lead' : 'condition.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {found === null && fault === null && <div class="ghost" />}
      <Part word="condition.open">
        {others.filter(isOpen).map((known) => (
          <Row key={known.digest} {...rowOf(known)} />
        ))}
      </Part>
      <Part word="condition.mine">
        {mine.map((kept) => (
          <Row key={kept.condition} {...keptRow(kept)} />
        ))}
      </Part>
      <Part word="condition.ended">
        {others
          .filter((known) => !isOpen(known))
          .map((known) => (
            <Row key={known.digest} {...rowOf(known)} />
          ))}
      </Part>
    </main>
  );
}

function Part({
  word,
  children,
}: {
  word: 'condition.open' | 'condition.mine' | 'condition.ended';
  children: preact.JSX.Element[];
}) {
  if (children.length === 0) return null;
  return (
    <section class="stack" aria-labelledby={word}>
      <h2 id={word} class="pad">
        {say(word)}
      </h2>
      {children}
    </section>
  );
}

interface RowProps {
  readonly digest: string;
  readonly title: string;
  readonly area: string;
  readonly name: string | null;
  readonly threshold: number;
  readonly end: string;
  readonly chip: preact.JSX.Element | null;
}

const rowOf = (known: KnownCondition): RowProps => ({
  digest: known.digest,
  title: inLanguage(known.declaration.title),
  area: inLanguage(known.condition.area.name),
  name: inLanguage(known.party.name),
  threshold: known.condition.threshold,
  end: known.condition.end,
  chip: known.state === 'met' ? <span class="chip small yes">{say('condition.met')}</span> : null,
});

function keptRow(kept: KeptCondition): RowProps {
  const { threshold, end, area } = conditionOf(kept);
  return {
    digest: kept.condition,
    title: inLanguage(kept.title),
    area: inLanguage(area.name),
    name: null,
    threshold,
    end,
    chip: <span class={`chip small ${chipLook(kept)}`}>{say(`condition.chip.${kept.step}`)}</span>,
  };
}

const chipLook = ({ step }: KeptCondition): string =>
  step === 'agreed' ? 'yes' : step === 'asking' || step === 'refused' ? 'stop' : 'wait';

function Row({ digest, title, area, name, threshold, end, chip }: RowProps) {
  return (
    <a class="card plain" href={`/ensemble/${digest}`} data-act="see-condition">
      <span class="row">
        {name !== null && <Seal name={name} />}
        <span class="grow stack tight">
          <b class="title">{title}</b>
          <span class="soft small">
            {say('condition.area')} {area}
          </span>
        </span>
        <Icon name="next" size={20} />
      </span>
      <span>{sayCount('condition.if', threshold)}</span>
      <span class="row tight-row">
        {chip}
        <span class="soft small">{say('condition.until', { day: writeDay(end) })}</span>
      </span>
    </a>
  );
}
