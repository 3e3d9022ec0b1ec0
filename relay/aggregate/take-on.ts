// What the leader hands to the helper when a study begins (docs/formats/dap.md): everything that is public as signed
// records, and the two secrets that both share sealed to the helper's own key.

import { concat, fromBase64url, fromUtf8, toBase64url, toUtf8 } from '../../crypto/encode.ts';
import { sealTo } from '../../crypto/seal.ts';
import { DoorFault } from '../middleware/fault.ts';

export interface TakeOnParties {
  /** Versions of each, oldest first. */
  readonly asker: readonly string[];
  readonly leader: readonly string[];
  readonly helper: readonly string[];
}

export interface TakeOnCall {
  readonly study: string;
  readonly parties: TakeOnParties;
  /** The leader's signed `operates`: its HPKE configuration and the issuer's token key. */
  readonly label: string;
  /** `HpkeConfig` of the collector, encoded, base64url. */
  readonly collector: string;
  /** `TakeOnSecrets`, under `vav/seal/1`. */
  readonly sealed: string;
}

export interface TakeOnSecrets {
  /** VDAF verification key: 32 bytes. */
  readonly verifyKey: string;
  /** What the leader shows at the helper's DAP doors. */
  readonly bearer: string;
}

export const maxTakeOnBytes = 1024 * 1024;

/** `crypto/open` is out of reach of a relay: the helper's program brings this with it. */
export type OpenSealed = (secret: Uint8Array, sealed: Uint8Array, associated: Uint8Array) => Uint8Array;

const associated = (study: string, leader: string): Uint8Array =>
  concat(toUtf8('vav/take-on/1\n'), toUtf8(`${study}\n${leader}`));

export const sealSecrets = (
  secrets: TakeOnSecrets,
  helperKey: string,
  study: string,
  leader: string,
): string =>
  toBase64url(sealTo(fromBase64url(helperKey), toUtf8(JSON.stringify(secrets)), associated(study, leader)));

export function openSecrets(
  open: OpenSealed,
  secret: Uint8Array,
  sealed: string,
  study: string,
  leader: string,
): TakeOnSecrets {
  const plain = JSON.parse(
    fromUtf8(open(secret, fromBase64url(sealed), associated(study, leader))),
  ) as unknown;
  const { verifyKey, bearer } = requireFields(plain, { verifyKey: isBytes32, bearer: isBytes32 });
  return { verifyKey: verifyKey as string, bearer: bearer as string };
}

const isBytes32 = (value: unknown): boolean => typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0;
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText);

export function readTakeOn(body: unknown): TakeOnCall {
  const read = requireFields(body, {
    study: isText,
    parties: (value) => typeof value === 'object' && value !== null,
    label: isText,
    collector: isText,
    sealed: isText,
  });
  const parties = requireFields(read['parties'], { asker: areTexts, leader: areTexts, helper: areTexts });
  return { ...read, parties } as unknown as TakeOnCall;
}

/** An object with exactly these fields. */
export function requireFields(
  value: unknown,
  fields: Readonly<Record<string, (value: unknown) => boolean>>,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DoorFault('body-invalid', 'expected an object');
  const found = value as Record<string, unknown>;
  for (const name of Object.keys(found))
    if (!Object.hasOwn(fields, name)) throw new DoorFault('body-invalid', 'expected no unknown field');
  for (const [name, isGood] of Object.entries(fields))
    if (!isGood(found[name])) throw new DoorFault('body-invalid', `\`${name}\`: expected another value`);
  return found;
}
