import { useId, useState } from 'preact/hooks';
import type { FactKey } from '../../../../policy/fact.ts';
import { catalogue } from '../../../../policy/fact.ts';
import { type Answer, type PartyKind, type Preference, partyKinds } from '../../../../policy/preference.ts';
import { type PurposeId, purposeOf, purposes } from '../../../../policy/purpose.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { KeptPreference } from '../../vault/kept/fact.ts';
import { lockState, preferences } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { ChangesSetting } from './changes.tsx';
import { RenewalSetting } from './renewal.tsx';
import { RequestsSetting } from './requests.tsx';

const paths = () => import('../../paths/prefer.ts');

const factName = (fact: FactKey | '*') => (fact === '*' ? say('rules.any-fact') : factLabel(fact));
const roleName = (role: PartyKind | '*') => say(role === '*' ? 'rules.any-role' : `rules.role.${role}`);
const purposeName = (purpose: PurposeId | '*') =>
  purpose === '*' ? say('rules.any-purpose') : inLanguage(purposeOf(purpose).label);

/** « Mes règles »: they propose; they answer alone only where the resident said so. */
export function Rules() {
  const [fault, setFault] = useState<unknown>(null);
  const kept = preferences.value;
  return (
    <main id="page">
      <Title>{say(kept.length === 0 ? 'rules.none' : 'rules.title')}</Title>
      <p class="lead">{say(kept.length === 0 ? 'rules.none.lead' : 'rules.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      {kept.length > 0 && (
        <ul class="card list">
          {kept.map((preference) => (
            <RuleRow key={preference.id} preference={preference} onFault={setFault} />
          ))}
        </ul>
      )}
      {lockState.value === 'open' ? (
        <>
          <AddRule onFault={setFault} />
          <RenewalSetting onFault={setFault} />
          <ChangesSetting onFault={setFault} />
          <RequestsSetting onFault={setFault} />
        </>
      ) : (
        <Note tone="wait" icon="key">
          <p>{say('rules.first')}</p>
        </Note>
      )}
    </main>
  );
}

const tones: Record<Answer, string> = { allow: 'yes', ask: 'wait', never: 'stop' };

function RuleRow({ preference, onFault }: { preference: KeptPreference; onFault: (error: unknown) => void }) {
  const { fact, role, purpose, answer, automatic, note } = preference;
  return (
    <li class="row" data-rule={preference.id}>
      <div class="grow stack tight">
        <b>{factName(fact)}</b>
        <span class="soft small">
          {say('rules.row', { role: roleName(role), purpose: purposeName(purpose) })}
        </span>
        <span>
          <span class={`chip small ${tones[answer]}`}>{say(`rules.answer.${answer}`)}</span>
          {automatic && <span class="soft small"> {say('rules.alone')}</span>}
        </span>
        {note !== undefined && <span class="small">{note}</span>}
      </div>
      <button
        type="button"
        class="button link"
        data-act="drop-rule"
        onClick={() =>
          void paths()
            .then(({ dropPreference }) => dropPreference(preference.id))
            .catch(onFault)
        }
      >
        {say('forget')}
        <span class="unseen"> · {factName(fact)}</span>
      </button>
    </li>
  );
}

const first: Preference = { fact: '*', role: '*', purpose: '*', answer: 'ask', automatic: false };

function AddRule({ onFault }: { onFault: (error: unknown) => void }) {
  const id = useId();
  const [rule, setRule] = useState<Preference>(first);
  async function keep() {
    try {
      const { note = '', ...said } = rule;
      const why = note.trim();
      await (await paths()).setPreference({
        ...said,
        automatic: rule.automatic && rule.answer !== 'ask',
        ...(why === '' ? {} : { note: why }),
      });
      setRule(first);
    } catch (error) {
      onFault(error);
    }
  }
  return (
    <section class="card">
      <h2>{say('rules.add')}</h2>
      <Pick
        label={say('rules.fact')}
        act="rule-fact"
        value={rule.fact}
        options={(['*', ...catalogue.map(({ key }) => key)] as const).map((id) => [id, factName(id)])}
        onPick={(fact) => setRule({ ...rule, fact })}
      />
      <Pick
        label={say('rules.role')}
        act="rule-role"
        value={rule.role}
        options={(['*', ...partyKinds.filter((kind) => kind !== 'regie')] as const).map((id) => [
          id,
          roleName(id),
        ])}
        onPick={(role) => setRule({ ...rule, role })}
      />
      <Pick
        label={say('rules.purpose')}
        act="rule-purpose"
        value={rule.purpose}
        options={(['*', ...purposes.map(({ id }) => id)] as const).map((id) => [id, purposeName(id)])}
        onPick={(purpose) => setRule({ ...rule, purpose })}
      />
      <fieldset class="stack tight">
        <legend class="soft small">{say('rules.answer')}</legend>
        {(['never', 'ask', 'allow'] as const).map((answer) => (
          <label class="choice boxed" key={answer}>
            <input
              type="radio"
              name="rule-answer"
              data-act={`rule-${answer}`}
              checked={rule.answer === answer}
              onChange={() => setRule({ ...rule, answer })}
            />
            {say(`rules.answer.${answer}`)}
          </label>
        ))}
      </fieldset>
      {rule.answer !== 'ask' && (
        <label class="choice">
          <input
            type="checkbox"
            data-act="rule-automatic"
            checked={rule.automatic}
            onChange={(event) => setRule({ ...rule, automatic: event.currentTarget.checked })}
          />
          <span>
            {say('rules.automatic')}
            {rule.answer === 'allow' && rule.automatic && (
              <span class="soft small block">{say('rules.automatic.why')}</span>
            )}
          </span>
        </label>
      )}
      <div class="field">
        <label for={id}>{say('rules.note')}</label>
        <div class="box">
          <input
            id={id}
            name="rule-note"
            autocomplete="off"
            maxLength={200}
            value={rule.note ?? ''}
            onInput={(event) => setRule({ ...rule, note: event.currentTarget.value })}
          />
        </div>
      </div>
      <Button act="keep-rule" onPress={keep}>
        {say('keep')}
      </Button>
    </section>
  );
}

function Pick<T extends string>({
  label,
  act,
  value,
  options,
  onPick,
}: {
  label: string;
  act: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick: (value: T) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="box">
        <select
          id={id}
          data-act={act}
          value={value}
          onChange={(event) => {
            const chosen = options.find(([name]) => name === event.currentTarget.value);
            if (chosen) onPick(chosen[0]);
          }}
        >
          {options.map(([name, said]) => (
            <option key={name} value={name}>
              {said}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
