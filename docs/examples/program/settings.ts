/** What a party's program is told from outside. */
import { resolve } from 'node:path';

export interface ProgramSettings {
  /** Address of the relay. */
  readonly relay: string;
  readonly port: number;
  /** Own address as residents see it. */
  readonly origin: string;
  /** Keys and signed agreements lie here; nobody else may read it. Undefined: nothing is kept (an exercise). */
  readonly dataDir: string | undefined;
  /** `exercise`: what is signed holds at no real relay. */
  readonly realm?: 'real' | 'exercise';
  /** Where it listens: on the loopback address unless the room has to reach it. */
  readonly host?: string;
}

export function readProgramSettings(
  environment: Readonly<Record<string, string | undefined>>,
  usual: { readonly port: number; readonly dataDir: string },
): ProgramSettings {
  const port = environment.PORT === undefined ? usual.port : Number(environment.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new TypeError('PORT: expected 1 to 65535');
  return {
    relay: originOf(environment.RELAY ?? 'http://localhost:8787', 'RELAY'),
    port,
    origin: originOf(environment.ORIGIN ?? `http://localhost:${port}`, 'ORIGIN'),
    dataDir: resolve(environment.DATA_DIR ?? usual.dataDir),
  };
}

function originOf(text: string, name: string): string {
  if (!URL.canParse(text) || new URL(text).origin !== text.replace(/\/$/, '')) {
    throw new TypeError(`${name}: expected an address like https://velo.example.org`);
  }
  return new URL(text).origin;
}
