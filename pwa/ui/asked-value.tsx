import { factKind } from '../../policy/fact.ts';
import { say } from '../words/lookup.ts';
import { FactField } from './fact-field.tsx';
import { factLabel, writeFact } from './fact-text.ts';
import { Icon } from './icon.tsx';
import type { RequestActs, ViewedFact } from './viewed.ts';

/** One asked fact: its real value, or the field where it is still missing. */
export function AskedValue({
  fact,
  isField,
  isLocked,
  acts,
}: {
  fact: ViewedFact;
  isField: boolean;
  isLocked: boolean;
  acts: RequestActs | undefined;
}) {
  const label = factLabel(fact.key);
  const marks = <Marks fact={fact} />;
  if (acts && fact.isIncluded && isField && !isLocked) {
    const field = (
      <FactField
        name={fact.key}
        value={fact.value ?? undefined}
        onValue={(value) => acts.typeFact(fact.key, value)}
        onStanding={(standing) => acts.noteStanding(fact.key, standing)}
        findPlaces={acts.findPlaces}
        whereAmI={acts.whereAmI}
      />
    );
    // What is not required is not asked for loudly: its field opens only when the resident wants to give it.
    if (fact.necessity === 'optional')
      return (
        <li class="asked offered">
          <details open={fact.value !== null}>
            <summary data-act={`give-${fact.key}`}>
              <span class="grow">
                {label} {marks}
              </span>
              <Icon name="plus" size={20} />
            </summary>
            {field}
          </details>
        </li>
      );
    return (
      <li class="asked missing">
        {field}
        {fact.shown !== null && fact.chosen !== fact.precision && (
          <p class="small" role="status">
            {say('request.sent-as')} <b data-value={fact.key}>{writeFact(fact.key, fact.shown)}</b>
          </p>
        )}
        {marks}
      </li>
    );
  }
  return (
    <li class="asked">
      <span class="soft small">
        {label}
        {marks}
      </span>
      {fact.isIncluded ? (
        <b class="value" data-value={fact.key}>
          {fact.shown === null
            ? say(isLocked ? 'value.locked' : 'value.missing')
            : writeFact(fact.key, fact.shown)}
        </b>
      ) : (
        <b class="value left-out">{say('request.not-sent')}</b>
      )}
    </li>
  );
}

function Marks({ fact }: { fact: ViewedFact }) {
  const isSensitive = factKind(fact.key).sensitive;
  if (fact.necessity === 'required' && fact.proposal === 'ask' && !isSensitive) return null;
  return (
    <span class="marks">
      {fact.necessity === 'optional' && <span class="chip small plain-chip">{say('request.optional')}</span>}
      {isSensitive && <span class="chip small wait">{say('request.sensitive')}</span>}
      {fact.proposal !== 'ask' && (
        <span class={`chip small ${fact.proposal === 'never' ? 'stop' : 'yes'}`}>
          {say(`request.rule.${fact.proposal}`)}
        </span>
      )}
    </span>
  );
}
