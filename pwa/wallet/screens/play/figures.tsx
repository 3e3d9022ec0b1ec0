import type { CalculationResult } from '../../../../policy/calculation.ts';
import type { Declaration } from '../../../../policy/declaration.ts';
import { writeFigure } from '../../../ui/fact-text.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { Tried } from '../../paths/play.ts';

/** The figure as it is now, big, and how far it is from where it began. It stays in sight while the finger slides. */
export function Figures({
  start,
  tried,
  isFictional,
}: {
  start: Tried | null;
  tried: Tried | null;
  isFictional: boolean;
}) {
  const [first] = tried?.figures ?? [];
  const began = start?.figures.find(({ key }) => key === first?.key);
  return (
    <section class="card stays" data-figure={first === undefined ? '' : String(first.value)}>
      <div class="row">
        <h2 class="grow">{say('play.gives')}</h2>
        <b class="big" role="status">
          {first === undefined ? '…' : writeFigure(first.value, first.unit)}
        </b>
      </div>
      {first !== undefined && began !== undefined && (
        <p class="soft small">
          {say(isFictional ? 'play.now.fictional' : 'play.now', {
            value: writeFigure(began.value, began.unit),
          })}{' '}
          <b>{distance(began, first)}</b>
        </p>
      )}
    </section>
  );
}

function distance(began: CalculationResult, now: CalculationResult): string {
  if (began.value === now.value) return '';
  if (typeof began.value !== 'number' || typeof now.value !== 'number' || began.unit !== now.unit) return '';
  const value = writeFigure(Math.abs(now.value - began.value), now.unit);
  return say(now.value > began.value ? 'play.more' : 'play.less', { value });
}

/** What the figure is made of, or what comes with it. */
export function OtherFigures({ declaration, tried }: { declaration: Declaration; tried: Tried | null }) {
  const others = tried?.figures.slice(1) ?? [];
  if (others.length === 0) return null;
  const meaning = (key: string) => {
    const output = declaration.outputs.find((entry) => entry.key === key);
    return output === undefined ? key : inLanguage(output.meaning);
  };
  return (
    <dl class="stack tight small">
      {others.map((figure) => (
        <div class="row" key={figure.key}>
          <dt class="grow soft">{meaning(figure.key)}</dt>
          <dd>
            <b>{writeFigure(figure.value, figure.unit)}</b>
          </dd>
        </div>
      ))}
    </dl>
  );
}
