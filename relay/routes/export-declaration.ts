// A published declaration in the forms that registers elsewhere ask for, and the schema of the receipts that wallets write.
// Made anew each time from the record in the log: nothing is kept, so nothing can differ from it.

import { consentSchema } from '../../policy/export/consent-schema.ts';
import { exportAs, exportForms, isExportForm } from '../../policy/export/forms.ts';
import type { House } from '../house.ts';
import { DoorFault } from '../middleware/fault.ts';
import { dataHeaders } from '../middleware/headers.ts';

export async function exportDeclaration(house: House, digest: string, form: string): Promise<Response> {
  if (!isExportForm(form)) {
    throw new DoorFault('export-unknown', `expected one of the forms ${exportForms.join(', ')}`);
  }
  await house.directory.refresh(house.now());
  const known = house.directory.declaration(digest);
  if (known === undefined) throw new DoorFault('declaration-unknown', 'expected the digest of a declaration');
  const made = exportAs(form, { declaration: known.declaration, digest, relay: house.origin });
  if (made === undefined) {
    throw new DoorFault('export-unknown', `a declaration that decides nothing has no form ${form}`);
  }
  const name = `vis-a-vis-${form}-${digest.slice(0, 8)}.${made.ending}`;
  return new Response(made.text, {
    headers: {
      ...dataHeaders,
      'content-type': made.type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-cache',
    },
  });
}

const schemaText = `${JSON.stringify(consentSchema, null, 2)}\n`;

export function readConsentSchema(): Response {
  return new Response(schemaText, {
    headers: { ...dataHeaders, 'content-type': 'application/schema+json', 'cache-control': 'no-cache' },
  });
}
