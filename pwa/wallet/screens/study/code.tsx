import { useId, useState } from 'preact/hooks';
import { instantMs, yearOf } from '../../../../policy/instant.ts';
import type { Study } from '../../../../policy/study.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/note.tsx';
import { hasWord, say, type Word } from '../../../words/lookup.ts';
import { account } from '../../vault/open.ts';

/** One person, once: a code that was handed out at a counter, before this account may speak for a person. */
export function CodeField({ study, onFault }: { study: Study; onFault: (error: unknown) => void }) {
  const id = useId();
  const [code, setCode] = useState('');
  if (study.enrolment === 'account') return null;
  const enrolment = account.value?.enrolment ?? null;
  const refusal = enrolment?.refusal ?? null;
  const year = yearOf(instantMs(study.window.opens));
  if (account.value?.personYears.includes(year) === true) return null;
  if (enrolment !== null && refusal === null)
    return (
      <Note tone="wait">
        <p data-said="code-under-way">{say('study.code.under-way')}</p>
      </Note>
    );
  async function enrol() {
    onFault(null);
    await (await import('../../paths/account.ts')).enrol(code.trim()).catch(onFault);
  }
  return (
    <section class="card">
      <h2>{say('study.code')}</h2>
      <p class="soft">{say('study.code.why')}</p>
      {refusal !== null && <p class="wrong">{say(refusalWord(refusal))}</p>}
      <div class="field">
        <label for={id}>{say('study.code.label')}</label>
        <div class="box">
          <input
            id={id}
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            data-act="enrolment-code"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </div>
      </div>
      <Button act="enrol" off={code.trim() === ''} onPress={enrol}>
        {say('study.code.send')}
      </Button>
      <p class="soft small">{say('study.code.unlinked')}</p>
    </section>
  );
}

/** The relay's code, where it has a sentence here. */
function refusalWord(code: string): Word {
  const word = `study.code.${code}`;
  return hasWord(word) ? word : 'study.code.refused';
}
