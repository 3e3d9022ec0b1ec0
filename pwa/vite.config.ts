import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import type { InlineConfig } from 'vite';
import { shell } from './build/shell.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Two entries that never import each other: the wallet, and the page that stops by card without any key. */
export default {
  root: at('./wallet'),
  base: '/',
  configFile: false,
  appType: 'spa',
  plugins: [shell(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
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
