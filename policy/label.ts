import { PolicyFault } from './fault.ts';
import type { Schema } from './read.ts';
import { digest, id, instant, literal, map, object, partyId, reader, servedPath } from './read.ts';
import type { Head } from './record.ts';

/** The régie's seal on a party, with an end: this party may publish and ask here. */
export interface Admission extends Head<'label'> {
  /** Party id of the régie. */
  readonly by: string;
  readonly party: string;
  readonly kind: 'admitted';
  readonly until: string;
}

/** What the wallet is that this relay serves: every file by its SHA-256. Anyone compares (`npm run verify -- --served`). */
export interface WalletBuild extends Head<'label'> {
  readonly by: string;
  readonly kind: 'wallet-build';
  /** Path without its first slash → SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of `files` as canonical JSON: one short name for the whole. */
  readonly digest: string;
}

export type Label = Admission | WalletBuild;

const head = { v: literal(1), type: literal('label'), id, at: instant, by: partyId } as const;

const admission: Schema<Admission> = object({
  ...head,
  party: partyId,
  kind: literal('admitted'),
  until: instant,
});

const walletBuild: Schema<WalletBuild> = object({
  ...head,
  kind: literal('wallet-build'),
  files: map(servedPath, digest),
  digest,
});

const readAdmission = reader(admission, 'label-invalid');
export const readWalletBuild = reader(walletBuild, 'label-invalid');

/** Of the kind that it says it is, so that a fault names the field of that kind. */
export function readLabel(value: unknown): Label {
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (kind === 'admitted') return readAdmission(value);
  if (kind === 'wallet-build') return readWalletBuild(value);
  throw new PolicyFault('label-invalid', 'expected `admitted` or `wallet-build`', 'kind');
}

/** A label holds from its time until just before its end. */
export function isAdmitted(labels: readonly Label[], party: string, at: string): boolean {
  return labels.some(
    (entry) => entry.kind === 'admitted' && entry.party === party && entry.at <= at && at < entry.until,
  );
}
