import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PolicyFault } from '../../policy/fault.ts';
import {
  joinRecord,
  maxRecordBytes,
  recordLabel,
  recordLine,
  splitRecord,
  utf8Bytes,
} from '../../policy/record.ts';
import { aGrant, aRevocation, someBytes, someSignature } from '../support/builders.ts';

const signed = { kind: 'ed25519', value: someSignature('a signature') } as const;
const line1 = recordLine(aGrant());
const text = joinRecord(line1, signed);

function codeOf(record: string): string {
  try {
    splitRecord(record);
  } catch (fault) {
    if (fault instanceof PolicyFault) return fault.code;
    throw fault;
  }
  return 'no fault';
}

describe('a signed record', () => {
  it('is one text of two lines that comes apart as it was put together', () => {
    expect(text.split('\n')).toHaveLength(2);
    expect(splitRecord(text)).toEqual({ type: 'grant', v: 1, body: aGrant(), line1, proof: signed });
  });

  it('is signed under a label that names its type and version', () => {
    expect(recordLabel('stop-change', 1)).toBe('vav/stop-change/1');
  });

  it('has one spelling of its proof', () => {
    const { value } = signed;
    const spellings = [
      `${line1}\n`,
      `${line1}`,
      `${text}\n`,
      `${text} `,
      `${line1}\r\ned25519:${value}`,
      `${line1}\n${value}`,
      `${line1}\nED25519:${value}`,
      `${line1}\ned25519:${value}==`,
      `${line1}\ned25519:${value.slice(0, -1)}`,
      // The last character of 64 bytes has four spare bits: `B` says the same bytes as `A`.
      `${line1}\ned25519:${value.slice(0, -1)}B`,
      `${line1}\n\ned25519:${value}`,
      `\n${text}`,
      `${line1}\nstop:${someBytes('a secret', 32)}`,
      `${line1}\nrsa:${value}`,
      '',
      '\n',
    ];
    for (const spelling of spellings) {
      expect(codeOf(spelling), spelling.slice(-100)).toMatch(/^(record|canonical)-invalid$/);
    }
  });

  it('may hold a stop secret in place of a signature only when it ends a grant', () => {
    const { key: _, ...stopped } = aRevocation({ by: 'stop' });
    const secret = { kind: 'stop', value: someBytes('a secret', 32) } as const;
    expect(splitRecord(joinRecord(recordLine(stopped), secret)).proof).toEqual(secret);
  });

  it('must have a known type and version', () => {
    expect(codeOf(text.replace('"type":"grant"', '"type":"gift"'))).toBe('record-invalid');
    expect(codeOf(text.replace('"v":1', '"v":2'))).toBe('record-invalid');
    for (const body of ['null', '[]', '"grant"', '7', '{}']) {
      expect(codeOf(joinRecord(body, signed))).toBe('record-invalid');
    }
  });

  it('is refused before it is read when it is too long', () => {
    expect(codeOf(`${'é'.repeat(maxRecordBytes / 2 + 1)}\n`)).toBe('record-oversize');
    expect(codeOf('x'.repeat(maxRecordBytes))).toBe('record-invalid');
  });

  it('is refused when a single character of line 1 is not canonical', () => {
    expect(codeOf(text.replace('{', '{ '))).toBe('canonical-invalid');
  });
});

describe('the length of a text in UTF-8', () => {
  it('is what an encoder says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (any) => {
        expect(utf8Bytes(any)).toBe(new TextEncoder().encode(any).length);
      }),
    );
  });
});
