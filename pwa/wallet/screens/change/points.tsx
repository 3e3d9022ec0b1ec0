import type { Change } from '../../../../policy/change.ts';
import type { LangText } from '../../../../policy/record.ts';
import { BeforeAfter } from '../../../ui/before-after.tsx';
import { Note } from '../../../ui/note.tsx';
import { say } from '../../../words/lookup.ts';
import { entryOf, leafOf, type Part, partOf, partWord, writeChanged } from './written.ts';

const signs: Record<Change['way'], string> = { widens: '▲', narrows: '▼', other: '◆' };
const tones: Record<Change['way'], string> = { widens: 'stop', narrows: 'yes', other: 'wait' };

/** Dates and digests follow from the version itself; what they mean is said above. */
const silent = ['validFrom', 'validTo', 'reviewBefore', 'told'];
export const shownChanges = (all: readonly Change[]): Change[] =>
  all.filter(({ field, path }) => !silent.includes(field) && !/ › (?:hash|cases|change)$/.test(path));

/** Point by point: what a person thinks of together stands together, the gravest first. */
export function Points({
  changes,
  names,
}: {
  changes: readonly Change[];
  names: ReadonlyMap<string, LangText>;
}) {
  const groups = new Map<Part, Change[]>();
  for (const change of changes) {
    const part = partOf(change.field);
    groups.set(part, [...(groups.get(part) ?? []), change]);
  }
  const rank = (of: readonly Change[]) =>
    Math.min(...of.map(({ way }) => 'widens other narrows'.indexOf(way)));
  const ordered = [...groups].sort(([, left], [, right]) => rank(left) - rank(right));
  return (
    <>
      {ordered.map(([part, own]) => (
        <section key={part} class="card" data-part={part}>
          <h2>{say(partWord(part))}</h2>
          {own.map((change) => (
            <Point key={change.path} change={change} names={names} />
          ))}
        </section>
      ))}
    </>
  );
}

function Point({ change, names }: { change: Change; names: ReadonlyMap<string, LangText> }) {
  const [entry, leaf] = [entryOf(change, names), leafOf(change)];
  const name = entry !== null && leaf !== null ? say('change.named', { entry, leaf }) : (entry ?? leaf ?? '');
  return (
    <div class="stack tight" data-change={change.path} data-way={change.way}>
      <p class="row tight-row">
        {name !== '' && <b>{name}</b>}
        <span class={`chip small ${tones[change.way]}`}>
          <span aria-hidden="true">{signs[change.way]}</span> {say(`change.way.${change.way}`)}
        </span>
      </p>
      <BeforeAfter before={writeChanged(change, change.before)} after={writeChanged(change, change.after)} />
      {change.isRed && (
        <Note tone="stop">
          <p>{say('change.red')}</p>
        </Note>
      )}
    </div>
  );
}
