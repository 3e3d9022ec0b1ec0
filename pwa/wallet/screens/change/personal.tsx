import { useEffect, useState } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import { writeFigure } from '../../../ui/fact-text.ts';
import { Note } from '../../../ui/note.tsx';
import { hasWord, say } from '../../../words/lookup.ts';
import type { PersonalChange } from '../../paths/compare-rules.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** Old rules and new ones on the resident's own facts, here: what the change comes to for this person. */
export function Personal({ grantId, after }: { grantId: string; after: Declaration }) {
  const [found, setFound] = useState<PersonalChange | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    import('../../paths/compare-rules.ts')
      .then(({ compareRules }) => compareRules(grantId, after))
      .then(setFound)
      .catch(setFault);
  }, [grantId]);
  return (
    <section class="card" data-personal={found?.verdict ?? 'working'}>
      <h2>{say('change.rules')}</h2>
      {fault !== null && <FaultNote error={fault} />}
      {found === null && fault === null && (
        <p class="soft" role="status">
          {say('change.rules.working')}
        </p>
      )}
      {found !== null && <Verdict found={found} />}
    </section>
  );
}

const icons = { same: 'check', better: 'check', worse: 'warn' } as const;
const tones = { same: 'calm', better: 'yes', worse: 'stop' } as const;

function Verdict({ found }: { found: PersonalChange }) {
  const { verdict, before, after, difference, goal, why } = found;
  if (verdict === 'impossible') {
    const word = `result.not.${why}`;
    return (
      <Note tone="wait" icon="warn" announce>
        <p>{say('change.rules.impossible')}</p>
        {why !== null && hasWord(word) && <p>{say(word)}</p>}
      </Note>
    );
  }
  const unit = after?.unit ?? before?.unit ?? null;
  const value = difference === null ? '' : writeFigure(Math.abs(difference), unit);
  // Of a price less is better: « de plus » would say the contrary.
  const isPrice = goal?.better === 'less';
  const word =
    verdict === 'same'
      ? 'change.rules.same'
      : verdict === 'better'
        ? isPrice
          ? 'change.rules.better.less'
          : 'change.rules.better'
        : isPrice
          ? 'change.rules.worse.more'
          : 'change.rules.worse';
  return (
    <>
      <div class="before-after figures">
        <div class="side">
          <span class="label">{say('change.before')}</span>
          <b class="big">{before === null ? say('none') : writeFigure(before.value, before.unit ?? null)}</b>
        </div>
        <div class="side">
          <span class="label">{say('change.after')}</span>
          <b class="big">{after === null ? say('none') : writeFigure(after.value, after.unit ?? null)}</b>
        </div>
      </div>
      <Note tone={tones[verdict]} icon={icons[verdict]} announce>
        <p>{say(word, { value })}</p>
      </Note>
      <p class="soft small">{say('change.rules.private')}</p>
    </>
  );
}
