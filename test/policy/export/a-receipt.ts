/** The receipts that the page shows and that `test/vectors/consent-receipt.json` keeps for other implementations. */

import { consentReceipt, type ReceiptAbout } from '../../../policy/export/consent-receipt.ts';
import type { ConsentFacts } from '../../../policy/export/consent-record.ts';
import type { TraceFault } from '../../../policy/export/consent-trace.ts';
import { aDeclaration } from '../../support/a-declaration.ts';
import { aGrant, aParty, someDigest } from '../../support/builders.ts';

const { inputs, rights } = aDeclaration();

const declaration = aDeclaration({ inputs: inputs.slice(0, 2), rights: rights.slice(0, 1) });

export const facts: ConsentFacts = {
  grant: aGrant({
    scope: {
      purpose: 'aid',
      facts: inputs.slice(0, 2).map(({ key, precision }) => ({ key, precision })),
      actions: ['read'],
    },
    period: { days: 31 },
  }),
  digest: someDigest('grant record'),
  declaration,
  party: aParty({ contact: { address: '1 place du Marché, Lumière', email: 'velo@ville.example' } }),
  notice: { lang: 'fr', at: '2026-11-21T10:05:00Z' },
  relay: 'https://relais.example',
  until: '2026-12-22T10:05:00Z',
  end: null,
  asOf: '2026-12-01T08:00:00Z',
  madeAt: '2026-12-02T18:30:00Z',
};

const place = {
  digest: facts.digest,
  index: 7,
  size: 9,
  checkpoint: 'relais.example\n9\nroot of nine leaves\n',
};

const use = (at: string): ReceiptAbout => ({
  kind: 'use',
  use: { record: someDigest('access'), seq: 2, at, purpose: 'aid', facts: ['commune'], act: 'released' },
});

const withdrawn = {
  end: { state: 'ConsentWithdrawn', at: '2026-11-25T09:00:00Z', record: someDigest('revocation') },
} as const;

const told = (at: string) => ({ notice: { lang: 'fr', at } }) as const;

interface Case {
  readonly name: string;
  readonly receipt: object;
  /** Empty when the story can have happened; the schema takes all of them. */
  readonly faults: readonly TraceFault[];
}

export const cases: readonly Case[] = [
  { name: 'the yes', receipt: consentReceipt(facts, { kind: 'grant' }, place), faults: [] },
  {
    name: 'its end',
    receipt: consentReceipt({ ...facts, ...withdrawn }, { kind: 'termination' }, null),
    faults: [],
  },
  { name: 'a use', receipt: consentReceipt(facts, use('2026-11-22T09:00:12Z'), place), faults: [] },
  {
    name: 'a notice after the use',
    receipt: consentReceipt(
      { ...facts, ...told('2026-11-23T08:00:00Z') },
      use('2026-11-22T09:00:12Z'),
      place,
    ),
    faults: ['notice-after-consent', 'notice-after-use'],
  },
  {
    name: 'a use after the end',
    receipt: consentReceipt({ ...facts, ...withdrawn }, use('2026-11-26T09:00:12Z'), place),
    faults: ['use-after-end'],
  },
  {
    name: 'a use before the yes',
    receipt: consentReceipt(facts, use('2026-11-20T09:00:12Z'), place),
    faults: ['notice-after-use', 'use-before-consent'],
  },
];
