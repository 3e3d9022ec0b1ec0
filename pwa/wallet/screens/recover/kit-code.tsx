import { useId, useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { say } from '../../../words/lookup.ts';

/** Typed from the paper. A wrong letter is told here, before anybody is asked. */
export function KitCode({ onCode }: { onCode: (code: string) => Promise<void> }) {
  const id = useId();
  const [code, setCode] = useState('');
  const [isRunning, setRunning] = useState(false);
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRunning) return;
        setRunning(true);
        void onCode(code).finally(() => setRunning(false));
      }}
    >
      <div class="field">
        <label for={id}>{say('recover.kit.label')}</label>
        <p class="soft small">{say('recover.kit.how')}</p>
        <div class="box">
          <textarea
            id={id}
            class="code"
            name="kit"
            rows={2}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </div>
      </div>
      <Button act="kit-find" type="submit" look="full" busy={isRunning}>
        {say('recover.find')}
      </Button>
    </form>
  );
}
