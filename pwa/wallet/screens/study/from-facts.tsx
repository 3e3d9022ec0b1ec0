import type { Dimension, Study } from '../../../../policy/study.ts';
import { FactField } from '../../../ui/fact-field.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import { facts } from '../../vault/open.ts';
import { keepPath } from '../keep/keep-path.ts';
import { findPlaces, whereAmI } from '../keep/places.ts';
import { classNow } from './own-cell.ts';

/** Which of my data, with the real value, and the class that it falls in: worked out here as it is typed. */
export function FromFacts({
  study,
  typedHere,
  isSilent,
  onFault,
}: {
  study: Study;
  /** Facts typed on this very screen stay fields, so that nothing vanishes under the finger. */
  typedHere: Set<string>;
  isSilent: boolean;
  onFault: (error: unknown) => void;
}) {
  return (
    <ul class="values">
      {study.dimensions.map((dimension) => (
        <OneFact
          key={dimension.id}
          dimension={dimension}
          isField={!isSilent && (typedHere.has(dimension.fact) || !facts.value.has(dimension.fact))}
          onType={() => typedHere.add(dimension.fact)}
          onFault={onFault}
        />
      ))}
    </ul>
  );
}

function OneFact({
  dimension,
  isField,
  onType,
  onFault,
}: {
  dimension: Dimension;
  isField: boolean;
  onType: () => void;
  onFault: (error: unknown) => void;
}) {
  const { fact: key } = dimension;
  const value = facts.value.get(key)?.value;
  const found = classNow(dimension);
  const falls = value !== undefined && (
    <span class="small" data-class={found?.id ?? ''}>
      {found === undefined ? (
        say('study.falls.none')
      ) : (
        <>
          {say('study.falls')} <b>{inLanguage(found.label)}</b>
        </>
      )}
    </span>
  );
  if (isField)
    return (
      <li class="asked missing">
        <FactField
          name={key}
          value={value}
          onValue={async (typed) => {
            onType();
            await (await keepPath()).keepFact({ key, value: typed }).catch(onFault);
          }}
          findPlaces={findPlaces}
          whereAmI={whereAmI}
        />
        {falls}
      </li>
    );
  return (
    <li class="asked">
      <span class="soft small">{factLabel(key)}</span>
      <b class="value" data-value={key}>
        {value === undefined ? say('value.missing') : writeFact(key, value)}
      </b>
      {falls}
    </li>
  );
}
