import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { say, written } from '../../../words/lookup.ts';
import { canPractise, practiseHelping } from '../../paths/practise.ts';
import { helped } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** A mediator learns to help: for somebody who does not exist, on the screens that are used for real. */
export function Practise() {
  const [fault, setFault] = useState<unknown>(null);
  const name = say('exercise.practise.name');
  const given = helped.value.find(({ nickname }) => nickname === name);
  async function begin() {
    setFault(null);
    try {
      await practiseHelping(name, written());
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <main id="page">
      <Title>{say('exercise.practise')}</Title>
      <p class="lead">{say('exercise.practise.lead')}</p>
      <ol class="card list">
        <li>{say('exercise.practise.see')}</li>
        <li>{say('exercise.practise.stop')}</li>
        <li>{say('exercise.practise.end')}</li>
      </ol>
      {fault !== null && <FaultNote error={fault} />}
      {given === undefined && !canPractise() && (
        <Note tone="wait">
          <p>{say('exercise.practise.first')}</p>
          <a href="/" data-act="home">
            {say('receipt.home')}
          </a>
        </Note>
      )}
      {given === undefined && canPractise() && (
        <Button act="practise-begin" look="full" onPress={begin}>
          {say('exercise.practise.begin')}
        </Button>
      )}
      {given !== undefined && (
        <>
          <a class="button full" href={`/j-aide/${given.id}`} data-act="practise-person">
            {say('exercise.practise.person', { name })}
          </a>
          <a class="button gentle" href="/proches" data-act="practise-hers">
            {say('exercise.practise.hers')}
          </a>
        </>
      )}
    </main>
  );
}
