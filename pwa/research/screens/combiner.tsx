import { useState } from 'preact/hooks';
import { type Combined, combine } from '../../../policy/release/combine.ts';
import { type PublishedTable, tableOf } from '../../../policy/release/table.ts';
import type { Study } from '../../../policy/study.ts';
import { Title } from '../../ui/frame.tsx';
import { inLanguage, say } from '../../words/lookup.ts';
import { writeDate, writeNumber } from '../../words/write.ts';
import {
  cellsOf,
  combinationOf,
  narrowed,
  ofHundred,
  type Pick,
  type Picked,
  readPick,
  toggle,
  writePick,
} from '../paths/combine.ts';
import type { KnownStudy } from '../paths/study.ts';
import { address, setHash } from '../router.ts';
import { useParty } from './asker.tsx';
import { signed } from './figure.ts';
import { NotOut } from './not-out.tsx';
import { useRelease } from './use-release.ts';

const kinds = ['sum', 'difference', 'ratio'] as const;

export function Combiner({ known }: { known: KnownStudy }) {
  const standing = useRelease(known);
  if (standing.is !== 'there') return <NotOut known={known} standing={standing} />;
  const table = tableOf(known.study, standing.release.statement);
  if (table.outcome === 'too-few') return <NotOut known={known} standing={standing} />;
  return <Picking known={known} table={table} releasedAt={known.study.releaseAt} />;
}

function Picking({
  known,
  table,
  releasedAt,
}: {
  known: KnownStudy;
  table: PublishedTable;
  releasedAt: string;
}) {
  const { study, digest } = known;
  const pick = readPick(address.value.hash, study);
  const change = (next: Partial<Pick>) => setHash(writePick({ ...pick, ...next }));
  const outcome = combine(combinationOf(pick, study, table), table);
  const isAlone = pick.kind === 'sum';
  return (
    <main id="page">
      <a class="reach" href={`/resultats/${digest}`} data-act="to-results">
        {inLanguage(study.title)}
      </a>
      <Title>{say('research.combiner')}</Title>
      <p class="lead">{say('research.combiner.lead')}</p>
      <fieldset class="kinds">
        <legend class="soft small">{say('research.combiner.kind')}</legend>
        <div class="pills three">
          {kinds.map((kind) => (
            <label class="choice boxed" key={kind}>
              <input
                type="radio"
                name="kind"
                data-act={`kind-${kind}`}
                checked={pick.kind === kind}
                onChange={() => change({ kind })}
              />
              <span>{say(`research.combiner.${kind}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="ask">
        <div class="stack">
          <Side
            name="a"
            title={say(isAlone ? 'research.combiner.cells' : `research.combiner.${pick.kind}.a`)}
            study={study}
            picked={pick.over}
            cells={cellsOf(pick.over, study, table).length}
            onPick={(over) => change({ over })}
          />
          {!isAlone && (
            <Side
              name="b"
              title={say(
                pick.kind === 'ratio' ? 'research.combiner.ratio.b' : 'research.combiner.difference.b',
              )}
              study={study}
              picked={pick.under}
              cells={cellsOf(pick.under, study, table).length}
              onPick={(under) => change({ under })}
            />
          )}
        </div>
        <div class="stack stays">
          <Outcome pick={pick} study={study} outcome={outcome} />
          {outcome.outcome === 'told' && (
            <Cite
              known={known}
              sentence={sentenceOf(pick, study, outcome)}
              releasedAt={releasedAt}
              hash={writePick(pick)}
            />
          )}
        </div>
      </div>
    </main>
  );
}

function Side({
  name,
  title,
  study,
  picked,
  cells,
  onPick,
}: {
  name: 'a' | 'b';
  title: string;
  study: Study;
  picked: Picked;
  cells: number;
  onPick: (next: Picked) => void;
}) {
  return (
    <section class="card side-card" aria-labelledby={`side-${name}`}>
      <h2 id={`side-${name}`}>{title}</h2>
      {study.dimensions.map(({ id, label, classes }) => {
        const ids = picked[id] ?? [];
        return (
          <fieldset key={id} class="stack tight">
            <legend class="soft small">
              {ids.length === 0
                ? say('research.label', { label: inLanguage(label), value: say('research.combiner.all') })
                : inLanguage(label)}
            </legend>
            <div class="checks">
              {classes.map((entry) => (
                <label class="choice boxed" key={entry.id}>
                  <input
                    type="checkbox"
                    data-act={`pick-${name}-${id}-${entry.id}`}
                    checked={ids.includes(entry.id)}
                    onChange={() => onPick(toggle(picked, id, entry.id))}
                  />
                  <span>{inLanguage(entry.label)}</span>
                </label>
              ))}
            </div>
          </fieldset>
        );
      })}
      <p class="soft small">{say('research.combiner.how-many', { n: cells })}</p>
    </section>
  );
}

/** « vélo, à pied; 0 à 2 km », or all who answered. */
function groupName(picked: Picked, study: Study): string {
  const parts = narrowed(picked, study).map((classes) =>
    classes.map(({ label }) => inLanguage(label)).join(', '),
  );
  return parts.length === 0 ? say('research.combiner.everyone') : parts.join(' · ');
}

type Told = Extract<Combined, { outcome: 'told' }>;

/** Begins with the name of a group, which a manifest may write in small letters. */
function sentenceOf(pick: Pick, study: Study, told: Told): string {
  const text = said(pick, study, told);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function said({ kind, over, under }: Pick, study: Study, told: Told): string {
  const [a, b] = [groupName(over, study), groupName(under, study)];
  if (kind === 'ratio') {
    const { estimate, low, high } = ofHundred(told);
    return say('research.combiner.ratio.said', {
      a,
      b,
      n: writeNumber(estimate),
      low: writeNumber(low),
      high: writeNumber(high),
    });
  }
  const values = { a, b, n: signed(told.estimate), low: signed(told.low), high: signed(told.high) };
  return say(kind === 'sum' ? 'research.combiner.sum.said' : 'research.combiner.difference.said', values);
}

function Outcome({ pick, study, outcome }: { pick: Pick; study: Study; outcome: Combined }) {
  return (
    <section class="card outcome" aria-labelledby="outcome" data-outcome={outcome.outcome}>
      <h2 id="outcome">{say('research.combiner.outcome')}</h2>
      <div role="status">
        {outcome.outcome === 'told' ? (
          <>
            <p class="big" data-low={outcome.low} data-high={outcome.high} data-estimate={outcome.estimate}>
              {pick.kind === 'ratio'
                ? say('research.combiner.ratio.big', {
                    low: writeNumber(ofHundred(outcome).low),
                    high: writeNumber(ofHundred(outcome).high),
                  })
                : say('research.combiner.big', { low: signed(outcome.low), high: signed(outcome.high) })}
            </p>
            <p>{sentenceOf(pick, study, outcome)}</p>
            {(outcome.estimate < outcome.low || outcome.estimate > outcome.high) && (
              <p class="soft">{say('research.combiner.outside')}</p>
            )}
            <p class="soft small">
              {say(pick.kind === 'ratio' ? 'research.coverage.least' : 'research.coverage')}
            </p>
          </>
        ) : (
          <p data-unsaid>
            {outcome.outcome === 'suppressed'
              ? say('research.suppressed', { n: writeNumber(study.suppressBelow) })
              : say('research.combiner.unsaid')}
          </p>
        )}
      </div>
    </section>
  );
}

function Cite({
  known,
  sentence,
  releasedAt,
  hash,
}: {
  known: KnownStudy;
  sentence: string;
  releasedAt: string;
  hash: string;
}) {
  const [copied, setCopied] = useState<string>('');
  const { study, digest } = known;
  const by = useParty(study.by);
  const text = say('research.cite.text', {
    sentence,
    title: inLanguage(study.title),
    by: by ? inLanguage(by.current.name) : study.by,
    day: writeDate(releasedAt),
    licence: say(`research.licence.${study.licence}`),
    address: `${location.origin}/combiner/${digest}#${hash}`,
  });
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      () => setCopied(''),
    );
  return (
    <section class="card" aria-labelledby="cite">
      <h2 id="cite">{say('research.cite')}</h2>
      <p class="quote" data-cite>
        {text}
      </p>
      <button type="button" class="button fit" data-act="copy" onClick={() => void copy()}>
        {say(copied === text ? 'research.cite.copied' : 'research.cite.copy')}
      </button>
    </section>
  );
}
