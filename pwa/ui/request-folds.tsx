import type { ComponentChildren } from 'preact';
import { completeness } from '../../policy/declaration/completeness.ts';
import type { Declaration } from '../../policy/declaration.ts';
import { inLanguage, language, say, sayCount } from '../words/lookup.ts';
import { factLabel } from './fact-text.ts';
import { Fold } from './fold.tsx';

/** What folds under a request: generated from the fields of the declaration, so that words cannot contradict data. */
export function RequestFolds({
  declaration,
  proof,
}: {
  declaration: Declaration;
  proof?: ComponentChildren;
}) {
  const { comparison, notServed, recipients, transfers } = declaration;
  const isComparedToNobody = !comparison.used;
  const isSeenByNobody = recipients.length === 0 && transfers.length === 0;
  return (
    <div class="folds">
      <Fold act="fold-how" title={say('request.fold.how')}>
        <How declaration={declaration} />
      </Fold>
      {isComparedToNobody ? (
        <p class="fold-line">{say('request.fold.compared.none')}</p>
      ) : (
        <Fold act="fold-compared" title={say('request.fold.compared')}>
          {comparison.cohort && (
            <>
              <p>{inLanguage(comparison.cohort.definition)}</p>
              <p class="soft">{say('request.compared.min', { n: comparison.cohort.minimum })}</p>
            </>
          )}
        </Fold>
      )}
      {notServed.length === 0 ? (
        <p class="fold-line">{say('request.fold.not-served.none')}</p>
      ) : (
        <Fold act="fold-not-served" title={say('request.fold.not-served')}>
          {saidOnce(notServed, ({ instead }) => inLanguage(instead)).map(({ said: instead, all }) => (
            <div key={instead} class="stack">
              {saidOnce(all, ({ why }) => inLanguage(why)).map(({ said: why, all: groups }) => (
                <div key={why} class="stack tight">
                  {groups.map((group) => (
                    <b key={group.who.fr}>{inLanguage(group.who)}</b>
                  ))}
                  <p>{why}</p>
                </div>
              ))}
              <p class="soft">{instead}</p>
            </div>
          ))}
        </Fold>
      )}
      {isSeenByNobody ? (
        <p class="fold-line">{say('request.fold.seen.none')}</p>
      ) : (
        <Fold act="fold-seen" title={say('request.fold.seen')}>
          {recipients.map((recipient) => (
            <div key={recipient.name.fr} class="stack tight">
              <p>
                <b>{inLanguage(recipient.name)}</b>{' '}
                <span class="soft">{say(`request.seen.${recipient.asWhat}`)}</span>
              </p>
              <p>{inLanguage(recipient.why)}</p>
              {recipient.fields.length > 0 && (
                <p class="soft small">{recipient.fields.map(factLabel).join(' · ')}</p>
              )}
            </div>
          ))}
          {transfers.map((transfer) => (
            <p key={transfer.country}>
              {say('request.seen.country', { country: countryName(transfer.country) })}{' '}
              {inLanguage(transfer.safeguard)}
            </p>
          ))}
        </Fold>
      )}
      <Fold act="fold-past" title={say('request.fold.past')}>
        <p>{say(`request.past.${declaration.leavePolicy}`)}</p>
        {declaration.retention.map((kept) => (
          <p key={kept.what.fr} class="soft">
            {keptFor(kept.days, inLanguage(kept.what))}
          </p>
        ))}
      </Fold>
      <Fold act="fold-contest" title={say('request.fold.contest')}>
        <p>{sayCount('request.contest.delay', declaration.contest.deadlineDays)}</p>
        {declaration.contest.humanReview && <p>{say('request.contest.human')}</p>}
        <Contact of={declaration.contest.contact} />
      </Fold>
      {proof && (
        <Fold act="fold-proof" title={say('request.fold.sign')}>
          {proof}
        </Fold>
      )}
    </div>
  );
}

interface SaidOnce<T> {
  readonly said: string;
  readonly all: readonly T[];
}

/** What several things share is said once, below all that it belongs to, in the order of the first of them. */
function saidOnce<T>(entries: readonly T[], textOf: (entry: T) => string): SaidOnce<T>[] {
  const groups = new Map<string, T[]>();
  for (const entry of entries) groups.set(textOf(entry), [...(groups.get(textOf(entry)) ?? []), entry]);
  return [...groups].map(([said, all]) => ({ said, all }));
}

function How({ declaration }: { declaration: Declaration }) {
  const { logic, decision, human, outputs } = declaration;
  const { filled, of } = completeness(declaration);
  return (
    <>
      <p>{inLanguage(declaration.summary)}</p>
      <p>{say(`request.how.${logic.kind}`)}</p>
      <p>{say(`request.how.auto.${decision.automation}`)}</p>
      {human.involved && human.role && human.when && (
        <p>{say('request.how.human', { role: inLanguage(human.role), when: inLanguage(human.when) })}</p>
      )}
      {saidOnce(outputs, ({ consequences }) => inLanguage(consequences)).map(({ said, all }) => (
        <div key={said} class="stack tight">
          {all.map((output) => (
            <b key={output.key}>{inLanguage(output.meaning)}</b>
          ))}
          <p class="soft">{said}</p>
        </div>
      ))}
      <p class="soft small" data-says={of}>
        {say('request.how.says', { filled, of })}
      </p>
    </>
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames([language.value], { type: 'region' }).of(code) ?? code;
}

function keptFor(days: number, what: string): string {
  if (days === 0) return say('request.kept.none', { what });
  return days >= 60
    ? sayCount('request.kept.months', Math.round(days / 30.4), { what })
    : sayCount('request.kept.days', days, { what });
}

export function Contact({ of }: { of: { email?: string; phone?: string; address?: string } }) {
  return (
    <p class="stack tight">
      {of.email && (
        <a class="reach" href={`mailto:${of.email}`}>
          {of.email}
        </a>
      )}
      {of.phone && (
        <a class="reach" href={`tel:${of.phone.replaceAll(' ', '')}`}>
          {of.phone}
        </a>
      )}
      {of.address && <span>{of.address}</span>}
    </p>
  );
}
