import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentSchema } from '../../../policy/export/consent-schema.ts';
import { exportAs, exportForms } from '../../../policy/export/forms.ts';
import { admittedCity, openTestHouse, origin, type TestHouse } from '../house.ts';

let relay: TestHouse;
let digest: string;
beforeAll(async () => {
  relay = await openTestHouse();
  digest = (await admittedCity(relay)).declaration;
});
afterAll(() => relay.close());

const door = (form: string, of = digest) => relay.fetch(`/declaration/${of}/export/${form}`);

describe('a published declaration', () => {
  it.each(exportForms)('comes in the form « %s », as a file, to anyone who asks', async (form) => {
    const response = await door(form);
    const known = relay.house.directory.declaration(digest);
    if (known === undefined) throw new TypeError('expected a declaration');
    const made = exportAs(form, { declaration: known.declaration, digest, relay: origin });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(made?.type);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="vis-a-vis-[a-z]+-[\w-]{8}\.[a-z]+"$/,
    );
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await response.text();
    expect(text).toBe(made?.text);
    expect(text).toContain('Lumière');
  });

  it.each(['pdf', 'constructor', '__proto__', 'ATRS'])('does not come in the form « %s »', async (form) => {
    const response = await door(form);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'export-unknown',
      detail: expect.stringContaining('atrs') as unknown,
    });
  });

  it('that nobody published comes in no form', async () => {
    const response = await door('dpv', 'A'.repeat(43));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'declaration-unknown' });
  });
});

describe('the schema of consent receipts', () => {
  it('is given to anyone who wants to check one', async () => {
    const response = await relay.fetch('/schema/consent-receipt');
    expect(response.headers.get('content-type')).toBe('application/schema+json');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(consentSchema)));
  });
});
