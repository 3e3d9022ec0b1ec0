import { type HpkeConfig, hpkeSuite } from '../../crypto/dap/hpke-config.ts';
import { fromBase64url, toBase64url } from '../../crypto/encode.ts';
import { type HpkeKey, newHpkeKey, openHpkeKey, secretOf } from '../proof/hpke.ts';

/** At rest: the number under which it is known, and its 32 secret bytes. */
export interface KeptHpke {
  readonly id: number;
  readonly secret: string;
}

const ids = 256;

export const newKeptHpke = (id: number): KeptHpke => ({ id, secret: toBase64url(secretOf(newHpkeKey())) });

export const openKeptHpke = ({ secret }: KeptHpke): HpkeKey => openHpkeKey(fromBase64url(secret));

export const configOf = (id: number, { publicKey }: HpkeKey): HpkeConfig => ({ id, ...hpkeSuite, publicKey });

/** One byte names a key, so 256 studies can be alive at one time; the number that was free longest comes first. */
export function freeConfigId(used: ReadonlySet<number>, last: number): number | undefined {
  for (let step = 1; step <= ids; step += 1) {
    const id = (last + step) % ids;
    if (!used.has(id)) return id;
  }
  return undefined;
}
