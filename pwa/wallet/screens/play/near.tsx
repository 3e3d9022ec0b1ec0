import { factKind } from '../../../../policy/fact.ts';
import { factLabel, writeFact, writeFigure } from '../../../ui/fact-text.ts';
import { say } from '../../../words/lookup.ts';
import type { NearThreshold } from '../../paths/play.ts';

/** A cent beside a whole amount is the amount itself, passed: « au-dessus de 30 800 € ». */
function writePlace(key: NearThreshold['key'], way: NearThreshold['way'], value: number): string {
  const cents = Math.round(value * 100) % 100;
  const isMoney = factKind(key).type === 'amount';
  if (isMoney && way === 'above' && cents === 1)
    return say('play.near.over', { value: writeFact(key, Math.floor(value)) });
  if (isMoney && way === 'below' && cents === 99)
    return say('play.near.under', { value: writeFact(key, Math.ceil(value)) });
  return say(`play.near.${way}`, { value: writeFact(key, value) });
}

/** The nearest values at which the result tips, and what it becomes there; one tap goes there. */
export function Near({
  found,
  onGo,
}: {
  found: readonly NearThreshold[];
  onGo: (key: NearThreshold['key'], value: number) => void;
}) {
  return (
    <section class="card" data-near={found.length}>
      <h2>{say('play.near')}</h2>
      {found.length === 0 && <p class="soft">{say('play.near.none')}</p>}
      <ul class="list">
        {found.map(({ key, way, value, figures }) => {
          const there = writePlace(key, way, value);
          const [first] = figures;
          return (
            <li key={`${key} ${way}`} class="row">
              <p class="grow stack tight">
                <span class="soft small">{factLabel(key)}</span>
                <b>{there}</b>
                {first !== undefined && (
                  <span>{say('play.near.then', { value: writeFigure(first.value, first.unit) })}</span>
                )}
              </p>
              <button
                type="button"
                class="button link"
                data-act={`near-${key}-${way}`}
                onClick={() => onGo(key, value)}
              >
                {say('play.near.see')}
                <span class="unseen">
                  {' '}
                  · {factLabel(key)}, {there}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
