// The import rule and the doors of outside packages, in words a machine reads. test/checks/rooms.ts runs it and
// fails when no module was counted; test/checks/rooms.test.ts plants a fault against each rule.

/** Which rooms may name which package; everything under test/ may name any. */
const doors = [
  { packages: ['libsodium-wrappers'], rooms: ['crypto/sodium'] },
  { packages: ['libsodium-wrappers-sumo'], rooms: ['crypto/passphrase'] },
  { packages: ['@noble/hashes'], rooms: ['crypto/'] },
  { packages: ['valibot'], rooms: ['policy/read'] },
  { packages: ['@valibot/to-json-schema'], rooms: ['policy/json-schema'] },
  { packages: ['publicodes'], rooms: ['policy/evaluate'] },
  { packages: ['preact', '@preact/signals'], rooms: ['pwa/'] },
  { packages: ['dexie'], rooms: ['pwa/wallet/vault/'] },
  { packages: ['@simplewebauthn/browser'], rooms: ['pwa/wallet/passkey/'] },
  { packages: ['@cloudflare/blindrsa-ts'], rooms: ['pwa/wallet/link/token'] },
  { packages: ['@hpke/core'], rooms: ['pwa/wallet/link/report'] },
  { packages: ['workbox-window'], rooms: ['pwa/wallet/worker/'] },
  { packages: ['papaparse', 'saxes'], rooms: ['pwa/wallet/worker/'] },
  { packages: ['uqr'], rooms: ['pwa/ui/', 'relay/room/', 'relay/kit/slip-page[.]ts$'] },
  {
    packages: ['vite', '@preact/preset-vite', 'workbox-build', 'lightningcss'],
    rooms: ['pwa/build', 'pwa/vite[.]config[.]ts'],
  },
  { packages: ['hono', '@hono/node-server'], rooms: ['relay/'] },
  { packages: ['pg'], rooms: ['relay/store/'] },
  { packages: ['@simplewebauthn/server'], rooms: ['relay/proof/passkey'] },
  { packages: ['jose'], rooms: ['relay/proof/'] },
  { packages: ['csv-stringify', 'fflate', 'hyparquet-writer', 'n3'], rooms: ['relay/aggregate/'] },
  { packages: ['@betagouv/aides-velo', 'aides-velo-3.0.1'], rooms: ['docs/examples/bike-grant/'] },
];

const fromAny = (rooms) => rooms.map((room) => `^${room}`);
const named = (packages) => packages.map((name) => `^node_modules/${name}/`);

module.exports = {
  forbidden: [
    {
      name: 'ground-floor-alone',
      comment: 'policy and crypto import no other room',
      severity: 'error',
      from: { path: '^(policy|crypto)/' },
      to: { path: '^(policy|crypto|relay|pwa|docs|test)/', pathNot: '^$1/' },
    },
    {
      name: 'ground-floor-pure',
      comment: 'policy and crypto know no Node',
      severity: 'error',
      from: { path: '^(policy|crypto)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'neighbours-apart',
      comment: 'pwa and relay never import each other, and nobody upstairs imports tests or examples',
      severity: 'error',
      from: { path: '^(pwa|relay)/' },
      to: { path: '^(pwa|relay|docs|test)/', pathNot: '^$1/' },
    },
    {
      name: 'examples-by-the-kit',
      comment: 'an example sees what an integrator sees: relay/kit and its own folder',
      severity: 'error',
      from: { path: '^docs/' },
      to: { path: '^(policy|crypto|relay|pwa|test)/', pathNot: '^relay/kit/' },
    },
    {
      name: 'kit-is-outside',
      comment: 'relay/kit is the party’s own side; the relay that keeps and answers does not run it',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/kit/' },
      to: { path: '^relay/kit/' },
    },
    {
      name: 'kit-without-relay',
      comment: 'relay/kit runs at the party’s: it reaches nothing of the relay’s inside',
      severity: 'error',
      from: { path: '^relay/kit/' },
      to: { path: '^relay/', pathNot: '^relay/kit/' },
    },
    {
      name: 'relay-opens-nothing',
      comment:
        'what the relay runs cannot open a vault, an envelope or a key slot, whatever the way there; a helper is another program, and opens what is sealed to itself',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/(kit/|commands/helper[.]ts$)' },
      to: { path: '^crypto/(open|keys|keyslot|keyslot-list|kit-code|passphrase)[.]ts$', reachable: true },
    },
    {
      name: 'store-by-its-promise',
      comment:
        'main and the helper open their stores; everyone else knows what it promises and how it fails, and not how records rest',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/(store/|main[.]ts$|commands/helper[.]ts$)' },
      to: {
        path: '^relay/store/',
        pathNot:
          '^relay/store/((sides-|thread-|issuer-|aggregate-|backup-|condition-|mandate-)?contract|entry|fault)[.]ts$',
      },
    },
    {
      name: 'aggregates-apart',
      comment: 'only relay/aggregate names prio3, noise and the making of a contribution',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/aggregate/' },
      to: { path: '^crypto/(prio3/|(noise|report)[.]ts$)' },
    },
    {
      name: 'entries-apart',
      comment: 'one entry per kind of person; they share pwa/ui and pwa/words only',
      severity: 'error',
      from: { path: '^pwa/(wallet|desk|research|workshop)/' },
      to: { path: '^pwa/(wallet|desk|research|workshop)/', pathNot: '^pwa/$1/' },
    },
    {
      name: 'shared-screens-below',
      comment: 'pwa/ui and pwa/words know no entry',
      severity: 'error',
      from: { path: '^pwa/(ui|words)/' },
      to: { path: '^pwa/(wallet|desk|research|workshop)/' },
    },
    {
      name: 'screens-never-write',
      comment: 'screens act through paths; of the vault they read open.ts, and of kept things the types',
      severity: 'error',
      from: { path: '^pwa/wallet/screens/' },
      to: {
        path: '^pwa/wallet/(vault|link|passkey)/',
        pathNot: '^pwa/wallet/vault/(open|kept|kept/[a-z]+|fault)[.]ts$|/fault[.]ts$',
      },
    },
    {
      name: 'wallet-flows-one-way',
      comment: 'screen → path → vault, link, passkey, worker; nothing looks back up',
      severity: 'error',
      from: { path: '^pwa/wallet/(paths|vault|link|passkey|worker)/' },
      to: { path: '^pwa/wallet/(screens/|main[.]tsx?$|router[.]ts$)' },
    },
    {
      name: 'paths-above-their-rooms',
      comment: 'vault, link, passkey and worker know no path',
      severity: 'error',
      from: { path: '^pwa/wallet/(vault|link|passkey|worker)/' },
      to: { path: '^pwa/wallet/paths/' },
    },
    {
      name: 'stop-page-without-vault',
      comment:
        'the page of the stop card serves on anybody’s device: it opens no vault there, whatever the way',
      severity: 'error',
      from: { path: '^pwa/wallet/stop[.]tsx?$' },
      to: { path: '^pwa/wallet/vault/(?!fault[.]ts$)', reachable: true },
    },
    {
      name: 'no-node-on-the-phone',
      comment: 'only what builds the wallet runs on Node',
      severity: 'error',
      from: { path: '^pwa/', pathNot: '^pwa/(build/|build[.]ts$|vite[.]config[.]ts$)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'door-of-sqlite',
      comment: 'node:sqlite only in relay/store',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/store/' },
      to: { path: '^(node:)?sqlite$', dependencyTypes: ['core'] },
    },
    {
      name: 'door-of-node-crypto',
      comment: 'node:crypto only in relay/proof',
      severity: 'error',
      from: { path: '^relay/', pathNot: '^relay/proof/' },
      to: { path: '^(node:)?crypto$', dependencyTypes: ['core'] },
    },
    ...doors.map(({ packages, rooms }) => ({
      name: `door-of-${packages[0]}`,
      comment: `${packages.join(', ')} only in ${rooms.join(', ')}`,
      severity: 'error',
      from: { pathNot: [...fromAny(rooms), '^test/'] },
      to: { path: named(packages) },
    })),
    {
      name: 'door-for-every-package',
      comment: 'a package without a door in the list at the head of this file',
      severity: 'error',
      from: { path: '^(policy|crypto|relay|pwa)/' },
      to: { path: '^node_modules/', pathNot: named(doors.flatMap(({ packages }) => packages)) },
    },
    {
      name: 'no-package-of-chance',
      comment: 'a package that package.json does not name is there by luck',
      severity: 'error',
      from: { path: '^(policy|crypto|relay|pwa|docs|test)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dead-end',
      comment: 'an import that leads nowhere is not checked by any rule above',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    // Types count: a wall that lets types through lets the shape of a room through.
    tsPreCompilationDeps: true,
    builtInModules: { add: ['node:sqlite', 'sqlite', 'node:test'] },
    exclude: { path: '^(build|data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
