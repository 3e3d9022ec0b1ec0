// The entry for mediators: its own root, its own folder, its own origin. It takes no file of the wallet's with it.

import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import type { InlineConfig } from 'vite';
import { workshopShell } from './shell.ts';
import { workshopWords } from './words.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Addresses that the shell answers, each also with one more piece behind it. */
export const workshopPaths = ['/', '/salle', '/tableau', '/bilan', '/fiches'];

export const workshopConfig = {
  root: at('../workshop'),
  base: '/',
  configFile: false,
  appType: 'spa',
  plugins: [workshopShell(), workshopWords(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
  publicDir: false,
  build: {
    outDir: at('../../build/workshop'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { workshop: at('../workshop/index.html') } },
  },
} satisfies InlineConfig;
