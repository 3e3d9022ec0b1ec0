import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { WordsField } from '../../../ui/words-field.tsx';
import { say, written } from '../../../words/lookup.ts';
import { mostWords } from '../../paths/contest-choice.ts';
import { go } from '../../router.ts';
import type { KeptAccess } from '../../vault/kept/grant.ts';
import { isFactKey } from '../access/known.ts';
import { partyName, writeWhen } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** A reading that should not have been: its record is the proof, and goes along. */
export function ContestAccess({ access }: { access: KeptAccess }) {
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<unknown>(null);
  const name = partyName(access.party);
  async function send() {
    setFault(null);
    try {
      const { contestAccess } = await import('../../paths/contest.ts');
      const text = words.trim() || say('thread.reason.contest.access-unwanted');
      go(`/demande/${await contestAccess(access.digest, { words: text, lang: written() })}`, {
        replace: true,
      });
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      <main id="page">
        <Title>{say('contest.access')}</Title>
        <section class="card">
          <p>{say('contest.access.lead', { name, when: writeWhen(access.at) })}</p>
          <ul class="stack tight">
            {access.facts.filter(isFactKey).map((key) => (
              <li key={key}>{factLabel(key)}</li>
            ))}
          </ul>
          <WordsField
            name="contest-words"
            label={say('contest.words')}
            value={words}
            most={mostWords}
            onInput={setWords}
          />
        </section>
        {fault !== null && <FaultNote error={fault} />}
      </main>
      <section class="thumb" aria-label={say('contest.send')}>
        <Button act="send-contest" look="full" onPress={send}>
          {say('contest.send')}
        </Button>
        <p class="soft small centred">{say('contest.sealed', { name })}</p>
      </section>
    </>
  );
}
