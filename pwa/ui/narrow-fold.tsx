import { type FactKey, factKind } from '../../policy/fact.ts';
import { inLanguage, say } from '../words/lookup.ts';
import { FactField } from './fact-field.tsx';
import { factLabel } from './fact-text.ts';
import { Icon } from './icon.tsx';
import type { RequestActs, ViewedFact } from './viewed.ts';

/** Narrowing by fact and by coarseness; what is already there can be put right here too. */
export function NarrowFold({
  facts,
  typedHere,
  acts,
}: {
  facts: readonly ViewedFact[];
  typedHere: ReadonlySet<FactKey> | undefined;
  acts: RequestActs;
}) {
  // Nothing to say less of where nothing is said, and no second field where there is one above.
  const isOffered = (fact: ViewedFact) =>
    fact.necessity === 'optional' || !typedHere?.has(fact.key) || coarserOf(fact).length > 1;
  const filled = facts.filter((fact) => fact.value !== null && isOffered(fact));
  if (filled.length === 0) return null;
  return (
    <details class="fold inner">
      <summary data-act="narrow">
        <span>{say('request.narrow')}</span>
        <Icon name="sliders" size={18} />
      </summary>
      <div class="inside stack wide">
        <p class="soft small">{say('request.narrow.lead')}</p>
        {filled.map((fact) => (
          <div key={fact.key} class="stack tight">
            {fact.necessity === 'optional' && (
              <label class="choice">
                <input
                  type="checkbox"
                  data-act={`include-${fact.key}`}
                  checked={fact.isIncluded}
                  onChange={(event) => acts.includeFact(fact.key, event.currentTarget.checked)}
                />
                {factLabel(fact.key)}
              </label>
            )}
            {fact.isIncluded && !typedHere?.has(fact.key) && <Correct fact={fact} acts={acts} />}
            {fact.isIncluded && (
              <Coarseness fact={fact} isNamed={typedHere?.has(fact.key) === true} acts={acts} />
            )}
          </div>
        ))}
      </div>
    </details>
  );
}

function Correct({ fact, acts }: { fact: ViewedFact; acts: RequestActs }) {
  return (
    <FactField
      name={fact.key}
      value={fact.value ?? undefined}
      onValue={(value) => acts.correctFact(fact.key, value)}
      onStanding={(standing) => acts.noteStanding(fact.key, standing)}
      findPlaces={acts.findPlaces}
      whereAmI={acts.whereAmI}
    />
  );
}

function coarserOf(fact: ViewedFact) {
  const names = factKind(fact.key).precisions;
  return names.slice(names.findIndex((entry) => entry.name === fact.precision));
}

function Coarseness({ fact, isNamed, acts }: { fact: ViewedFact; isNamed: boolean; acts: RequestActs }) {
  const open = coarserOf(fact);
  if (open.length < 2) return null;
  return (
    <fieldset>
      <legend class={isNamed ? 'soft small' : 'unseen'}>{factLabel(fact.key)}</legend>
      {open.map((entry) => (
        <label class="choice" key={entry.name}>
          <input
            type="radio"
            name={`precision-${fact.key}`}
            data-act={`precision-${fact.key}-${entry.name}`}
            checked={fact.chosen === entry.name}
            onChange={() => acts.choosePrecision(fact.key, entry.name)}
          />
          {inLanguage(entry.label)}
        </label>
      ))}
    </fieldset>
  );
}
