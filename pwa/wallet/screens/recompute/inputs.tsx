import { useState } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { factLabel } from '../../../ui/fact-text.ts';
import { type Asked, factOf, writeMeasure } from '../../../ui/rule-fact.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { say } from '../../../words/lookup.ts';
import type { KeptCalculation } from '../../vault/kept/calculation.ts';
import { FaultNote } from '../open/fault-note.tsx';

/** What the party says it calculated with. One can be taken out for somebody; the others stay closed. */
export function Inputs({ calculation, asked }: { calculation: KeptCalculation; asked: Asked }) {
  const [fault, setFault] = useState<unknown>(null);
  async function show(key: string) {
    setFault(null);
    try {
      const { showInput } = await import('../../paths/show-input.ts');
      saveFile(showInput(calculation.digest, key), 'application/json');
    } catch (error) {
      setFault(error);
    }
  }
  return (
    <>
      <p class="soft small">{say('result.show.lead')}</p>
      {fault !== null && <FaultNote error={fault} />}
      <dl class="stack">
        {calculation.inputs.map(({ key, value, unit }) => {
          const fact = factOf(asked, key);
          const name = fact === null ? key : factLabel(fact);
          return (
            <div class="said" key={key}>
              <dt lang={fact === null ? 'fr' : undefined}>{name}</dt>
              <dd>{writeMeasure(fact, unit === null ? { value } : { value, unit })}</dd>
              <dd>
                <Button act="show-input" look="link" about={name} onPress={() => show(key)}>
                  {say('result.show')}
                </Button>
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}
