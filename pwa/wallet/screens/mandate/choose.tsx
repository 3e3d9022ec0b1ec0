import { useEffect, useId, useState } from 'preact/hooks';
import { actsFor, type HelpAct, type HelperKind, helperKinds } from '../../../../policy/mandate.ts';
import type { PeriodDays } from '../../../../policy/period.ts';
import { Button } from '../../../ui/button.tsx';
import { Choices } from '../../../ui/choices.tsx';
import { DaysChoices } from '../../../ui/days-choices.tsx';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import type { HelpablePlace, HelpChoice } from '../../paths/mandate.ts';
import { grantTitle, partyName } from '../grant/told.ts';

/** Who, what, which, how long: nothing is ticked beforehand but the least. */
export function ChooseHelp({
  onChosen,
}: {
  onChosen: (chosen: Omit<HelpChoice, 'at' | 'lang'>) => Promise<void>;
}) {
  const [kind, setKind] = useState<HelperKind | null>(null);
  const [nickname, setNickname] = useState('');
  const [acts, setActs] = useState<ReadonlySet<HelpAct>>(new Set(['see']));
  const [days, setDays] = useState<PeriodDays | null>(null);
  const [places, setPlaces] = useState<readonly HelpablePlace[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    void import('../../paths/mandate.ts').then(({ helpablePlaces }) => setPlaces(helpablePlaces()));
  }, []);
  const offered = kind === null ? [] : actsFor[kind];
  const allowed = offered.filter((act) => acts.has(act));
  const isWhole =
    kind !== null && nickname.trim() !== '' && allowed.length > 0 && days !== null && chosen.size > 0;
  return (
    <>
      <Title>{say('mandate.give')}</Title>
      <Choices
        name="helper-kind"
        title={say('mandate.who')}
        options={helperKinds.map((value) => ({ value, said: say(`mandate.kind.${value}`) })).reverse()}
        chosen={kind}
        onChoose={setKind}
      />
      {kind !== null && (
        <>
          <Nickname value={nickname} onInput={setNickname} label={say('mandate.name')} />
          <Ticks
            title={say('mandate.what')}
            options={offered.map((act) => ({ value: act, said: say(`mandate.say.${act}`) }))}
            name="help-act"
            ticked={acts}
            onTick={(value, is) => setActs(withOrWithout(acts, value, is))}
          />
          <Ticks
            title={say('mandate.which')}
            options={places.map((one) => ({
              value: one.mailbox,
              said: `${partyName(one.party)} · ${[...new Set(one.grants.map(grantTitle))].join(' · ')}`,
            }))}
            name="help-place"
            none={say('mandate.which.none')}
            ticked={chosen}
            onTick={(value, is) => setChosen(withOrWithout(chosen, value, is))}
          />
          <DaysChoices days={days} onChoose={setDays} />
        </>
      )}
      <Button
        act="hear-help"
        look="full"
        off={!isWhole}
        onPress={() =>
          kind === null || days === null
            ? undefined
            : onChosen({ nickname: nickname.trim(), kind, acts: allowed, days, mailboxes: [...chosen] })
        }
      >
        {say('mandate.to-text')}
      </Button>
    </>
  );
}

const withOrWithout = <T,>(set: ReadonlySet<T>, value: T, is: boolean): ReadonlySet<T> => {
  const next = new Set(set);
  if (is) next.add(value);
  else next.delete(value);
  return next;
};

export function Nickname({
  label,
  value,
  onInput,
}: {
  label: string;
  value: string;
  onInput: (value: string) => void;
}) {
  const id = useId();
  return (
    <section class="card">
      <div class="field">
        <label for={id}>{label}</label>
        <div class="box">
          <input
            id={id}
            type="text"
            autocomplete="off"
            maxLength={40}
            data-act="nickname"
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        </div>
      </div>
      <p class="soft small">{say('mandate.name.why')}</p>
    </section>
  );
}

function Ticks<T extends string>({
  title,
  options,
  name,
  none,
  ticked,
  onTick,
}: {
  title: string;
  options: readonly { readonly value: T; readonly said: string }[];
  name: string;
  none?: string;
  ticked: ReadonlySet<T>;
  onTick: (value: T, is: boolean) => void;
}) {
  return (
    <fieldset class="card">
      <legend>
        <h2>{title}</h2>
      </legend>
      {options.length === 0 && <p class="soft">{none}</p>}
      <div class="stack choices">
        {options.map(({ value, said }, at) => (
          <label class="choice boxed" key={value}>
            <input
              type="checkbox"
              data-act={`${name}-${/^[a-z-]+$/.test(value) ? value : at}`}
              checked={ticked.has(value)}
              onChange={(event) => onTick(value, event.currentTarget.checked)}
            />
            <span class="grow">{said}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
