/** A whole consent under a declaration, and how a receipt is checked: by the schema, with one member taken away. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Declaration } from '../../../policy/declaration.ts';
import type { ConsentFacts } from '../../../policy/export/consent-record.ts';
import { consentSchema } from '../../../policy/export/consent-schema.ts';
import { aParty, someDigest } from '../../support/builders.ts';
import { grantUnder } from '../../support/declared.ts';

export function factsOf(declaration: Declaration, changes: Partial<ConsentFacts> = {}): ConsentFacts {
  return {
    grant: grantUnder(declaration),
    digest: someDigest('grant record'),
    declaration,
    party: aParty({ contact: { address: '1 place du Marché', email: 'velo@ville.example' } }),
    notice: { lang: 'fr', at: '2026-11-21T10:05:00Z' },
    relay: 'https://relais.example',
    until: '2026-12-22T10:05:00Z',
    end: null,
    asOf: '2026-12-01T08:00:00Z',
    madeAt: '2026-12-02T18:30:00Z',
    ...changes,
  };
}

export const place = {
  digest: someDigest('grant record'),
  index: 7,
  size: 9,
  checkpoint: 'relais.example\n9\nroot\n',
};
export const ended = {
  end: { state: 'ConsentWithdrawn', at: '2026-11-25T09:00:00Z', record: someDigest('revocation') },
} as const;
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictRequired: false,
}).compile(consentSchema);
export const faultsOf = (receipt: unknown): string[] => {
  const value = JSON.parse(JSON.stringify(receipt)) as unknown;
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

export type Loose = Record<string, unknown>;
export const copyOf = (value: object): Loose => JSON.parse(JSON.stringify(value)) as Loose;

/** Takes away one member, at a path through lists and objects. */
export function without(receipt: Loose, path: readonly (string | number)[]): Loose {
  let at: Loose = receipt;
  for (const step of path.slice(0, -1)) at = at[step] as Loose;
  const last = path.at(-1) as string;
  if (!(last in at)) throw new TypeError(`expected \`${last}\``);
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return receipt;
}
