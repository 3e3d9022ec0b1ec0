import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A text that nothing else contains, or bytes that nobody else could have made. */
export type Canary = string | Buffer;

/**
 * Every form in which a careless program could have left it: as it is, UTF-16 of both orders, hex in both cases, and
 * base64 at each of the three positions that it can have in a longer base64 string.
 */
export function formsOf(canary: Canary): Map<string, Buffer> {
  const plain = Buffer.from(canary as string);
  const forms = new Map<string, Buffer>([['plain', plain]]);
  const written: [string, Buffer][] = [['plain', plain]];
  if (typeof canary === 'string') {
    const utf16 = Buffer.from(canary, 'utf16le');
    forms.set('utf-16le', utf16);
    forms.set('utf-16be', Buffer.from(utf16).swap16());
    written.push(['utf-16le', utf16]);
  }
  for (const [name, bytes] of written) {
    const hex = bytes.toString('hex');
    forms.set(`hex of ${name}`, Buffer.from(hex));
    forms.set(`HEX of ${name}`, Buffer.from(hex.toUpperCase()));
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
export function findCanaries(canaries: readonly Canary[], place: string, bytes: Buffer): string[] {
  const found: string[] = [];
  for (const canary of canaries) {
    for (const [form, needle] of formsOf(canary)) {
      if (bytes.includes(needle)) found.push(`${place}: ${form} of ${nameOf(canary)}`);
    }
  }
  return found;
}

const nameOf = (canary: Canary): string =>
  typeof canary === 'string' ? `${canary.slice(0, 4)}…` : 'a secret';

/** Reads every file below a folder, whatever it is. */
export function findCanariesBelow(
  canaries: readonly Canary[],
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
