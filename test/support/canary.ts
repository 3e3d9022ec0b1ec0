import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every form in which a careless program could have left a text: UTF-8, UTF-16 of both orders, hex in both cases, and
 * base64 at each of the three positions that the text can have in a longer base64 string.
 */
export function formsOf(canary: string): Map<string, Buffer> {
  const utf8 = Buffer.from(canary, 'utf8');
  const utf16 = Buffer.from(canary, 'utf16le');
  const forms = new Map<string, Buffer>([
    ['utf-8', utf8],
    ['utf-16le', utf16],
    ['utf-16be', Buffer.from(utf16).swap16()],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
  ]);
  for (const [name, bytes] of [
    ['utf-8', utf8],
    ['utf-16le', utf16],
  ] as const) {
    for (const shift of [0, 1, 2]) {
      // The characters that the neighbours before and after also shape are cut away; what is left is always there.
      const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const first = Math.ceil((shift * 8) / 6);
      const inner = encoded.slice(first, encoded.length - 1);
      forms.set(`base64 of ${name} +${shift}`, Buffer.from(inner));
      forms.set(
        `base64url of ${name} +${shift}`,
        Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_')),
      );
    }
  }
  return forms;
}

/** Where the canaries stand in the bytes: `place: form of canary`, empty when nowhere. */
export function findCanaries(canaries: readonly string[], place: string, bytes: Buffer): string[] {
  const found: string[] = [];
  for (const canary of canaries) {
    for (const [form, needle] of formsOf(canary)) {
      if (bytes.includes(needle)) found.push(`${place}: ${form} of ${canary.slice(0, 4)}…`);
    }
  }
  return found;
}

/** Reads every file below a folder, whatever it is. */
export function findCanariesBelow(
  canaries: readonly string[],
  folder: string,
): { found: string[]; files: number } {
  const found: string[] = [];
  let files = 0;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    files += 1;
    found.push(...findCanaries(canaries, entry, readFileSync(path)));
  }
  return { found, files };
}
