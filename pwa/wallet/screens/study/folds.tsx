import { epsilonOf } from '../../../../policy/study/budget.ts';
import type { Study } from '../../../../policy/study.ts';
import { Fold } from '../../../ui/fold.tsx';
import { Contact } from '../../../ui/request-folds.tsx';
import { inLanguage, say, sayCount } from '../../../words/lookup.ts';
import { writeDate, writeNumber } from '../../../words/write.ts';
import type { ShownStudy } from './shown.ts';

/** What folds under a study: all of it from the signed manifest, so that words cannot contradict it. */
export function StudyFolds({ shown }: { shown: ShownStudy }) {
  const { study } = shown;
  return (
    <div class="folds">
      <Fold act="fold-covered" title={say('study.fold.covered')}>
        <p>
          <b>{inLanguage(study.covered)}</b>
        </p>
        <p class="soft">{inLanguage(study.area)}</p>
        {study.notCovered.map(({ who, why }) => (
          <p key={who.fr}>
            <b>{say('study.not-covered', { who: inLanguage(who) })}</b>{' '}
            <span class="soft">{inLanguage(why)}</span>
          </p>
        ))}
        <p class="soft small">{say(`study.enrolment.${study.enrolment}`)}</p>
      </Fold>
      <Fold act="fold-method" title={say('study.fold.method')}>
        <Method study={study} />
      </Fold>
      <Fold act="fold-end" title={say('study.fold.end')}>
        <p>{say('study.end', { day: writeDate(study.destroyAt) })}</p>
        <p>{sayCount('study.few', study.minimumCohort)}</p>
        {study.minimumReason !== null && <p class="soft">{inLanguage(study.minimumReason)}</p>}
      </Fold>
      <Fold act="fold-contact" title={say('study.fold.contact')}>
        <p>{inLanguage(study.summary)}</p>
        <Contact of={study.contact} />
      </Fold>
      <Fold act="fold-proof" title={say('request.fold.sign')}>
        <Signed shown={shown} />
      </Fold>
    </div>
  );
}

function Method({ study }: { study: Study }) {
  const { mechanism, vdaf } = study;
  const { name, numerator, denominator } = mechanism;
  const size = `${writeNumber(numerator)}${denominator === 1 ? '' : ` / ${writeNumber(denominator)}`}`;
  const rows = [
    ['study.method.count', `${vdaf.name} (${vdaf.length}, ${vdaf.chunkLength})`],
    ['study.method.noise', `${name}, ${name === 'discrete-laplace' ? 'b' : 'σ²'} = ${size}`],
    ['study.method.epsilon', `ε = ${writeNumber(epsilonOf(mechanism))}`],
    ['study.method.rho', `ρ = ${writeNumber(study.costMillionths / 1_000_000)}`],
    ['study.method.seal', 'HPKE X25519, HKDF-SHA256, AES-128-GCM'],
    ['study.method.token', 'RFC 9578, blind RSA'],
    ['study.method.licence', study.licence],
  ] as const;
  return (
    <>
      <p>{say('study.method.how')}</p>
      <p>{say('study.method.chance')}</p>
      <p>{say('study.method.two')}</p>
      <dl class="stack small">
        {rows.map(([word, value]) => (
          <div class="said" key={word}>
            <dt>{say(word)}</dt>
            <dd class="code soft">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Signed({ shown: { digest, study } }: { shown: ShownStudy }) {
  const rows = [
    ['study.sign.study', digest],
    ['study.sign.asker', study.by],
    ['study.sign.leader', study.leader.party],
    ['study.sign.helper', study.helper.party],
  ] as const;
  return (
    <dl class="stack small">
      {rows.map(([word, value]) => (
        <div class="said" key={word}>
          <dt>{say(word)}</dt>
          <dd class="code soft">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
