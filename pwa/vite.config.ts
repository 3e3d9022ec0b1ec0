import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import type { InlineConfig } from 'vite';
import { shell } from './build/shell.ts';
import { sodium } from './build/sodium.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Two entries that never import each other: the wallet, and the page that stops by card without any key. */
export default {
  root: at('./wallet'),
  base: '/',
  configFile: false,
  appType: 'spa',
  plugins: [shell(), sodium(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
  // The package's own entry is written for older browsers than ours, and 4 kB longer.
  resolve: { alias: { dexie: at('../node_modules/dexie/dist/modern/dexie.mjs') } },
  worker: { format: 'es' },
  build: {
    outDir: at('../build/wallet'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: { wallet: at('./wallet/index.html'), stop: at('./wallet/stop.html') } },
  },
} satisfies InlineConfig;
