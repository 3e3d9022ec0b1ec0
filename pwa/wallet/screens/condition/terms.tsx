import type { Condition } from '../../../../policy/condition.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';

/** What happens at X, below X, and until when: before the yes and after it. */
export function Terms({ condition }: { condition: Condition }) {
  const when = `${writeDay(condition.end)}, ${writeTime(condition.end)}`;
  return (
    <section class="card said-list" aria-label={say('condition.where')}>
      <div class="said">
        <h2 class="term">{say('condition.for')}</h2>
        <p class="told">{inLanguage(condition.area.name)}</p>
        <p class="soft small">
          {say(condition.enrolment === 'person' ? 'condition.person' : 'condition.account')}
        </p>
      </div>
      <div class="said">
        <h2 class="term">{say('condition.at')}</h2>
        <p>{say('condition.at.what')}</p>
      </div>
      <div class="said">
        <h2 class="term">{say('condition.below')}</h2>
        <p>{say('condition.below.what')}</p>
        <p class="soft small">{say('condition.count')}</p>
      </div>
      <div class="said">
        <h2 class="term">{say('condition.end')}</h2>
        <p>{say('condition.end.what', { when })}</p>
      </div>
    </section>
  );
}
