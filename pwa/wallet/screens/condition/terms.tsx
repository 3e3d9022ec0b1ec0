import type { Condition } from '../../../../policy/condition.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import { writeDay, writeTime } from '../../../words/write.ts';

/** What happens at X, below X, and until when: before the yes and after it. */
export function Terms({ condition }: { condition: Condition }) {
  const when = `${writeDay(condition.end)}, ${writeTime(condition.end)}`;
  return (
    <section class="card said-list" aria-label={say('together.where')}>
      <div class="said">
        <h2 class="term">{say('together.for')}</h2>
        <p class="told">{inLanguage(condition.area.name)}</p>
        <p class="soft small">
          {say(condition.enrolment === 'person' ? 'together.person' : 'together.account')}
        </p>
      </div>
      <div class="said">
        <h2 class="term">{say('together.at')}</h2>
        <p>{say('together.at.what')}</p>
      </div>
      <div class="said">
        <h2 class="term">{say('together.below')}</h2>
        <p>{say('together.below.what')}</p>
        <p class="soft small">{say('together.count')}</p>
      </div>
      <div class="said">
        <h2 class="term">{say('together.end')}</h2>
        <p>{say('together.end.what', { when })}</p>
      </div>
    </section>
  );
}
