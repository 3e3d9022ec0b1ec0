// Is the wallet that an address serves the one that the log names for everybody? Every named file is fetched in each form
// that a browser may ask for, and compared. The relay of that address is asked; what it says is checked with the log's key.

import { verifyCosignatures } from '../../crypto/cosignature.ts';
import { fromBase64url, toUtf8 } from '../../crypto/encode.ts';
import { CryptoFault } from '../../crypto/fault.ts';
import { sha256 } from '../../crypto/hash.ts';
import { type NoteKey, parseNote, verifyCheckpoint } from '../../crypto/note.ts';
import { inclusionPathFrom, leafHash, standsIn, verifyInclusion } from '../../crypto/proof.ts';
import { tilePath, walkTiles } from '../../crypto/tile.ts';
import { canonicalText } from '../../policy/canonical.ts';
import { readWalletBuild, type WalletBuild } from '../../policy/label.ts';
import { publicSalt, readLogReceipt } from '../../policy/receipt.ts';
import { splitRecord } from '../../policy/record.ts';
import { pathOf } from '../../policy/routes.ts';
import { bytesDigest, textDigest } from '../proof/hash.ts';
import { verifyNoteBytes } from '../proof/verify.ts';
import type { Trusted } from './claims.ts';
import type { Finding } from './finding.ts';

export type Get = (address: string, encoding: string) => Promise<{ ok: boolean; bytes: Uint8Array }>;

const encodings = ['identity', 'gzip', 'br'];
/** Addresses that browsers ask for beside the files' own names. */
const shells: Readonly<Record<string, string>> = { '': 'index.html', stop: 'stop.html' };

export async function checkServed(address: string, trusted: Trusted, get: Get): Promise<Finding[]> {
  const build = await readNamed(address, trusted, get);
  const paths = Object.keys(build.files);
  const findings: Finding[] = [];
  let shown = '';
  const wanted = [
    ...paths.map((path) => [path, build.files[path]] as const),
    ...Object.entries(shells).flatMap(([path, file]) => {
      const digest = build.files[file];
      return digest === undefined ? [] : ([[path, digest]] as const);
    }),
  ];
  for (const [path, digest] of wanted) {
    for (const encoding of encodings) {
      const { ok, bytes } = await get(`${address}/${path}`, encoding);
      if (ok && path === 'build.json') shown = shownIn(bytes);
      if (ok && bytesDigest(bytes) === digest) continue;
      const what = ok ? 'is another file than the log names' : 'is not served';
      findings.push({ holds: false, what: `/${path} (${encoding}) ${what}` });
    }
  }
  const holds = findings.length === 0;
  return [
    ...findings,
    {
      holds,
      what: `${paths.length} files of the wallet build ${build.digest}, named at ${build.at}${shown}`,
    },
  ];
}

/** What people can hold it against: the mark that the settings of the wallet show, which leaves the witnesses' keys out. */
function shownIn(bytes: Uint8Array): string {
  try {
    const { hash } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { hash?: unknown };
    return typeof hash === 'string' && /^[\w-]{43}$/.test(hash) ? `; its settings show ${hash}` : '';
  } catch {
    return '';
  }
}

/** The build as the log holds it: public, under the salt that all know, at a head that the log's own key signed. */
async function readNamed(address: string, { logs, witnesses }: Trusted, get: Get): Promise<WalletBuild> {
  const { ok, bytes } = await get(`${address}${pathOf('readBuild')}`, 'identity');
  if (!ok) throw new CryptoFault('proof-invalid', 'this address names no wallet build');
  const { record, receipt: unread } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<
    string,
    unknown
  >;
  const text = String(record);
  const receipt = readLogReceipt(unread);
  const build = readWalletBuild(splitRecord(text).body);
  const origin = receipt.checkpoint.slice(0, receipt.checkpoint.indexOf('\n'));
  const key = logs.find(({ name }) => name === origin);
  if (key === undefined) throw new CryptoFault('signature-invalid', 'a head of a log that no --key is of');
  const head = verifyCheckpoint(receipt.checkpoint, key, verifyNoteBytes);
  if (!standsIn(toUtf8(text), { ...receipt, salt: publicSalt }, head))
    throw new CryptoFault('proof-invalid', 'the named build does not stand in the log');
  if (build.digest !== textDigest(canonicalText(build.files)))
    throw new CryptoFault('proof-invalid', 'the name of the build is of other files');
  const leaf = leafHash(sha256(fromBase64url(publicSalt), toUtf8(text)));
  if (witnesses.length > 0) await requireAnchored({ address, key, witnesses, get }, leaf, receipt.index);
  return build;
}

interface Way {
  readonly address: string;
  readonly key: NoteKey;
  readonly witnesses: readonly NoteKey[];
  readonly get: Get;
}

/** A log shown to this caller alone could name anything: with witnesses given, one of them must have seen it named. */
async function requireAnchored(
  { address, key, witnesses, get }: Way,
  leaf: Uint8Array,
  index: number,
): Promise<void> {
  const note = Buffer.from((await get(`${address}${pathOf('readCheckpoint')}`, 'identity')).bytes).toString(
    'utf8',
  );
  const head = verifyCheckpoint(note, key, verifyNoteBytes);
  if (verifyCosignatures(parseNote(note), witnesses, verifyNoteBytes).length === 0 || index >= head.size)
    throw new CryptoFault('proof-invalid', 'no known witness has seen the named build yet');
  const readTile = async (level: number, n: number, width: number) => {
    const path = pathOf('readTile', { level: String(level), n: tilePath(n, width) });
    return (await get(`${address}${path}`, 'identity')).bytes;
  };
  const path = await walkTiles(head.size, readTile, (read) => inclusionPathFrom(read, index, head.size));
  if (!verifyInclusion(leaf, index, head.size, path, head.root))
    throw new CryptoFault(
      'proof-invalid',
      'the witnesses saw another log than the one that names this build',
    );
}

const maxBytes = 32 * 1024 * 1024;
const patienceMs = 30_000;

export const getByHttp: Get = async (address, encoding) => {
  const response = await fetch(address, {
    redirect: 'error',
    cache: 'no-store',
    headers: { 'accept-encoding': encoding },
    signal: AbortSignal.timeout(patienceMs),
  });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxBytes) throw new RangeError(`\`${address}\` is longer than a file of a wallet`);
    parts.push(part);
  }
  return { ok: response.ok, bytes: Buffer.concat(parts) };
};
