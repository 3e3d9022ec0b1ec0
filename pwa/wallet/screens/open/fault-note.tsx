import { Note } from '../../../ui/note.tsx';
import { hasWord, inLanguage, say, type Word } from '../../../words/lookup.ts';
import { shownFault } from '../../paths/fault.ts';

/** Every failure says what happened, what it changes for you, what you can do; the code is for who helps you. */
export function FaultNote({ error }: { error: unknown }) {
  const { code, relay } = shownFault(error);
  const known = hasWord(`${code}.what`) ? code : 'unexpected';
  const part = (name: 'what' | 'so' | 'do') => say(`${known}.${name}` as Word);
  const problem = relay?.problem ?? null;
  return (
    <Note tone="stop" announce>
      <p>{problem ? inLanguage(problem.text) : part('what')}</p>
      <p>{part('so')}</p>
      <p>{problem?.todo ? inLanguage(problem.todo) : part('do')}</p>
      <p class="soft small" data-fault={problem?.code ?? code}>
        {say('fault.code', { code: problem?.code ?? code })}
      </p>
    </Note>
  );
}
