import { say, type Word } from '../../../words/lookup.ts';
import { asksFirst } from '../../vault/open.ts';

const options: readonly (readonly [asks: boolean, act: string, word: Word])[] = [
  [false, 'changes-follow', 'change.setting.as'],
  [true, 'changes-ask', 'change.setting.ask'],
];

/** Stricter than a change asks for, never looser: an announced one waits, too. */
export function ChangesSetting({ onFault }: { onFault: (error: unknown) => void }) {
  return (
    <fieldset class="card stack tight">
      <legend>
        <b>{say('change.setting')}</b>
      </legend>
      <p class="soft small">{say('change.setting.why')}</p>
      <div class="pills">
        {options.map(([asks, act, word]) => (
          <label class="choice boxed" key={act}>
            <input
              type="radio"
              name="changes"
              data-act={act}
              checked={asksFirst.value === asks}
              onChange={() =>
                void import('../../paths/change.ts')
                  .then(({ setAsksFirst }) => setAsksFirst(asks))
                  .catch(onFault)
              }
            />
            {say(word)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
