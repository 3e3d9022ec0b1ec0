// Sealed bytes as they come in at a door: of the suite that belongs there, and in one of the four sizes of protocol §4. A
// relay that let others through would learn from lengths.

import { fromBase64url } from '../../crypto/encode.ts';
import { kemBytes, nonceBytes, paddedSizes, sealSuite, secretSuite, tagBytes } from '../../crypto/seal.ts';
import { DoorFault } from './fault.ts';

/** What stands around the padded bytes (docs/formats/seal.md). */
const suites = {
  'vav/seal/1': { byte: sealSuite, aroundBytes: 1 + kemBytes + nonceBytes + tagBytes },
  'vav/secret/1': { byte: secretSuite, aroundBytes: 1 + nonceBytes + tagBytes },
} as const;

export function readSealed(text: string, label: keyof typeof suites): Uint8Array {
  const { byte, aroundBytes } = suites[label];
  const bytes = fromBase64url(text);
  if (bytes[0] !== byte || !paddedSizes.includes(bytes.length - aroundBytes)) {
    throw new DoorFault('body-invalid', `expected \`${label}\` of 1, 4, 16 or 64 KiB`);
  }
  return bytes;
}

export function readEnvelope(envelope: unknown): Uint8Array {
  if (typeof envelope !== 'string') throw new DoorFault('body-invalid', '`envelope`: expected sealed bytes');
  return readSealed(envelope, 'vav/secret/1');
}
