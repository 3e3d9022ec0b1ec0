/**
 *   npm run bench            every benchmark, one after the other
 *   npm run bench -- NAME    one of them; its last line is one JSON object
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const benches = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));

const wanted = process.argv.slice(2);
const absent = wanted.filter((name) => !benches.includes(name));
if (absent.length > 0) {
  console.error(`no benchmark is called \`${absent.join(', ')}\`, expected one of: ${benches.join(', ')}`);
  process.exitCode = 2;
} else {
  // Each in a process of its own: one leaves no heap, no compiled code and no server to the next.
  for (const name of wanted.length > 0 ? wanted : benches) {
    const { status } = spawnSync(process.execPath, [`${here}${name}.ts`], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = status ?? 1;
  }
}
