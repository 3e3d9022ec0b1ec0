// The relay's own party: the régie, whose labels admit the others (docs/decisions/0005). Its keys rest in a folder of their
// own beside the log key.

import { join } from 'node:path';
import { randomId } from '../crypto/random.ts';
import { instantText } from '../policy/instant.ts';
import type { Admission, WalletBuild } from '../policy/label.ts';
import type { Realm } from '../policy/realm.ts';
import type { LangText } from '../policy/record.ts';
import { type OwnAbout, type OwnParty, openOwnParty, passingOwnParty } from './own-party.ts';
import type { Store } from './store/contract.ts';

export interface Regie extends OwnParty {
  admit(party: string, untilMs: number, nowMs: number): string;
  /** Says what the wallet is that is served here. */
  nameBuild(files: Readonly<Record<string, string>>, digest: string, nowMs: number): string;
}

/** `name`: for its first record only; a party that is known keeps what it said. */
export function openRegie(dataDir: string, origin: string, nowMs: number, name?: LangText): Regie {
  return regieOf(openOwnParty(join(dataDir, 'regie'), aboutRegie(origin, name), nowMs));
}

/** Of a house that keeps nothing: its keys are gone with it. */
export function passingRegie(origin: string, nowMs: number, realm: Realm): Regie {
  return regieOf(passingOwnParty(aboutRegie(origin), nowMs, realm));
}

const aboutRegie = (origin: string, name?: LangText): OwnAbout => ({
  name: name ?? { fr: 'Régie de données', en: 'Data trust' },
  role: 'regie',
  interest: 'general',
  legalId: 'regie',
  url: origin,
  contact: { address: new URL(origin).host },
});

function regieOf(own: OwnParty): Regie {
  const head = (atMs: number) =>
    ({ v: 1, type: 'label', id: randomId(), at: instantText(atMs), by: own.id }) as const;
  return {
    ...own,
    admit: (party, untilMs, atMs) => {
      const label: Admission = { ...head(atMs), party, kind: 'admitted', until: instantText(untilMs) };
      return own.sign(label);
    },
    nameBuild: (files, digest, atMs) => {
      const label: WalletBuild = { ...head(atMs), kind: 'wallet-build', files, digest };
      return own.sign(label);
    },
  };
}

/** Its record stands in the log before anything else can refer to it. */
export async function publishRegie(store: Store, regie: Regie): Promise<void> {
  const known = await store.readPublic(regie.id);
  if (known === undefined) await store.keepPublic({ type: 'party', party: regie.id, text: regie.text });
}
