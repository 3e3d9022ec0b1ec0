import { json } from './csvw.ts';

/** A record as it was received, and the log's word on it as JSON. */
export interface Proven {
  readonly record: string;
  readonly receipt: unknown;
}

/** What `proof.json` holds: everything that checking takes, but for the key of the log. */
export interface ProofParts {
  /** With the statement that leader and helper signed, and so the digest of every other file. */
  readonly release: Proven;
  readonly study: Proven;
  /** The leader's word that it runs this study, and the helper's. */
  readonly operations: readonly Proven[];
  /** Records of leader, helper and the research party, all versions, oldest first. */
  readonly parties: readonly string[];
}

export const proofFormat = 'vav/release-proof/1';

export function proofJson({ release, study, operations, parties }: ProofParts): string {
  const proven = ({ record, receipt }: Proven) => ({ record, receipt });
  return json({
    format: proofFormat,
    release: proven(release),
    study: proven(study),
    operations: operations.map(proven),
    parties,
  });
}
