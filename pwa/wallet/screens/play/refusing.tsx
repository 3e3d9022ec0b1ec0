import type { Declaration } from '../../../../policy/declaration.ts';
import { writeFigure } from '../../../ui/fact-text.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { RefusalCost } from '../../paths/play.ts';

/** What a no costs: computed from the published rules where the declaration promises it, else as the party says. */
export function Refusing({ cost, declaration }: { cost: RefusalCost | null; declaration: Declaration }) {
  const { consequence, alternative } = declaration.refusal;
  return (
    <section class="card" data-refusal={cost === null ? 'told' : cost.verdict}>
      <h2>{say('play.no')}</h2>
      {cost === null ? (
        <p>{say('play.no.unknown', { what: inLanguage(consequence) })}</p>
      ) : (
        <Computed cost={cost} />
      )}
      <p class="soft">{inLanguage(alternative)}</p>
    </section>
  );
}

function Computed({ cost: { verdict, withYes, withNo, difference } }: { cost: RefusalCost }) {
  const write = ({ value, unit }: RefusalCost['withYes']) => writeFigure(value, unit);
  const values = { value: write(withNo), with: write(withYes) };
  const unit = withNo.unit ?? withYes.unit;
  return (
    <>
      {difference !== null && difference !== 0 && (
        <p>
          <b class="figure">
            {say(verdict === 'worse' ? 'play.no.cost' : 'play.no.gain', {
              value: writeFigure(Math.abs(difference), unit),
            })}
          </b>
        </p>
      )}
      <p>{say(`play.no.${verdict}`, values)}</p>
      <p class="soft small">{say('play.no.why')}</p>
    </>
  );
}
