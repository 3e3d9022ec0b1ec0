import { Fragment } from 'preact';
import { factLabel } from '../../../ui/fact-text.ts';
import { Icon } from '../../../ui/icon.tsx';
import { say, sayCount } from '../../../words/lookup.ts';
import type { KeptLook } from '../../vault/kept/grant.ts';
import { looks } from '../../vault/open.ts';
import { partyName, writeWhen } from '../grant/told.ts';
import { isFactKey } from './known.ts';

export const looksOf = (grantId: string): readonly KeptLook[] =>
  looks.value.filter((look) => look.grant === grantId);

/** Readings first; questions that read nothing fold behind their number. */
export function LookList({ looks: shown, hasNames }: { looks: readonly KeptLook[]; hasNames?: boolean }) {
  const read = shown.filter((look) => look.act === 'released' || look.decision === 'denied');
  const asked = shown.filter((look) => look.act === 'decided' && look.decision === 'allowed');
  if (shown.length === 0) return <p class="soft">{say('grant.unread')}</p>;
  return (
    <>
      <ul class="list">
        {read.map((look) => (
          <Look key={look.digest} look={look} hasName={hasNames === true} />
        ))}
      </ul>
      {asked.length > 0 && (
        <details class="fold">
          <summary data-act="fold-checks">
            <span class="soft">{sayCount('looks.checks', asked.length)}</span>
            <Icon name="next" size={18} />
          </summary>
          <ul class="inside list">
            {asked.map((look) => (
              <Look key={look.digest} look={look} hasName={hasNames === true} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Look({ look, hasName }: { look: KeptLook; hasName: boolean }) {
  const facts = look.facts.filter(isFactKey).map(factLabel);
  return (
    <li class="stack tight" data-look={look.decision}>
      <p>
        {hasName && (
          <Fragment>
            <b>{partyName(look.party)}</b>{' '}
          </Fragment>
        )}
        {look.decision === 'denied' ? (
          <span>
            {say('looks.denied')}
            {look.form !== null && <> ({say(`looks.form.${look.form}`)})</>}
          </span>
        ) : look.act === 'released' ? (
          sayCount('looks.read', facts.length)
        ) : (
          say('looks.asked')
        )}
      </p>
      {facts.length > 0 && look.act === 'released' && <p class="small">{facts.join(' · ')}</p>}
      <p class="soft small row tight-row">
        <span>{writeWhen(look.at)}</span>
        <span class={look.isProven ? 'checked' : 'soft'}>
          {look.isProven && <Icon name="check" size={15} />}
          {say(look.isProven ? 'looks.proven' : 'looks.unproven')}
        </span>
        {look.act === 'released' && (
          <a class="reach" href={`/contester/${look.digest}`} data-act="contest">
            {say('result.contest')}
            <span class="unseen"> · {partyName(look.party)}</span>
          </a>
        )}
      </p>
    </li>
  );
}
