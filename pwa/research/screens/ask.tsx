import { useState } from 'preact/hooks';
import { type FactKey, factKind } from '../../../policy/fact.ts';
import { purposes } from '../../../policy/purpose.ts';
import type { LangText } from '../../../policy/record.ts';
import { rhoMillionths } from '../../../policy/study/budget.ts';
import { cellCount, usualCohort } from '../../../policy/study.ts';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Title } from '../../ui/frame.tsx';
import { Note } from '../../ui/note.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { inLanguage, say, sayCount, type Word } from '../../words/lookup.ts';
import { writeNumber } from '../../words/write.ts';
import {
  askable,
  type Draft,
  type DraftFaults,
  dimensionsOf,
  draftFile,
  emptyDraft,
  expectations,
  faultsOf,
  isBand,
  mechanismOf,
  strengths,
} from '../paths/ask.ts';
import { inWords } from '../paths/cost.ts';

type Change = (next: Partial<Draft>) => void;

interface PartProps {
  readonly draft: Draft;
  readonly change: Change;
  readonly faults: DraftFaults;
}

/** In memory of this page and nowhere else: leaving it forgets the draft. */
export function AskStudy() {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [isChecked, setChecked] = useState(false);
  const faults: DraftFaults = isChecked ? faultsOf(draft, Date.now()) : {};
  const change: Change = (next) => setDraft((before) => ({ ...before, ...next }));
  const props = { draft, change, faults };
  return (
    <main id="page">
      <Title>{say('research.ask')}</Title>
      <p class="lead">{say('research.ask.lead')}</p>
      <div class="ask">
        <form
          class="stack wide"
          onSubmit={(event) => {
            event.preventDefault();
            setChecked(true);
            finish(event.currentTarget, draft);
          }}
        >
          <Cells {...props} />
          <Noise {...props} />
          <Question {...props} />
          <People {...props} />
          <Dates {...props} />
          <Rest {...props} />
          <section class="card">
            <h2>{say('research.ask.done')}</h2>
            {isChecked && <Verdict faults={faults} />}
            <Button act="make-draft" look="full" type="submit">
              {say('research.ask.make')}
            </Button>
            <p>{say('research.ask.then')}</p>
            <p class="code small">npm run party -- study study-draft.json</p>
            <p class="soft small">{say('research.ask.kept')}</p>
          </section>
        </form>
        <Forecast draft={draft} />
      </div>
    </main>
  );
}

/** The first field that is wrong takes the focus; a draft without one is saved. */
function finish(form: HTMLFormElement, draft: Draft): void {
  if (Object.keys(faultsOf(draft, Date.now())).length === 0) {
    saveFile(draftFile(draft), 'application/json');
    return;
  }
  // After the faults have been drawn.
  setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function Verdict({ faults }: { faults: DraftFaults }) {
  const count = Object.keys(faults).length;
  return (
    <Note tone={count === 0 ? 'yes' : 'stop'} announce>
      <p data-faults={count}>
        {count === 0 ? say('research.ask.sound') : sayCount('research.ask.faults', count)}
      </p>
    </Note>
  );
}

function Wrong({ name, faults }: { name: keyof Draft; faults: DraftFaults }) {
  const expected = faults[name];
  if (expected === undefined) return null;
  return (
    <span class="wrong" id={`wrong-${name}`} data-wrong={name}>
      {say(`research.ask.wrong.${name}` as Word)}
    </span>
  );
}

const wrongProps = (name: keyof Draft, faults: DraftFaults) =>
  faults[name] === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `wrong-${name}` };

type TextField =
  | 'title'
  | 'question'
  | 'summary'
  | 'area'
  | 'covered'
  | 'notCovered'
  | 'notCoveredWhy'
  | 'comesBack'
  | 'minimumReason';

/** One sentence in both languages: residents read either. */
function Texts({
  name,
  max,
  isLong,
  draft,
  change,
  faults,
}: PartProps & { name: TextField; max: number; isLong?: boolean }) {
  const value: LangText = draft[name];
  const one = (lang: 'fr' | 'en') => {
    const id = `${name}-${lang}`;
    const shared = {
      id,
      lang,
      maxLength: max,
      'data-act': id,
      value: value[lang],
      ...(value[lang].trim() === '' ? wrongProps(name, faults) : {}),
      onInput: (event: { currentTarget: { value: string } }) =>
        change({ [name]: { ...value, [lang]: event.currentTarget.value } }),
    };
    return (
      <div class="field">
        <label for={id}>
          {say(`research.ask.${name}`)} · {say(`research.lang.${lang}`)}
        </label>
        <div class="box">{isLong ? <textarea rows={3} {...shared} /> : <input {...shared} />}</div>
      </div>
    );
  };
  return (
    <div class="stack tight">
      <div class="pair">
        {one('fr')}
        {one('en')}
      </div>
      <Wrong name={name} faults={faults} />
    </div>
  );
}

function Question(props: PartProps) {
  const { draft, change } = props;
  return (
    <section class="card">
      <h2>{say('research.ask.part.question')}</h2>
      <Texts {...props} name="title" max={80} />
      <Texts {...props} name="question" max={200} />
      <Texts {...props} name="summary" max={600} isLong />
      <Choose
        name="purpose"
        value={draft.purpose}
        options={purposes.map(({ id, label }) => ({ id, said: inLanguage(label) }))}
        onChoose={(purpose) => change({ purpose: purpose as Draft['purpose'] })}
      />
      <Texts {...props} name="comesBack" max={300} isLong />
    </section>
  );
}

const maxDimensions = 4;

function Cells({ draft, change, faults }: PartProps) {
  const { dimensions } = draft;
  const put = (at: number, next: Partial<Draft['dimensions'][number]>) =>
    change({ dimensions: dimensions.map((entry, place) => (place === at ? { ...entry, ...next } : entry)) });
  return (
    <section class="card">
      <h2>{say('research.ask.part.cells')}</h2>
      <p class="soft">{say('research.ask.cells.why')}</p>
      {dimensions.map(({ fact, typed }, at) => {
        const kind = factKind(fact);
        const needsTyping = isBand(kind) || kind.type === 'place';
        return (
          <div class="stack tight dimension" key={`${at} of ${dimensions.length}`}>
            <Choose
              name={`fact-${at}`}
              title={say('research.ask.fact', { n: at + 1 })}
              value={fact}
              options={askable.map(({ key, label }) => ({ id: key, said: inLanguage(label) }))}
              onChoose={(key) => put(at, { fact: key as FactKey, typed: '' })}
            />
            {needsTyping && (
              <div class="field">
                <label for={`typed-${at}`}>
                  {say(kind.type === 'place' ? 'research.ask.places' : 'research.ask.bands')}
                </label>
                <div class="box">
                  <input
                    id={`typed-${at}`}
                    data-act={`typed-${at}`}
                    value={typed}
                    inputMode={kind.type === 'place' ? 'text' : 'decimal'}
                    autocomplete="off"
                    {...wrongProps('dimensions', faults)}
                    onInput={(event) => put(at, { typed: event.currentTarget.value })}
                  />
                </div>
              </div>
            )}
            <ul class="chips" aria-label={say('research.ask.classes')}>
              {dimensionsOf({ dimensions: [{ fact, typed }] })[0]?.classes.map((entry) => (
                <li class="chip small neutral" key={entry.id}>
                  {inLanguage(entry.label)}
                </li>
              ))}
            </ul>
            {dimensions.length > 1 && (
              <button
                type="button"
                class="button link fit"
                data-act={`drop-${at}`}
                onClick={() => change({ dimensions: dimensions.filter((_, place) => place !== at) })}
              >
                {say('research.ask.drop', { fact: inLanguage(kind.label) })}
              </button>
            )}
          </div>
        );
      })}
      <Wrong name="dimensions" faults={faults} />
      {dimensions.length < maxDimensions && (
        <button
          type="button"
          class="button gentle fit"
          data-act="add-fact"
          onClick={() => {
            const next = askable.find(({ key }) => dimensions.every(({ fact }) => fact !== key));
            if (next !== undefined) change({ dimensions: [...dimensions, { fact: next.key, typed: '' }] });
          }}
        >
          {say('research.ask.add')}
        </button>
      )}
    </section>
  );
}

function Noise({ draft, change, faults }: PartProps) {
  return (
    <section class="card">
      <h2>{say('research.ask.part.noise')}</h2>
      <p class="soft">{say('research.ask.noise.why')}</p>
      <fieldset class="stack choices">
        <legend class="unseen">{say('research.ask.part.noise')}</legend>
        {strengths.map((mechanism, at) => {
          const { halfWidth, aYear } = inWords(mechanism, rhoMillionths(mechanism));
          return (
            <label class="choice boxed" key={mechanism.numerator}>
              <input
                type="radio"
                name="strength"
                data-act={`strength-${at}`}
                checked={draft.strength === at}
                onChange={() => change({ strength: at })}
              />
              <span>
                ±&nbsp;{writeNumber(halfWidth)} · {sayCount('research.ask.a-year', aYear)}
              </span>
            </label>
          );
        })}
      </fieldset>
      <div class="pair">
        <Amount
          name="participants"
          value={draft.participants}
          min={1}
          faults={faults}
          onAmount={(participants) => change({ participants })}
        />
        <Amount
          name="suppressBelow"
          value={draft.suppressBelow}
          min={0}
          faults={faults}
          onAmount={(suppressBelow) => change({ suppressBelow })}
        />
      </div>
    </section>
  );
}

function People(props: PartProps) {
  const { draft, change, faults } = props;
  return (
    <section class="card">
      <h2>{say('research.ask.part.people')}</h2>
      <Texts {...props} name="area" max={200} />
      <Texts {...props} name="covered" max={300} isLong />
      <Texts {...props} name="notCovered" max={120} />
      <Texts {...props} name="notCoveredWhy" max={300} isLong />
      <Amount
        name="minimumCohort"
        value={draft.minimumCohort}
        min={2}
        faults={faults}
        onAmount={(minimumCohort) => change({ minimumCohort })}
      />
      {draft.minimumCohort < usualCohort && <Texts {...props} name="minimumReason" max={400} isLong />}
      <Choose
        name="enrolment"
        value={draft.enrolment}
        options={(['account', 'person'] as const).map((id) => ({
          id,
          said: say(`research.ask.enrolment.${id}`),
        }))}
        onChoose={(enrolment) => change({ enrolment: enrolment as Draft['enrolment'] })}
      />
    </section>
  );
}

const days = ['opens', 'closes', 'releaseAt', 'destroyAt'] as const;

function Dates({ draft, change, faults }: PartProps) {
  return (
    <section class="card">
      <h2>{say('research.ask.part.dates')}</h2>
      <div class="pair">
        {days.map((name) => (
          <div class="field" key={name}>
            <label for={name}>{say(`research.ask.${name}`)}</label>
            <div class="box">
              <input
                id={name}
                type="date"
                data-act={name}
                value={draft[name]}
                {...wrongProps(name, faults)}
                onInput={(event) => change({ [name]: event.currentTarget.value })}
              />
            </div>
            <Wrong name={name} faults={faults} />
          </div>
        ))}
      </div>
    </section>
  );
}

function Rest({ draft, change, faults }: PartProps) {
  return (
    <section class="card">
      <h2>{say('research.ask.part.rest')}</h2>
      <div class="field">
        <label for="email">{say('research.ask.email')}</label>
        <div class="box">
          <input
            id="email"
            type="email"
            data-act="email"
            autocomplete="email"
            value={draft.email}
            {...wrongProps('email', faults)}
            onInput={(event) => change({ email: event.currentTarget.value })}
          />
        </div>
        <Wrong name="email" faults={faults} />
      </div>
      <Choose
        name="licence"
        value={draft.licence}
        options={(['etalab-2.0', 'CC-BY-4.0', 'ODbL-1.0'] as const).map((id) => ({
          id,
          said: say(`research.licence.${id}`),
        }))}
        onChoose={(licence) => change({ licence: licence as Draft['licence'] })}
      />
    </section>
  );
}

function Amount({
  name,
  value,
  min,
  faults,
  onAmount,
}: {
  name: 'participants' | 'suppressBelow' | 'minimumCohort';
  value: number;
  min: number;
  faults: DraftFaults;
  onAmount: (value: number) => void;
}) {
  return (
    <div class="field">
      <label for={name}>{say(`research.ask.${name}`)}</label>
      <div class="box">
        <input
          id={name}
          type="number"
          inputMode="numeric"
          min={min}
          step={1}
          data-act={name}
          value={Number.isNaN(value) ? '' : value}
          {...wrongProps(name, faults)}
          onInput={(event) => onAmount(event.currentTarget.valueAsNumber)}
        />
      </div>
      <Wrong name={name} faults={faults} />
    </div>
  );
}

function Choose({
  name,
  title,
  value,
  options,
  onChoose,
}: {
  name: string;
  title?: string;
  value: string;
  options: readonly { readonly id: string; readonly said: string }[];
  onChoose: (value: string) => void;
}) {
  return (
    <div class="field">
      <label for={name}>{title ?? say(`research.ask.${name}` as Word)}</label>
      <div class="box">
        <select
          id={name}
          data-act={name}
          value={value}
          onChange={(event) => onChoose(event.currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.said}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

/** What residents pay and what the study will be able to say, in sight while it is put together. */
function Forecast({ draft }: { draft: Draft }) {
  const mechanism = mechanismOf(draft);
  const cost = rhoMillionths(mechanism);
  const { halfWidth, aYear, epsilon } = inWords(mechanism, cost);
  const cells = cellCount(dimensionsOf(draft));
  const rows = expectations(draft);
  const own = rows.find(({ participants }) => participants === draft.participants);
  const isFine = own !== undefined && own.error.averageCell < halfWidth;
  return (
    <aside class="card forecast" aria-labelledby="forecast">
      <h2 id="forecast">{say('research.forecast')}</h2>
      <p>{sayCount('research.cost', aYear)}</p>
      <p>{say('research.forecast.cells', { cells: writeNumber(cells), n: writeNumber(halfWidth) })}</p>
      {isFine && (
        <Note tone="wait" icon="warn">
          <p data-too-fine>{say('research.forecast.fine')}</p>
        </Note>
      )}
      <table class="figures">
        <caption class="soft small">{say('research.forecast.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{say('research.forecast.people')}</th>
            <th scope="col">{say('research.forecast.cell')}</th>
            <th scope="col">{say('research.forecast.off')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ participants, error }) => (
            <tr
              key={participants}
              data-participants={participants}
              class={participants === draft.participants ? 'own' : undefined}
            >
              <th scope="row">{writeNumber(participants)}</th>
              <td>{writeNumber(Math.round(error.averageCell * 10) / 10)}</td>
              <td>±&nbsp;{writeNumber(error.halfWidth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Fold title={say('research.exact')} act="fold-forecast">
        <p class="small">
          {say('research.forecast.exact', {
            epsilon: writeNumber(epsilon),
            rho: writeNumber(cost / 1e6),
            mean: writeNumber(rows[0]?.error.meanAbsolute ?? 0),
          })}
        </p>
      </Fold>
    </aside>
  );
}
