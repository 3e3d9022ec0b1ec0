import { useState } from 'preact/hooks';
import { openingReasons } from '../../../../policy/thread/reason.ts';
import { Button } from '../../../ui/button.tsx';
import { Choices } from '../../../ui/choices.tsx';
import { Title } from '../../../ui/frame.tsx';
import { WordsField } from '../../../ui/words-field.tsx';
import { say } from '../../../words/lookup.ts';
import { mostWords } from '../../paths/contest-choice.ts';
import { go } from '../../router.ts';
import { grants } from '../../vault/open.ts';
import { NoGrant } from '../grant/grant.tsx';
import { partyName } from '../grant/told.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { inWords } from '../thread/thread.tsx';

export type Right = (typeof openingReasons.rights)[number];

/** See, correct, erase, take along, say no, talk to a person: one choice, one tap. */
export function Rights({ id }: { id: string }) {
  const grant = grants.value.find((entry) => entry.id === id);
  const [right, setRight] = useState<Right | null>(null);
  const [words, setWords] = useState('');
  const [fault, setFault] = useState<unknown>(null);
  if (grant === undefined) return <NoGrant />;
  const name = partyName(grant.party);
  async function send() {
    if (right === null) return;
    setFault(null);
    try {
      const { claimRight } = await import('../../paths/my-thread.ts');
      const text = words.trim() || say(`thread.reason.rights.${right}`);
      go(`/demande/${await claimRight({ grant: id, right, words: inWords(text) })}`, { replace: true });
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      <main id="page">
        <Title>{say('rights.title')}</Title>
        <p class="lead">{say('rights.lead', { name })}</p>
        <Choices
          name="right"
          title={say('rights.choose')}
          options={openingReasons.rights.map((value) => ({
            value,
            said: say(`thread.reason.rights.${value}`),
          }))}
          chosen={right}
          onChoose={setRight}
        />
        {right !== null && (
          <section class="card">
            <WordsField
              name="right-words"
              label={say('contest.words')}
              value={words}
              most={mostWords}
              onInput={setWords}
            />
          </section>
        )}
        {fault !== null && <FaultNote error={fault} />}
      </main>
      <section class="thumb" aria-label={say('contest.send')}>
        <Button act="send-right" look="full" off={right === null} onPress={send}>
          {say('contest.send')}
        </Button>
        <p class="soft small centred">{say('contest.sealed', { name })}</p>
      </section>
    </>
  );
}
