import type { Study } from '../../../../policy/study.ts';
import { inLanguage, say } from '../../../words/lookup.ts';

/** The two who count, face to face: one half each. */
export function Operators({ study }: { study: Study }) {
  return (
    <div class="halves">
      {[study.leader, study.helper].map((operator) => (
        <div class="side" key={operator.party} data-operator={operator.legalId}>
          <span class="small">{say('study.half')}</span>
          <b class="told">{inLanguage(operator.name)}</b>
          <span class="small">{say('study.legal-id', { id: operator.legalId })}</span>
        </div>
      ))}
    </div>
  );
}
