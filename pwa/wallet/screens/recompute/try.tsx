import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type FactKey, factKind } from '../../../../policy/fact.ts';
import { factLabel, writeFact, writeFigure } from '../../../ui/fact-text.ts';
import { say } from '../../../words/lookup.ts';
import type { Figure, KeptCalculation } from '../../vault/kept.ts';
import { envelopes } from '../../vault/open.ts';

/** One real lever: the first amount that was sent. The phone calculates; nothing is sent. */
const levers: readonly FactKey[] = ['reference-income', 'bike-price', 'commute-km'];

export function Try({ calculation }: { calculation: KeptCalculation }) {
  const id = useId();
  const sent =
    [...envelopes.value.values()].filter((entry) => entry.grant === calculation.grant).at(-1)?.facts ?? [];
  const lever = levers.flatMap(
    (key) => sent.find((fact) => fact.key === key && typeof fact.value === 'number') ?? [],
  )[0];
  const start = typeof lever?.value === 'number' ? lever.value : 0;
  const [value, setValue] = useState(start);
  const [figure, setFigure] = useState<Figure | null>(calculation.recomputation?.ours[0] ?? null);
  const round = useRef(0);
  useEffect(() => {
    if (lever === undefined || value === start) return;
    round.current += 1;
    const mine = round.current;
    // The finger moves faster than the rules: only the place where it rests is calculated.
    const timer = setTimeout(() => {
      import('../../paths/recompute.ts')
        .then(({ tryWith }) => tryWith(calculation.digest, { [lever.key]: value }))
        .then((figures) => {
          if (mine === round.current) setFigure(figures[0] ?? null);
        })
        .catch(() => setFigure(null));
    }, 120);
    return () => clearTimeout(timer);
  }, [value]);
  if (lever === undefined) return null;
  const step = lever.key === 'commute-km' ? 1 : lever.key === 'bike-price' ? 50 : 200;
  const most = Math.max(
    start * 2,
    lever.key === 'commute-km' ? 40 : lever.key === 'bike-price' ? 4000 : 40_000,
  );
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="row">
        <h2 id={`${id}-title`} class="grow">
          {say('result.try')}
        </h2>
        <span class="soft small">{say('result.try.private')}</span>
      </div>
      <label class="row" for={id}>
        <span class="grow">{factLabel(lever.key)}</span>
        <b>{writeFact(lever.key, value)}</b>
      </label>
      <input
        id={id}
        type="range"
        data-act="try"
        min={factKind(lever.key).min ?? 0}
        max={most}
        step={step}
        value={value}
        aria-valuetext={writeFact(lever.key, value)}
        onInput={(event) => setValue(Number(event.currentTarget.value))}
      />
      <p class="row" role="status">
        <span class="grow">{say('result.try.gives')}</span>
        <b class="figure" data-try={figure === null ? '' : String(figure.value)}>
          {figure === null ? say('none') : writeFigure(figure.value, figure.unit)}
        </b>
      </p>
    </section>
  );
}
