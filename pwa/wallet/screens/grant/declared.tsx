import { useEffect, useState } from 'preact/hooks';
import type { Declaration } from '../../../../policy/declaration.ts';
import { runningArms } from '../../../../policy/experiment.ts';
import { inLanguage, say } from '../../../words/lookup.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { calculations } from '../../vault/open.ts';
import { LeaveExperiment } from './experiment.tsx';

/** What follows from the declaration of an agreement: a trial that runs, and rules that can be tried. */
export function Declared({ grant }: { grant: KeptGrant }) {
  const [declaration, setDeclaration] = useState<Declaration | null>(null);
  useEffect(() => {
    import('../../paths/recompute.ts')
      .then(({ declarationOf }) => setDeclaration(declarationOf(grant)))
      .catch(() => setDeclaration(null));
  }, [grant.declaration]);
  if (declaration === null) return null;
  const own = calculations.value.find((entry) => entry.grant === grant.id)?.content?.arm;
  const running = runningArms(declaration, new Date().toISOString());
  return (
    <>
      {declaration.logic.rules !== undefined && (
        <a class="button gentle" href={`/essayer/${grant.id}`} data-act="play">
          {say('play.title')}
        </a>
      )}
      {running.length > 0 && (
        <section class="card" data-arms={running.length}>
          <h2>{say('request.arms')}</h2>
          <ul class="list">
            {running.map(({ arm, what }) => (
              <li key={arm}>
                {inLanguage(what)} {arm === own && <span class="chip small">{say('result.cohort.you')}</span>}
              </li>
            ))}
          </ul>
          {own === undefined && <p class="soft">{say('request.arms.own')}</p>}
          <LeaveExperiment grant={grant} />
        </section>
      )}
    </>
  );
}
