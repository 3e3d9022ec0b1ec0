import type { Declaration } from '../../policy/declaration.ts';
import { runningArms } from '../../policy/experiment.ts';
import { instantText } from '../../policy/instant.ts';
import { inLanguage, say } from '../words/lookup.ts';
import { writeDay } from '../words/write.ts';
import { Button } from './button.tsx';
import { factLabel } from './fact-text.ts';
import { Note } from './note.tsx';

/** A trial that runs, said before the yes and not in a fold: its arms, that the own one is not known yet, the way out. */
export function ExperimentCard({
  declaration,
  nowMs,
  isLeft,
  onChoose,
}: {
  declaration: Declaration;
  nowMs: number;
  isLeft: boolean;
  /** Absent where nobody can choose, on the desk. */
  onChoose?: ((isLeft: boolean) => void) | undefined;
}) {
  const running = runningArms(declaration, instantText(nowMs));
  if (running.length === 0) return null;
  return (
    <section class="card" data-arms={running.length}>
      <h2>{say('request.arms')}</h2>
      {isLeft ? (
        <Note tone="calm" icon="check" announce>
          <p>{say('request.arms.left')}</p>
        </Note>
      ) : (
        <>
          <p>{say('request.arms.lead', { n: running.length })}</p>
          <ul class="list">
            {running.map(({ arm, what, measure, to }) => (
              <li key={arm} class="stack tight">
                <b>{inLanguage(what)}</b>
                <span class="soft small" data-detail>
                  {say('request.arms.until', { day: writeDay(to, nowMs), what: inLanguage(measure) })}
                </span>
              </li>
            ))}
          </ul>
          <p class="soft">{say('request.arms.own')}</p>
        </>
      )}
      {onChoose && (
        <Button act="leave-experiment" look={isLeft ? 'quiet' : 'gentle'} onPress={() => onChoose(!isLeft)}>
          {say(isLeft ? 'request.arms.join' : 'request.arms.leave')}
        </Button>
      )}
    </section>
  );
}

/** A price that depends on the person: on which facts, and who earns by it. */
export function PriceCard({ declaration }: { declaration: Declaration }) {
  const { personalisedPrice, value } = declaration;
  if (!personalisedPrice.used) return null;
  const facts = personalisedPrice.inputs.map(factLabel).join(', ');
  return (
    <section class="card" data-price={personalisedPrice.inputs.length}>
      <h2>{say('request.price')}</h2>
      <p>{facts === '' ? say('request.price.not') : say('request.price.facts', { facts })}</p>
      {value.length > 0 && (
        <div class="stack tight" data-detail>
          <h3 class="term">{say('request.value')}</h3>
          {value.map(({ who, earns }) => (
            <p key={who.fr}>
              <b>{inLanguage(who)}</b> <span class="soft">{inLanguage(earns)}</span>
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
