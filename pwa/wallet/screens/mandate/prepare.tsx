import { useId, useState } from 'preact/hooks';
import { catalogue, type FactKey, type FactValue } from '../../../../policy/fact.ts';
import { Button } from '../../../ui/button.tsx';
import { FactField } from '../../../ui/fact-field.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import { isOver } from '../../paths/help-standing.ts';
import type { Giving } from '../../paths/meeting.ts';
import { helped } from '../../vault/open.ts';
import { findPlaces, whereAmI } from '../keep/places.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { MeetAsGiver } from './meet.tsx';

/** Typed here for somebody else, handed over, and forgotten: this phone keeps none of it. */
export function PrepareFacts() {
  const [giving, setGiving] = useState<Giving | null>(null);
  const [values, setValues] = useState<ReadonlyMap<FactKey, FactValue>>(new Map());
  const [request, setRequest] = useState('');
  const [isGiven, setGiven] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const acts = new Set(helped.value.filter((one) => !isOver(one)).flatMap((one) => one.acts));
  if (!acts.has('fill-in') && !acts.has('decide'))
    return (
      <main id="page">
        <Title>{say('mandate.prepare')}</Title>
        <p class="lead">{say('mandate.prepare.none')}</p>
      </main>
    );
  async function give() {
    if (giving === null) return;
    setFault(null);
    try {
      const { preparedContent } = await import('../../paths/prepare.ts');
      await giving.give(preparedContent({ values, request }));
      setValues(new Map());
      setGiven(true);
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page">
      {giving === null ? (
        <MeetAsGiver title={say('mandate.prepare')} lead={say('mandate.prepare.scan')} onMet={setGiving} />
      ) : (
        <>
          <Title>{say('mandate.prepare')}</Title>
          {isGiven ? (
            <Note tone="yes" announce>
              <p>{say('mandate.prepare.given')}</p>
            </Note>
          ) : (
            <>
              <p class="lead">{say('mandate.prepare.lead')}</p>
              {acts.has('fill-in') && (
                <Values
                  values={values}
                  onValue={(key, value) => setValues(new Map(values).set(key, value))}
                />
              )}
              {acts.has('decide') && <Brought value={request} onInput={setRequest} />}
              {fault !== null && <FaultNote error={fault} />}
              <Button act="give-prepared" look="full" onPress={give}>
                {say('mandate.prepare.give')}
              </Button>
            </>
          )}
        </>
      )}
    </main>
  );
}

function Values({
  values,
  onValue,
}: {
  values: ReadonlyMap<FactKey, FactValue>;
  onValue: (key: FactKey, value: FactValue) => void;
}) {
  const id = useId();
  const [key, setKey] = useState<FactKey | ''>('');
  return (
    <section class="card">
      {values.size > 0 && (
        <ul class="list">
          {[...values].map(([name, value]) => (
            <li class="stack tight" key={name}>
              <span class="soft small">{factLabel(name)}</span>
              <b>{writeFact(name, value)}</b>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <label for={id}>{say('facts.which')}</label>
        <div class="box">
          <select
            id={id}
            data-act="prepare-fact"
            value={key}
            onChange={(event) => setKey((event.currentTarget.value || '') as FactKey | '')}
          >
            <option value="">{say('fact.choose')}</option>
            {catalogue.map((kind) => (
              <option key={kind.key} value={kind.key}>
                {inLanguage(kind.label)}
              </option>
            ))}
          </select>
        </div>
      </div>
      {key !== '' && (
        <FactField
          key={key}
          name={key}
          value={values.get(key)}
          onValue={(value) => onValue(key, value)}
          findPlaces={findPlaces}
          whereAmI={whereAmI}
        />
      )}
    </section>
  );
}

function Brought({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const id = useId();
  return (
    <section class="card">
      <div class="field">
        <label for={id}>{say('mandate.prepare.request')}</label>
        <div class="box">
          <input
            id={id}
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            data-act="brought-link"
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        </div>
      </div>
      <p class="soft small">{say('mandate.prepare.request.why')}</p>
    </section>
  );
}
