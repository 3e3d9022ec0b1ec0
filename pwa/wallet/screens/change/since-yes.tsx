import { useMemo } from 'preact/hooks';
import { compareDeclarations } from '../../../../policy/change.ts';
import type { Declaration } from '../../../../policy/declaration.ts';
import { say } from '../../../words/lookup.ts';
import { declarationOf } from '../../paths/recompute.ts';
import type { KeptGrant } from '../../vault/kept/grant.ts';
import { facts } from '../../vault/open.ts';
import { Personal } from './personal.tsx';
import { Points, shownChanges } from './points.tsx';
import { TellingChange } from './telling.tsx';
import { namesIn } from './written.ts';

/** An earlier yes beside what is asked now. */
export function SinceYes({ grant, after }: { grant: KeptGrant; after: Declaration }) {
  const before = useMemo(() => declarationOf(grant), [grant.declaration]);
  if (before === null) return <p class="soft">{say('change.rules.impossible')}</p>;
  const changes = compareDeclarations(before, after, { facts: [...facts.value.values()] });
  return (
    <div class="stack wide">
      {changes.some(({ path }) => path.startsWith('logic › rules')) && (
        <Personal grantId={grant.id} after={after} />
      )}
      <Points changes={shownChanges(changes)} names={namesIn([before, after])} />
      <TellingChange before={before} after={after} />
    </div>
  );
}
