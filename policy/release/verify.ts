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

/** What shows without any key: of this study, a number for each bucket, in the names of the manifest's operators. */
export function shapeGaps(
  { by, statement, signatures }: Release,
  { study, digest }: { readonly study: Study; readonly digest: string },
): ReleaseGap[] {
  const [first, second] = signatures;
  const leader = study.leader.party;
  const buckets = statement.outcome === 'too-few' ? 0 : study.vdaf.length;
  const gaps: ReleaseGap[] = [];
  if (statement.study !== digest) gaps.push('study');
  if (statement.cells.length !== buckets) gaps.push('cells');
  if (by !== leader || first?.party !== leader) gaps.push('leader');
  if (second?.party !== study.helper.party) gaps.push('helper');
  return gaps;
}

/** It holds when one of the keys carries the signature, so never where there is no key. All base64url but the words. */
export interface SignatureToCheck {
  readonly role: 'leader' | 'helper';
  readonly label: string;
  readonly text: string;
  readonly signature: string;
  /** The `record` keys that the aggregator had at the time of the release. */
  readonly keys: readonly string[];
}

export function signaturesToCheck(
  { at, statement, signatures }: Release,
  parties: ReleaseParties,
): SignatureToCheck[] {
  const text = releaseText(statement);
  return (['leader', 'helper'] as const).map((role, place) => {
    const version = versionAt(parties[role], at);
    const keys = version === undefined ? [] : keysAt(version, 'record', at).map(({ key }) => key);
    return { role, label: releaseStatementLabel, text, signature: signatures[place]?.signature ?? '', keys };
  });
}

/** Empty when it is the release of this study, and both of the manifest's operators signed the same statement. */
export function releaseGaps(
  release: Release,
  known: { readonly study: Study; readonly digest: string },
  parties: ReleaseParties,
  verify: VerifySigned,
): ReleaseGap[] {
  const gaps = shapeGaps(release, known);
  for (const { role, label, text, signature, keys } of signaturesToCheck(release, parties))
    if (!gaps.includes(role) && !keys.some((key) => verify(label, text, signature, key))) gaps.push(role);
  return gaps;
}
