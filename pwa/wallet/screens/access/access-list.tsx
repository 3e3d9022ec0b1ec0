import { Fragment } from 'preact';
import { factLabel } from '../../../ui/fact-text.ts';
import { Icon } from '../../../ui/icon.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import type { KeptAccess } from '../../vault/kept/grant.ts';
import { accesses } from '../../vault/open.ts';
import { partyName, writeWhen } from '../grant/told.ts';
import { isFactKey } from './known.ts';

export const accessesOf = (grantId: string): readonly KeptAccess[] =>
  accesses.value.filter((access) => access.grant === grantId);

/** Readings first; questions that read nothing fold behind their number. */
export function AccessList({
  accesses: shown,
  hasNames,
}: {
  accesses: readonly KeptAccess[];
  hasNames?: boolean;
}) {
  const read = shown.filter((access) => access.act === 'released' || access.decision === 'denied');
  const asked = shown.filter((access) => access.act === 'decided' && access.decision === 'allowed');
  if (shown.length === 0) return <p class="soft">{say('grant.unread')}</p>;
  return (
    <>
      <ul class="list">
        {read.map((access) => (
          <Access key={access.digest} access={access} hasName={hasNames === true} />
        ))}
      </ul>
      {asked.length > 0 && (
        <details class="fold">
          <summary data-act="fold-checks">
            <span class="soft">{sayCount('access.checks', asked.length)}</span>
            <Icon name="next" size={18} />
          </summary>
          <ul class="inside list">
            {asked.map((access) => (
              <Access key={access.digest} access={access} hasName={hasNames === true} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Access({ access, hasName }: { access: KeptAccess; hasName: boolean }) {
  const facts = access.facts.filter(isFactKey).map(factLabel);
  return (
    <li class="stack tight" data-look={access.decision}>
      <p>
        {hasName && (
          <Fragment>
            <b>{partyName(access.party)}</b>{' '}
          </Fragment>
        )}
        {access.decision === 'denied' ? (
          <span>
            {say('access.denied')}
            {access.form !== null && <> ({say(`access.form.${access.form}`)})</>}
          </span>
        ) : access.act === 'released' ? (
          sayCount('access.read', facts.length)
        ) : (
          say('access.asked')
        )}
      </p>
      {facts.length > 0 && access.act === 'released' && <p class="small">{facts.join(' · ')}</p>}
      <p class="soft small row tight-row">
        <span>{writeWhen(access.at)}</span>
        <span class={access.isProven ? 'checked' : 'soft'}>
          {access.isProven && <Icon name="check" size={15} />}
          {say(access.isProven ? 'access.proven' : 'access.unproven')}
        </span>
        {access.act === 'released' && (
          <a class="reach" href={`/contester/${access.digest}`} data-act="contest">
            {say('result.contest')}
            <span class="unseen"> · {partyName(access.party)}</span>
          </a>
        )}
      </p>
    </li>
  );
}
