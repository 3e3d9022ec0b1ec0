import { say, sayCount } from '../../../words/lookup.ts';
import { requestLimit, requestLimits, setRequestLimit } from '../../paths/request-budget.ts';

/** How much one lets oneself be asked in a month. */
export function RequestsSetting({ onFault }: { onFault: (error: unknown) => void }) {
  const now = requestLimit();
  return (
    <fieldset class="card stack tight">
      <legend>
        <b>{say('digest.setting')}</b>
      </legend>
      <p class="soft small">{say('digest.setting.why')}</p>
      <div class="pills">
        {requestLimits.map((limit) => (
          <label class="choice boxed" key={limit}>
            <input
              type="radio"
              name="requests"
              data-act={`requests-${limit ?? 'all'}`}
              checked={now === limit}
              onChange={() => void setRequestLimit(limit).catch(onFault)}
            />
            {limit === null ? say('digest.limit.none') : sayCount('digest.limit', limit)}
          </label>
        ))}
      </div>
      <a class="reach" href="/resume" data-act="digest">
        {say('digest.title')}
      </a>
    </fieldset>
  );
}
