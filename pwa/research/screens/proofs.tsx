import { useEffect, useState } from 'preact/hooks';
import { Fold } from '../../ui/fold.tsx';
import { Icon } from '../../ui/icon.tsx';
import { say } from '../../words/lookup.ts';
import type { KnownStudy } from '../paths/study.ts';
import { type Checked, checkRecord, checkRelease } from '../paths/verify.ts';
import { useParty } from './asker.tsx';
import { Card } from './card.tsx';
import type { ReleaseStanding } from './use-release.ts';

type Lines = Partial<Record<'study' | 'leader' | 'helper', Checked>>;

/** What was checked in this browser, what could not be, and how to do it without this page. */
export function Proofs({ known, standing }: { known: KnownStudy; standing: ReleaseStanding }) {
  const { study, split, digest } = known;
  const by = useParty(study.by);
  const leader = useParty(study.leader.party);
  const helper = useParty(study.helper.party);
  const [lines, setLines] = useState<Lines>({});
  const release = standing.is === 'there' ? standing.release : undefined;
  useEffect(() => {
    if (!by) return;
    const work =
      release !== undefined && leader && helper
        ? checkRelease(known, release, { by, leader, helper })
        : checkRecord(split, by, study.at).then((checked): Lines => ({ study: checked }));
    void work.then(setLines);
  }, [by, leader, helper, release]);
  const isUnread = by === null || (release !== undefined && (leader === null || helper === null));
  const wanted = release === undefined ? (['study'] as const) : (['study', 'leader', 'helper'] as const);
  return (
    <Card title={say('research.proof')} act="proof">
      <ul class="path">
        {wanted.map((name) => (
          <Line key={name} name={name} checked={isUnread ? (lines[name] ?? 'unknown') : lines[name]} />
        ))}
      </ul>
      <Fold title={say('research.proof.how')} act="fold-proof">
        <p>{say('research.proof.page')}</p>
        <p>{say('research.proof.alone')}</p>
        <p class="code small">npm run verify -- --key … study-{digest.slice(0, 8)}.zip</p>
        <dl class="stack exact">
          <div class="said">
            <dt>{say('research.proof.digest')}</dt>
            <dd class="code small">{digest}</dd>
          </div>
        </dl>
      </Fold>
    </Card>
  );
}

const signs: Readonly<Record<Checked, 'check' | 'warn' | 'ask'>> = {
  holds: 'check',
  fails: 'warn',
  unknown: 'ask',
};

function Line({ name, checked }: { name: 'study' | 'leader' | 'helper'; checked: Checked | undefined }) {
  return (
    <li data-proof={name} data-checked={checked ?? 'waiting'}>
      <span class={checked === 'fails' ? 'wrong' : 'soft'}>
        <Icon name={checked === undefined ? 'clock' : signs[checked]} size={20} />
      </span>
      <span>
        <b>{say(`research.proof.${name}`)}</b>
        <span class={`block small ${checked === 'fails' ? 'wrong' : 'soft'}`}>
          {say(checked === undefined ? 'research.proof.waiting' : `research.proof.is.${checked}`)}
        </span>
      </span>
    </li>
  );
}
