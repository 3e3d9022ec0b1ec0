import { CryptoFault } from '../fault.ts';
import { readWhole, type WireReader, WireWriter } from './wire.ts';

/** DAP §4.4.1. `publicKey` is that of the KEM. */
export interface HpkeConfig {
  readonly id: number;
  readonly kem: number;
  readonly kdf: number;
  readonly aead: number;
  readonly publicKey: Uint8Array;
}

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: what every party to DAP has (§7). */
export const hpkeSuite = { kem: 0x0020, kdf: 0x0001, aead: 0x0001 } as const;

/** Of this suite, with a key of its size: what can be sealed to here. */
export const isOurSuite = ({ kem, kdf, aead, publicKey }: HpkeConfig): boolean =>
  kem === hpkeSuite.kem && kdf === hpkeSuite.kdf && aead === hpkeSuite.aead && publicKey.length === 32;

function writeInto(writer: WireWriter, { id, kem, kdf, aead, publicKey }: HpkeConfig): WireWriter {
  return writer.number(id, 1).number(kem, 2).number(kdf, 2).number(aead, 2).opaque(publicKey, 2, 1);
}

function readFrom(reader: WireReader): HpkeConfig {
  const [id, kem, kdf, aead] = [reader.number(1), reader.number(2), reader.number(2), reader.number(2)];
  return { id, kem, kdf, aead, publicKey: reader.opaque(2, 1).slice() };
}

export const writeHpkeConfig = (config: HpkeConfig): Uint8Array<ArrayBuffer> =>
  writeInto(new WireWriter(), config).bytes();

export const readHpkeConfig = (bytes: Uint8Array): HpkeConfig => readWhole(bytes, readFrom);

/** In decreasing order of preference; no id twice. */
export function writeHpkeConfigs(configs: readonly HpkeConfig[]): Uint8Array<ArrayBuffer> {
  requireDistinct(configs);
  return new WireWriter().vector(configs, 2, writeInto).bytes();
}

export function readHpkeConfigs(bytes: Uint8Array): HpkeConfig[] {
  const configs = readWhole(bytes, (reader) => reader.vector(2, readFrom));
  if (configs.length === 0)
    throw new CryptoFault('encoding-invalid', 'expected at least one HPKE configuration');
  requireDistinct(configs);
  return configs;
}

function requireDistinct(configs: readonly HpkeConfig[]): void {
  if (new Set(configs.map(({ id }) => id)).size !== configs.length)
    throw new CryptoFault('encoding-invalid', 'expected each id of an HPKE configuration once');
}

/** DAP §4.1. */
export interface HpkeCiphertext {
  readonly configId: number;
  readonly enc: Uint8Array;
  readonly payload: Uint8Array;
}

export function writeCiphertext(writer: WireWriter, { configId, enc, payload }: HpkeCiphertext): WireWriter {
  return writer.number(configId, 1).opaque(enc, 2, 1).opaque(payload, 4, 1);
}

export function readCiphertext(reader: WireReader): HpkeCiphertext {
  return { configId: reader.number(1), enc: reader.opaque(2, 1), payload: reader.opaque(4, 1) };
}
