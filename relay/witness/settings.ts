import { resolve } from 'node:path';
import { CryptoFault } from '../../crypto/fault.ts';
import { readVerifierKey } from '../../crypto/note.ts';
import type { KnownLog } from './witness.ts';

export interface WitnessSettings {
  readonly port: number;
  readonly folder: string;
  /** Name of the witness's key; a schema-less address by which people know it. */
  readonly name: string;
  readonly logs: readonly KnownLog[];
}

/** Gives settings, or a sentence for each that is wrong. */
export function readWitnessSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WitnessSettings | readonly string[] {
  const problems: string[] = [];
  const port = Number(environment['PORT'] ?? 8797);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    problems.push('PORT: expected a whole number from 1 to 65535');
  const folder = environment['DATA_DIR'] ?? 'data-witness';
  if (folder.trim() === '' || folder.includes('\0')) problems.push('DATA_DIR: expected a folder');
  const name = environment['NAME'] ?? `localhost:${port}/witness`;
  if (!/^[^\s+\p{Cc}\p{Z}]{1,200}$/u.test(name))
    problems.push('NAME: expected a name without space and plus');
  const logs = (environment['LOGS'] ?? '').split(',').flatMap((text) => {
    const key = text.trim() === '' ? undefined : readLog(text.trim());
    if (text.trim() !== '' && key === undefined)
      problems.push(`LOGS: \`${text.trim()}\` is no verifier key of a log`);
    return key ?? [];
  });
  if (logs.length === 0)
    problems.push('LOGS: expected verifier keys of logs (GET /log/key), with commas between');
  return problems.length > 0 ? problems : { port, folder: resolve(folder), name, logs };
}

/** `VERIFIERKEY`, or `ORIGIN=VERIFIERKEY` where the key has another name than the log. */
function readLog(text: string): KnownLog | undefined {
  const [, origin, written = ''] = /^(?:(.+)=)?([^=]+\+[^=]+)$/.exec(text) ?? [];
  try {
    const key = readVerifierKey(written);
    return { origin: origin ?? key.name, key };
  } catch (cause) {
    if (cause instanceof CryptoFault) return undefined;
    throw cause;
  }
}
