// The entry for researchers: its own root, its own folder, its own origin. It takes no file of the wallet's with it.

import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import type { InlineConfig } from 'vite';
import { researchShell } from './shell.ts';
import { researchWords } from './words.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Addresses that the shell answers, each also with one more piece behind it. */
export const researchPaths = ['/', '/etude', '/resultats', '/combiner', '/demander'];

export const researchConfig = {
  root: at('../research'),
  base: '/',
  configFile: false,
  appType: 'spa',
  plugins: [researchShell(), researchWords(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
  publicDir: false,
  build: {
    outDir: at('../../build/research'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { research: at('../research/index.html') } },
  },
} satisfies InlineConfig;
