// What this relay serves as the wallet, named in the log: a wallet changed for one person then differs from what
// everybody can read, and whoever compares finds it (`npm run verify -- --served URL`).

import { writeCosignerKey } from '../crypto/cosignature.ts';
import type { NoteKey } from '../crypto/note.ts';
import { canonicalText } from '../policy/canonical.ts';
import { readWalletBuild } from '../policy/label.ts';
import { splitRecord } from '../policy/record.ts';
import { bytesDigest, textDigest } from './proof/hash.ts';
import type { Regie } from './regie.ts';
import type { Wallet } from './routes/wallet.ts';
import type { KeptPublic, Store } from './store/contract.ts';

/** Served at `/witnesses.json`: the keys of who cosigns the log. One of the wallet's files, and named with them. */
export function witnessFile(witnesses: readonly NoteKey[]): string {
  return canonicalText({ witnesses: witnesses.map(writeCosignerKey) });
}

/** Path without its first slash → SHA-256 of what is served there. */
export function servedFiles(wallet: Wallet, witnesses: string): Record<string, string> {
  const files = [...wallet.files].map(([path, { bytes }]) => [path.slice(1), bytesDigest(bytes)] as const);
  return Object.fromEntries([...files, ['witnesses.json', textDigest(witnesses)]]);
}

/** Signs and logs the build unless the last one named is the same. Without a wallet there is nothing to name. */
export async function publishBuild(
  store: Store,
  regie: Regie,
  files: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<KeptPublic | undefined> {
  if (Object.keys(files).length < 2) return undefined;
  const digest = textDigest(canonicalText(files));
  const named = (await store.listPublic('label', regie.id)).findLast((kept) => digestOf(kept) !== undefined);
  if (named !== undefined && digestOf(named) === digest) return named;
  const text = regie.nameBuild(files, digest, nowMs);
  const kept = await store.keepPublic({ type: 'label', party: regie.id, text });
  return { type: 'label', party: regie.id, text, ...kept };
}

function digestOf({ text }: KeptPublic): string | undefined {
  const { body } = splitRecord(text);
  return (body as { kind?: unknown }).kind === 'wallet-build' ? readWalletBuild(body).digest : undefined;
}
