// A build for looking only: the real screens, a fictional vault, a request that is already checked.

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import config from '../../../pwa/vite.config.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const standIn: Plugin = {
  name: 'vav-looking',
  enforce: 'pre',
  resolveId(source, importer) {
    if (importer === undefined || !source.startsWith('.')) return null;
    const path = resolve(dirname(importer), source.split('?')[0] ?? source);
    const [, paths] =
      /\/pwa\/wallet\/paths\/(ask|condition|device|import|meeting|observe|party-page|paper-thread|consent-receipt|paper|study|release)\.ts$/.exec(
        path,
      ) ?? [];
    if (paths !== undefined) return at(`./${paths}.ts`);
    return existsSync(path) ? null : at('./absent.ts');
  },
};

export async function buildLooking(outDir: string): Promise<void> {
  await build({
    ...config,
    root: at('.'),
    publicDir: false,
    plugins: [standIn, ...(config.plugins ?? [])],
    logLevel: 'warn',
    build: {
      ...config.build,
      outDir,
      emptyOutDir: true,
      rolldownOptions: { input: { ahead: at('../../../pwa/wallet/ahead.ts'), looking: at('./index.html') } },
    },
  });
}

if (import.meta.main) await buildLooking(process.argv[2] ?? at('../../../build/looking'));
