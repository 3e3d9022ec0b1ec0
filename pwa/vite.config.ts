import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import type { InlineConfig } from 'vite';
import { shell } from './build/shell.ts';
import { sodium } from './build/sodium.ts';
import { words } from './build/words.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * A phone asks for six files at once and each costs a turn, so what comes together is one file: what the first script
 * needs, what both pages begin with, all that shows and checks a request, and what several later screens share.
 */
const groups = [
  {
    name: 'ahead',
    test: /preload-helper|wallet.(?:link.(?:ahead|call|fault)|paths.claim)[.]ts$/,
    priority: 3,
  },
  { name: 'shell', tags: ['$initial' as const], minShareCount: 2, priority: 2 },
  // On the cards of the first screen, and asked by later paths: in the file of the first screen.
  { name: 'home', test: /wallet.paths.outdated[.]ts$/, priority: 1 },
  { name: 'request', test: /wallet.(?:paths.ask[.]ts|screens.ask.request[.]tsx)$/, priority: 1 },
  { name: 'check', test: /wallet.paths.ask-true[.]ts$/, priority: 0.7 },
  {
    name: 'door',
    test: /wallet.(?:paths.open|screens.open.gate-dialog|screens.tablet.start-over)[.]tsx?$/,
    priority: 0.5,
  },
  // What several later screens draw with, apart from what they do: settings and help need no more than this.
  { name: 'pieces', test: /pwa.ui.[^.]+[.]tsx?$/, minShareCount: 2, priority: 0.2 },
  {
    name: 'later',
    test: /node_modules.(?!libsodium|dexie|publicodes|workbox|@hpke)|(?:policy|crypto|wallet.(?:link|vault|paths|screens.(?:keep|open))).[^.]+[.]tsx?$/,
    minShareCount: 2,
  },
];

/** Two entries that never import each other: the wallet, and the page that stops by card without any key. */
export default {
  root: at('./wallet'),
  base: '/',
  configFile: false,
  appType: 'spa',
  plugins: [shell(), words(), sodium(), preact({ devToolsEnabled: false, prefreshEnabled: false })],
  resolve: {
    alias: {
      // The package's own entry is written for older browsers than ours, and 4 kB longer.
      dexie: at('../node_modules/dexie/dist/modern/dexie.mjs'),
      // Node's, which some libraries would fall back to: a browser has its own.
      crypto: at('./build/no-node.ts'),
    },
  },
  worker: { format: 'es' },
  build: {
    outDir: at('../build/wallet'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        ahead: at('./wallet/ahead.ts'),
        wallet: at('./wallet/index.html'),
        stop: at('./wallet/stop.html'),
      },
      output: { codeSplitting: { groups } },
    },
  },
} satisfies InlineConfig;
