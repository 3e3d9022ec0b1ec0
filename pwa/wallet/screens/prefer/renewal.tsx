import { say, type Word } from '../../../words/lookup.ts';
import type { Renewal } from '../../vault/kept/wallet.ts';
import { renewal } from '../../vault/open.ts';

const options: readonly (readonly [Renewal, Word])[] = [
  ['ask', 'renew.ask'],
  ['always', 'renew.always'],
  ['never', 'renew.none'],
];

/** What happens to what is shared when a fact changes. */
export function RenewalSetting({ onFault }: { onFault: (error: unknown) => void }) {
  return (
    <fieldset class="card stack tight">
      <legend>
        <b>{say('renew.setting')}</b>
      </legend>
      <p class="soft small">{say('renew.setting.why')}</p>
      <div class="pills">
        {options.map(([value, said]) => (
          <label class="choice boxed" key={value}>
            <input
              type="radio"
              name="renewal"
              data-act={`renewal-${value}`}
              checked={renewal.value === value}
              onChange={() =>
                void import('../../paths/renew.ts').then(({ setRenewal }) => setRenewal(value)).catch(onFault)
              }
            />
            {say(said)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
