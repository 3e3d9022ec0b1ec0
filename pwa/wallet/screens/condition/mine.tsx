import { useState } from 'preact/hooks';
import { readCanonical } from '../../../../policy/canonical.ts';
import { readView } from '../../../../policy/view.ts';
import { Button } from '../../../ui/button.tsx';
import { factLabel, writeFact } from '../../../ui/fact-text.ts';
import { Title } from '../../../ui/frame.tsx';
import { Note } from '../../../ui/note.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { conditionOf, isWithdrawable } from '../../paths/condition-yes.ts';
import type { ConditionStep, KeptCondition } from '../../vault/kept/condition.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Terms } from './terms.tsx';

const tones: Readonly<Partial<Record<ConditionStep, 'yes' | 'wait' | 'stop'>>> = {
  sent: 'yes',
  agreed: 'yes',
  due: 'yes',
  refused: 'stop',
};

/** After the yes: where it is, what happens next, and one tap to take it back. */
export function Mine({ kept }: { kept: KeptCondition }) {
  const [fault, setFault] = useState<unknown>(null);
  const condition = conditionOf(kept);
  async function withdraw() {
    setFault(null);
    await (await import('../../paths/condition-yes.ts')).withdrawYes(kept.condition).catch(setFault);
  }
  return (
    <main id="page" data-condition={kept.condition} data-step={kept.step}>
      <Title>{say(`condition.state.${kept.step}`)}</Title>
      <p class="lead">{inLanguage(kept.title)}</p>
      <p class="pad">{sayCount('condition.if', condition.threshold)}</p>
      {fault !== null && <FaultNote error={fault} />}
      <Note tone={tones[kept.step] ?? 'wait'} announce>
        <p>{whatNow(kept)}</p>
        {kept.step === 'refused' && <p>{say('fault.code', { code: kept.why ?? '' })}</p>}
      </Note>
      {kept.grant !== null && (
        <a class="button full" href={`/accord/${kept.grant}`} data-act="see-grant">
          {say('condition.agreed.see')}
        </a>
      )}
      {isWithdrawable(kept) && (
        <>
          <section class="card said-list">
            <div class="said">
              <h2 class="term">{say('request.what')}</h2>
              <ul class="values">
                {readView(readCanonical(kept.view)).values.map((fact) => (
                  <li key={fact.key} class="asked">
                    <span class="soft small">{factLabel(fact.key)}</span>
                    <b class="value">{writeFact(fact.key, fact.value)}</b>
                  </li>
                ))}
              </ul>
            </div>
            <Button act="take-back" look="stop" about={inLanguage(kept.title)} onPress={withdraw}>
              {say('condition.take-back')}
            </Button>
          </section>
          <Terms condition={condition} />
        </>
      )}
    </main>
  );
}

function whatNow({ step, why }: KeptCondition): string {
  switch (step) {
    case 'declined':
    case 'asking':
      return say('condition.back.what');
    case 'refused':
      return say(why === 'yes-unknown' ? 'condition.refused.yes-unknown' : 'condition.refused.what');
    default:
      return say(`condition.${step}.what`);
  }
}
