import { canonicalText } from '../canonical.ts';
import { keysAt, type Party, versionAt } from '../party.ts';
import { type Release, type ReleaseStatement, releaseStatementLabel } from '../release.ts';
import type { Study } from '../study.ts';

/** What leader and helper each sign, under `releaseStatementLabel`. */
export const releaseText = (statement: ReleaseStatement): string => canonicalText(statement);

/** Signature and key as base64url. Given, because this room verifies nothing. */
export type VerifySigned = (label: string, text: string, signature: string, key: string) => boolean;

/** What does not hold of a release. */
export type ReleaseGap = 'study' | 'cells' | 'leader' | 'helper';

/** Each aggregator's party record, all versions, oldest first, whose own signatures were verified before. */
export interface ReleaseParties {
  readonly leader: readonly Party[];
  readonly helper: readonly Party[];
}

/** Empty when it is the release of this study, and both of the manifest's operators signed the same statement. */
export function releaseGaps(
  { by, at, statement, signatures }: Release,
  { study, digest }: { readonly study: Study; readonly digest: string },
  parties: ReleaseParties,
  verify: VerifySigned,
): ReleaseGap[] {
  const text = releaseText(statement);
  const isSigned = (place: number, party: string, versions: readonly Party[]) => {
    const found = signatures[place];
    const version = versionAt(versions, at);
    return (
      found?.party === party &&
      version !== undefined &&
      keysAt(version, 'record', at).some(({ key }) =>
        verify(releaseStatementLabel, text, found.signature, key),
      )
    );
  };
  const gaps: ReleaseGap[] = [];
  if (statement.study !== digest) gaps.push('study');
  if (statement.cells.length !== (statement.outcome === 'too-few' ? 0 : study.vdaf.length))
    gaps.push('cells');
  if (by !== study.leader.party || !isSigned(0, study.leader.party, parties.leader)) gaps.push('leader');
  if (!isSigned(1, study.helper.party, parties.helper)) gaps.push('helper');
  return gaps;
}
