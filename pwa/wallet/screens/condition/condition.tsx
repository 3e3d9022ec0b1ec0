import { useEffect, useState } from 'preact/hooks';
import { Title } from '../../../ui/frame.tsx';
import { say } from '../../../words/lookup.ts';
import type { KnownCondition } from '../../paths/condition.ts';
import type { KeptCondition } from '../../vault/kept/condition.ts';
import { conditions } from '../../vault/open.ts';
import { FaultNote } from '../open/fault-note.tsx';
import { Asked } from './asked.tsx';
import { Mine } from './mine.tsx';

export function ConditionScreen({ id }: { id: string }) {
  const [known, setKnown] = useState<KnownCondition | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const kept = conditions.value.find(({ condition }) => condition === id);
  useEffect(() => {
    void import('../../paths/condition.ts').then(({ findCondition }) =>
      findCondition(id).then(setKnown, setFault),
    );
  }, [id]);
  if (known !== null && isAsked(kept)) return <Asked known={known} kept={kept} />;
  if (kept !== undefined && kept.step !== 'declined') return <Mine kept={kept} />;
  if (fault !== null)
    return (
      <main id="page">
        <Title>{say('condition.where')}</Title>
        <FaultNote error={fault} />
        <a class="button" href="/ensemble" data-act="conditions">
          {say('condition.title')}
        </a>
      </main>
    );
  return (
    <main id="page" aria-busy="true">
      <p class="lead" role="status">
        {say('condition.reading')}
      </p>
      <div class="ghost tall" />
    </main>
  );
}

/** Nothing of hers is on its way, or she is asked a second time. */
const isAsked = (kept: KeptCondition | undefined): boolean =>
  kept === undefined ||
  kept.step === 'declined' ||
  kept.step === 'asking' ||
  (kept.step === 'back' && kept.keySeed !== null);
