// The relay's own party: the régie, whose labels admit the others (docs/decisions/0005). Its keys rest in a folder of their
// own beside the log key, for their owner's eyes alone, as those of any party: with this folder `npm run party` reads and
// answers what people write to the régie. Made at the first start; its id never changes.

import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, toBase64url } from '../crypto/encode.ts';
import { recordDigest } from '../crypto/hash.ts';
import { randomBytes, randomId } from '../crypto/random.ts';
import { boxPair } from '../crypto/seal.ts';
import { signingPair, signRecord } from '../crypto/sign.ts';
import { instantText } from '../policy/instant.ts';
import type { Admission, Label, WalletBuild } from '../policy/label.ts';
import type { Party, PartyKey } from '../policy/party.ts';
import { joinRecord, recordLabel, recordLine } from '../policy/record.ts';
import type { Store } from './store/contract.ts';

export interface Regie {
  id: string;
  /** Its first record, as signed. */
  text: string;
  admit(party: string, untilMs: number, nowMs: number): string;
  /** Says what the wallet is that is served here. */
  nameBuild(files: Readonly<Record<string, string>>, digest: string, nowMs: number): string;
}

/** As the kit keeps a party (relay/kit/command-folder.ts): seeds as base64url. No `client` key: the régie asks nobody. */
interface RegieFile {
  keys: { identity: string; record: string; http: string; seal: string };
  record: string;
}

export function openRegie(dataDir: string, origin: string, nowMs: number): Regie {
  const folder = join(dataDir, 'regie');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'self.json');
  const kept = readKept(path) ?? keepNew(path, origin, nowMs);
  const id = recordDigest(kept.record);
  const { secretKey } = signingPair(fromBase64url(kept.keys.record));
  const head = (atMs: number) =>
    ({ v: 1, type: 'label', id: randomId(), at: instantText(atMs), by: id }) as const;
  return {
    id,
    text: kept.record,
    admit: (party, untilMs, atMs) => {
      const label: Admission = { ...head(atMs), party, kind: 'admitted', until: instantText(untilMs) };
      return signLine(label, secretKey);
    },
    nameBuild: (files, digest, atMs) => {
      const label: WalletBuild = { ...head(atMs), kind: 'wallet-build', files, digest };
      return signLine(label, secretKey);
    },
  };
}

/** Its record stands in the log before anything else can refer to it. */
export async function publishRegie(store: Store, regie: Regie): Promise<void> {
  const known = await store.readPublic(regie.id);
  if (known === undefined) await store.keepPublic({ type: 'party', party: regie.id, text: regie.text });
}

function readKept(path: string): RegieFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return JSON.parse(text) as RegieFile;
}

function keepNew(path: string, origin: string, nowMs: number): RegieFile {
  const seeds = {
    identity: randomBytes(32),
    record: randomBytes(32),
    http: randomBytes(32),
    seal: randomBytes(32),
  };
  const identity = signingPair(seeds.identity);
  const at = instantText(nowMs);
  const key = (use: PartyKey['use'], publicKey: Uint8Array): PartyKey => ({
    use,
    id: `${use}-1`,
    key: toBase64url(publicKey),
    from: at,
  });
  const party: Party = {
    v: 1,
    type: 'party',
    id: randomId(),
    at,
    by: 'self',
    name: { fr: 'Régie de données', en: 'Data trust' },
    role: 'regie',
    interest: 'general',
    legalId: 'regie',
    url: origin,
    contact: { address: new URL(origin).host },
    status: 'open',
    identityKey: toBase64url(identity.publicKey),
    keys: [
      key('record', signingPair(seeds.record).publicKey),
      key('http', signingPair(seeds.http).publicKey),
      key('seal', boxPair(seeds.seal).publicKey),
    ],
    previousHash: null,
  };
  const made: RegieFile = {
    keys: {
      identity: toBase64url(seeds.identity),
      record: toBase64url(seeds.record),
      http: toBase64url(seeds.http),
      seal: toBase64url(seeds.seal),
    },
    record: signLine(party, identity.secretKey),
  };
  // Written whole under another name first: a crash leaves no half key, a race no second régie.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return made;
  } catch (cause) {
    const other = readKept(path);
    if (other !== undefined) return other;
    throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

function signLine(record: Party | Label, secretKey: Uint8Array): string {
  const line = recordLine(record);
  const signature = signRecord(recordLabel(record.type, record.v), line, secretKey);
  return joinRecord(line, { kind: 'ed25519', value: toBase64url(signature) });
}
