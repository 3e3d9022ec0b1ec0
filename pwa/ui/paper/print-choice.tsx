import { signal } from '@preact/signals';
import { say, type Word } from '../../words/lookup.ts';
import { Button } from '../button.tsx';

export type PaperSize = 'a4' | 'a5';
export type Letters = 'normal' | 'large';

/** Chosen before printing, and the same for the next sheet of this visit. */
export const paperSize = signal<PaperSize>('a4');
export const paperLetters = signal<Letters>('normal');

/** What the sheet above is printed on, how large, and the way to the printer. */
export function PrintChoice({ act }: { act: string }) {
  return (
    <section class="card" aria-label={say('print')}>
      <Pills name="paper" chosen={paperSize} values={['a4', 'a5']} />
      <Pills name="letters" chosen={paperLetters} values={['normal', 'large']} />
      <Button act={act} look="full" icon="print" onPress={() => print()}>
        {say('print')}
      </Button>
    </section>
  );
}

function Pills<T extends PaperSize | Letters>({
  name,
  chosen,
  values,
}: {
  name: 'paper' | 'letters';
  chosen: { value: T };
  values: readonly T[];
}) {
  return (
    <fieldset class="field">
      <legend class="label soft">{say(`sheet.${name}`)}</legend>
      <div class="stack choices">
        {values.map((value) => (
          <label class="choice boxed" key={value}>
            <input
              type="radio"
              name={name}
              data-act={`${name}-${value}`}
              checked={chosen.value === value}
              onChange={() => {
                chosen.value = value;
              }}
            />
            {say(`sheet.${name}.${value}` as Word)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
