import { Button } from '../../../ui/button.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import { writeDate, writeDay } from '../../../words/write.ts';
import type { KeptImport } from '../../vault/kept/fact.ts';
import { imports } from '../../vault/open.ts';

/** On « Mes données »: which files were read, and what each gave. */
export function Imports({ onFault }: { onFault: (error: unknown) => void }) {
  return (
    <>
      {imports.value.length > 0 && (
        <section class="card">
          <h2>{say('import.list')}</h2>
          <ul class="list">
            {imports.value.map((kept) => (
              <ImportRow key={kept.id} kept={kept} onFault={onFault} />
            ))}
          </ul>
        </section>
      )}
      <LinkCard
        href="/donnees/importer"
        icon="plus"
        act="add-file"
        title={say('import.title')}
        why={say('import.link.why')}
      />
    </>
  );
}

function ImportRow({ kept, onFault }: { kept: KeptImport; onFault: (error: unknown) => void }) {
  const names = kept.files.map(({ name }) => name).filter((name) => name !== '');
  const [first = ''] = names;
  const more = kept.files.length - 1;
  return (
    <li class="stack tight" data-import={kept.kind}>
      <b class="title">{say(`import.${kept.kind}`)}</b>
      <p class="small breaks">{more > 0 ? sayCount('import.list.names', more, { name: first }) : first}</p>
      <p class="soft small">
        {say('import.between', { from: writeDate(kept.summary.from), until: writeDate(kept.summary.until) })}{' '}
        {say('import.list.on', { day: writeDay(kept.at) })}
        {kept.place !== null && ` ${say('import.list.place', { place: kept.place.name })}`}
      </p>
      {kept.facts.length > 0 && <p class="soft small">{sayCount('import.list.facts', kept.facts.length)}</p>}
      <Button
        act="forget-import"
        look="gentle"
        about={first}
        onPress={async () => (await import('../../paths/import.ts')).forgetImport(kept.id).catch(onFault)}
      >
        {say('import.list.forget')}
      </Button>
    </li>
  );
}
