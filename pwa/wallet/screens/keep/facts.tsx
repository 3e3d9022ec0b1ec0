import { useId, useState } from 'preact/hooks';
import type { FactKey } from '../../../../policy/fact.ts';
import { catalogue } from '../../../../policy/fact.ts';
import { Button } from '../../../ui/button.tsx';
import { FactField } from '../../../ui/fact-field.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { LinkCard } from '../../../ui/link-card.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDay } from '../../../words/write.ts';
import type { KeptFact } from '../../vault/kept/fact.ts';
import { facts, grants, lockState } from '../../vault/open.ts';
import { isLive } from '../grant/told.ts';
import { Imports } from '../import/imports.tsx';
import { FaultNote } from '../open/fault-note.tsx';
import { keepPath } from './keep-path.ts';
import { findPlaces, whereAmI } from './places.ts';

/** « Mes données »: each with its source and date. What is typed is kept at once. */
export function Facts() {
  const [fault, setFault] = useState<unknown>(null);
  const kept = catalogue.flatMap(({ key }) => facts.value.get(key) ?? []);
  return (
    <main id="page">
      <Title>{say(kept.length === 0 ? 'facts.none' : 'facts.title')}</Title>
      <p class="lead">{say(kept.length === 0 ? 'facts.none.lead' : 'facts.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {lockState.value === 'empty' && kept.length > 0 && (
        <Note tone="wait" icon="key">
          <p>{say('facts.memory')}</p>
        </Note>
      )}
      {kept.length > 0 && (
        <ul class="card list">
          {kept.map((fact) => (
            <FactRow key={fact.key} fact={fact} onFault={setFault} />
          ))}
        </ul>
      )}
      <AddFact onFault={setFault} />
      <Imports onFault={setFault} />
      <LinkCard
        href="/regles"
        icon="sliders"
        act="rules"
        title={say('facts.rules')}
        why={say('facts.rules.why')}
      />
    </main>
  );
}

function FactRow({ fact, onFault }: { fact: KeptFact; onFault: (error: unknown) => void }) {
  const [isOpen, setOpen] = useState(false);
  const used = grants.value.filter(
    (grant) => isLive(grant) && grant.scope.facts.some((entry) => entry.key === fact.key),
  ).length;
  return (
    <li class="stack tight" data-kept={fact.key}>
      <div class="row">
        <div class="grow stack tight">
          <span class="soft small">{factLabel(fact.key)}</span>
          <b class="title">{writeFact(fact.key, fact.value)}</b>
        </div>
        <button
          type="button"
          class="button link"
          data-act={`change-${fact.key}`}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {say(isOpen ? 'done' : 'change')}
          <span class="unseen"> · {factLabel(fact.key)}</span>
        </button>
      </div>
      <p class="soft small">
        {say('facts.on', { source: say(`facts.source.${fact.source}`), day: writeDay(fact.date) })}
        {used > 0 && ` · ${sayCount('facts.used', used)}`}
      </p>
      {isOpen && (
        <div class="stack">
          <FactField
            name={fact.key}
            value={fact.value}
            onValue={async (value) => (await keepPath()).keepFact({ key: fact.key, value }).catch(onFault)}
            findPlaces={findPlaces}
            whereAmI={whereAmI}
          />
          <Button
            act={`forget-${fact.key}`}
            look="gentle"
            about={factLabel(fact.key)}
            onPress={async () => (await keepPath()).forgetFact(fact.key).catch(onFault)}
          >
            {say('forget')}
          </Button>
        </div>
      )}
    </li>
  );
}

function AddFact({ onFault }: { onFault: (error: unknown) => void }) {
  const id = useId();
  // The key stays while it is being typed, though the fact is kept from its first valid value on.
  const [key, setKey] = useState<FactKey | ''>('');
  const open = catalogue.filter((kind) => kind.key === key || !facts.value.has(kind.key));
  if (open.length === 0) return null;
  return (
    <section class="card">
      <h2>{say('facts.add')}</h2>
      <div class="field">
        <label for={id}>{say('facts.which')}</label>
        <div class="box">
          <select
            id={id}
            data-act="add-fact"
            value={key}
            onChange={(event) => setKey((event.currentTarget.value || '') as FactKey | '')}
          >
            <option value="">{say('fact.choose')}</option>
            {open.map((kind) => (
              <option key={kind.key} value={kind.key}>
                {inLanguage(kind.label)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {key !== '' && (
        <>
          <FactField
            key={key}
            name={key}
            value={facts.value.get(key)?.value}
            onValue={async (value) => (await keepPath()).keepFact({ key, value }).catch(onFault)}
            findPlaces={findPlaces}
            whereAmI={whereAmI}
          />
          {facts.value.has(key) && (
            <Button act="fact-done" onPress={() => setKey('')}>
              {say('done')}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
