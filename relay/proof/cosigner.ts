import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { cosignature, cosignedBytes, writeCosignerKey } from '../../crypto/cosignature.ts';
import { type NoteKey, signatureLine } from '../../crypto/note.ts';
import { openKeyFile } from './key-file.ts';

/** A witness's hand. Its key signs cosignatures and nothing else: the signed text does not name the witness. */
export interface Cosigner extends NoteKey {
  /** `name+keyid+key`, type 0x04. */
  verifierKey: string;
  /** One line of a note, for a checkpoint's text. */
  cosign(checkpointText: string, seconds: number): string;
}

export function newCosigner(
  name: string,
  key: KeyObject = generateKeyPairSync('ed25519').privateKey,
): Cosigner {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  const noteKey = { name, publicKey: new Uint8Array(Buffer.from(x as string, 'base64url')) };
  return {
    ...noteKey,
    verifierKey: writeCosignerKey(noteKey),
    cosign: (text, seconds) =>
      signatureLine(cosignature(noteKey, seconds, sign(null, cosignedBytes(text, seconds), key))),
  };
}

/** The key rests in `witness-key.pem`; lost, the witness is another one, and wallets have to be told. */
export function openCosigner(folder: string, name: string): Cosigner {
  return newCosigner(name, openKeyFile(folder, 'witness-key.pem'));
}
