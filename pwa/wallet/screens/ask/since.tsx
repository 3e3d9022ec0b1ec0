import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Fold } from '../../../ui/fold.tsx';
import { laterWords, say } from '../../../words/lookup.ts';
import type { Ask } from '../../paths/ask.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { changes, grants } from '../../vault/open.ts';
import type { SinceYes as Shown } from '../change/since-yes.tsx';

/** The newest yes to an earlier version of what is declared here. */
function earlierYes({ partyId, declaration, declarationDigest }: Ask): KeptGrant | undefined {
  return grants.value.find(
    (grant) =>
      grant.party === partyId &&
      grant.declaration !== declarationDigest &&
      (grant.declaration === declaration.previousHash ||
        changes.value.get(grant.id)?.versions.includes(declarationDigest) === true),
  );
}

/** On a new request of somebody one knows: what has changed since the last yes. Comes when it is unfolded. */
export function Since({ ask }: { ask: Ask }) {
  const grant = earlierYes(ask);
  const [Change, setChange] = useState<ComponentType<Parameters<typeof Shown>[0]> | null>(null);
  useEffect(() => {
    if (grant !== undefined)
      void Promise.all([import('../change/since-yes.tsx'), laterWords()]).then(([{ SinceYes }]) =>
        setChange(() => SinceYes),
      );
  }, [grant?.id]);
  if (grant === undefined) return null;
  return (
    <div class="folds" data-since={grant.id}>
      <Fold act="fold-since" title={say('request.since')}>
        {Change !== null && <Change grant={grant} after={ask.declaration} />}
      </Fold>
    </div>
  );
}
