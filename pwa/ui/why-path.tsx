import type { Assumption, PathStep, PathTotals } from '../../policy/trace.ts';
import { say, tell, type Word } from '../words/lookup.ts';
import { writeNumber } from '../words/write.ts';
import { factLabel } from './fact-text.ts';
import { Fold } from './fold.tsx';
import { PathList } from './path-list.tsx';
import { type Asked, factOf, writeMeasure } from './rule-fact.ts';

const parts: readonly { state: PathStep['state']; word: Word; name: 'true' | 'false' | 'never' }[] = [
  { state: 'applied', word: 'result.path.part.true', name: 'true' },
  { state: 'tested-false', word: 'result.path.part.false', name: 'false' },
  { state: 'never-looked-at', word: 'result.path.part.never', name: 'never' },
];

/** At once on the screen; what comes after folds. */
const most = 5;

const isMore = ({ came }: PathStep): boolean => came?.value !== 0;

/**
 * Why, honestly: what counts, what was tested and does not, what was never looked at. Three colours, and for each a sign,
 * a heading and a place of its own. The totals keep a short list from passing for the whole.
 */
export function WhyPath({
  steps,
  totals,
  assumed = [],
  asked,
}: {
  steps: readonly PathStep[];
  totals: PathTotals | null;
  assumed?: readonly Assumption[];
  /** The inputs of the declaration, so that a fact is called what it is called everywhere. */
  asked: Asked;
}) {
  if (steps.length === 0) return <p class="soft">{say('result.why.none')}</p>;
  return (
    <div class="stack wide">
      <p class="soft small">{say('result.path.own-words')}</p>
      {parts.map(({ state, word, name }) => {
        const found = steps.filter((step) => step.state === state);
        if (found.length === 0) return null;
        // What came to nothing was applied all the same: it is told, after what makes the sum.
        const [made, cameToNothing] = [found.filter(isMore), found.filter((step) => !isMore(step))];
        const own = [...made, ...cameToNothing];
        const shown = made.length === 0 ? most : Math.min(most, made.length);
        return (
          <section key={state} class={`path-part ${name}`} data-path={name}>
            <h3>{say(word)}</h3>
            <PathList steps={own} asked={asked} most={shown} />
            {own.length > shown && (
              <Fold act={`fold-path-${name}`} title={say('result.path.more')}>
                <PathList steps={own.slice(shown)} asked={asked} />
              </Fold>
            )}
          </section>
        );
      })}
      {assumed.map(({ rule, title, ...measure }) => {
        const fact = factOf(asked, rule);
        const name = fact === null ? <span lang="fr">{title}</span> : factLabel(fact);
        return (
          <p class="soft small" key={rule}>
            {tell('result.assumed', {
              what: (
                <>
                  {name}
                  {`\u00a0: ${writeMeasure(fact, measure)}`}
                </>
              ),
            })}
          </p>
        );
      })}
      {totals !== null && totals.testedFalse + totals.neverLookedAt > 0 && (
        <p class="soft small">
          {say('result.path.far', { n: writeNumber(totals.testedFalse) })}
          <br />
          {say('result.path.unseen', { n: writeNumber(totals.neverLookedAt) })}
        </p>
      )}
    </div>
  );
}
