import type { CalculationContent } from '../../../../policy/calculation.ts';
import type { Declaration } from '../../../../policy/declaration.ts';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say } from '../../../words/lookup.ts';

/** Who took part, as the record says, beside what the declaration had promised. */
export function Human({
  human,
  declared,
}: {
  human: CalculationContent['human'];
  declared: Declaration['human'] | null;
}) {
  return (
    <section class="card" data-human={human.involved ? 'yes' : 'no'}>
      <h2>{say('result.human')}</h2>
      <p>{human.involved ? saidOf(human) : say('result.human.no')}</p>
      {human.involved && declared !== null && (
        <p class="soft">
          {declared.when !== null && `${inLanguage(declared.when)} `}
          {say(declared.canOverride ? 'result.human.override' : 'result.human.bound')}{' '}
          {declared.mustJustify && say('result.human.justify')}
        </p>
      )}
      {!human.involved && declared?.involved === true && (
        <Note tone="stop">
          <p>{say('result.human.broken')}</p>
        </Note>
      )}
    </section>
  );
}

const saidOf = ({ role }: CalculationContent['human']): string =>
  role === null ? say('result.human.yes.bare') : say('result.human.yes', { role: inLanguage(role) });
