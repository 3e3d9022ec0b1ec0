import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'build/wallet/build.json');
/** What goes into the wallet. */
const sources = ['pwa', 'policy', 'crypto', 'package-lock.json'];

/** Builds the wallet when there is none, or when a file it is made of is younger. In a process of its own. */
export async function ensureWallet(): Promise<void> {
  const builtMs = ageOf(built);
  if (builtMs !== undefined && sources.every((source) => newestBelow(join(root, source)) <= builtMs)) return;
  process.stderr.write('building the wallet, once …\n');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(process.execPath, [join(root, 'pwa/build.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.once('error', reject);
  child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the wallet could not be built'))));
  await promise;
}

function ageOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function newestBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}
